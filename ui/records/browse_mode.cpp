// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/browse_mode.h"

namespace weir::ui {

using namespace std::chrono_literals;

BrowseMode::BrowseMode(const PageContext& context, TopicRows* rows, QObject* parent)
    : RecordMode(context, parent), m_rows(rows)
{
    connect(m_rows, &TopicRows::failed, this, [this](const weir::Error& error) {
        m_readError = error;
        Q_EMIT changed();
    });
    connect(m_rows, &TopicRows::recovered, this, [this] {
        m_readError.reset();
        m_missing.clear();
        Q_EMIT changed();
    });
    connect(m_rows, &TopicRows::incomplete, this, [this](const std::vector<weir::Failure>& failures) {
        m_missing = failures;
        Q_EMIT changed();
    });
    // The end of the loaded rows may show that there are none.
    connect(m_rows, &SparseRows::changed, this, &RecordMode::changed);
}

weir::Result<BrowseMode::Opened> BrowseMode::resolve(const std::shared_ptr<weir::Cluster>& cluster,
                                                     const weir::RangeRequest& request, weir::Isolation isolation,
                                                     std::stop_token stop)
{
    auto range = weir::resolveRange(*cluster, request, weir::Call::within(20s, std::move(stop)));
    if (!range)
        return weir::fail(range.error());
    auto pages = weir::TopicPages::open(cluster, range->values, isolation);
    if (!pages)
        return weir::fail(pages.error());
    return Opened{std::move(range->values), std::move(range->failures), releasedElsewhere(std::shared_ptr(std::move(*pages)))};
}

void BrowseMode::open(const std::string& topic, const RangeChoice& choice)
{
    if (!m_context.cluster)
        return;
    if (topic != m_topic)
        end();
    m_topic = topic;
    m_choice = choice;
    m_settled = false;
    m_opening.start(
        m_context.tasks,
        [cluster = m_context.cluster, request = choice.request(topic, weir::nowMs()),
         isolation = choice.isolation](std::stop_token stop) {
            return resolve(cluster, request, isolation, std::move(stop));
        },
        [this](weir::Result<Opened> answer) { show(std::move(answer)); });
    Q_EMIT changed();
}

void BrowseMode::show(weir::Result<Opened> answer)
{
    m_settled = true;
    m_error.reset();
    if (!answer) {
        m_error = answer.error();
        Q_EMIT changed();
        return;
    }
    m_range = std::move(answer->range);
    m_failures = std::move(answer->failures);
    if (m_range.empty() && !m_failures.empty())
        m_error = m_failures.front().error;
    m_shown = !m_error;
    m_readError.reset();
    m_missing.clear();
    m_rows->setPages(m_error ? nullptr : std::move(answer->pages),
                     m_choice.newestFirst ? TopicRows::Order::NewestFirst : TopicRows::Order::OldestFirst);
    Q_EMIT opened();
    Q_EMIT changed();
}

void BrowseMode::end()
{
    m_opening.cancel();
    m_fetching.cancel();
    m_settled = true;
    m_shown = false;
    m_error.reset();
    m_range.clear();
    m_failures.clear();
    m_topic.clear();
    m_readError.reset();
    m_missing.clear();
    m_rows->setPages(nullptr, TopicRows::Order::NewestFirst);
}

SparseRows* BrowseMode::rows() const
{
    return m_rows;
}

RecordMode::State BrowseMode::state() const
{
    if (m_error)
        return State::Failed;
    if (!m_shown)
        return State::Loading;
    return m_rows->end() > m_rows->begin() && !m_rows->knownEmpty() ? State::Shown : State::Empty;
}

FootText BrowseMode::foot() const
{
    return describeBrowse(m_range, m_failures.empty() ? m_missing : m_failures, m_choice.newestFirst);
}

void BrowseMode::act(FootAction) {}

void BrowseMode::retry()
{
    m_rows->retry();
}

std::optional<std::pair<weir::TopicPartition, std::int64_t>> BrowseMode::placeOf(qint64 position) const
{
    const auto record = m_rows->recordAt(position);
    if (!record)
        return std::nullopt;
    return std::pair(weir::TopicPartition{m_topic, record->partition}, record->offset);
}

void BrowseMode::fetch(qint64 position, Fetched done)
{
    m_fetching.cancel();
    if (auto record = m_rows->recordAt(position))
        done(std::move(record));
}

} // namespace weir::ui
