// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/search_mode.h"

#include "ui/records/hit_rows.h"

namespace weir::ui {

using namespace std::chrono_literals;

SearchMode::SearchMode(const PageContext& context, HitRows* rows, QObject* parent)
    : RecordMode(context, parent), m_rows(rows)
{
    connect(m_rows, &HitRows::scanChanged, this, &SearchMode::take);
}

void SearchMode::search(const std::string& topic, const RangeChoice& choice, weir::Filter filter)
{
    end();
    if (!m_context.cluster)
        return;
    m_request = {};
    m_request.topic = topic;
    m_request.filter = std::move(filter);
    m_request.isolation = choice.isolation;
    m_request.newestFirst = choice.newestFirst;
    m_searching = true;
    m_resolving.start(
        m_context.tasks,
        [cluster = m_context.cluster, range = choice.request(topic, weir::nowMs())](std::stop_token stop) {
            return weir::resolveRange(*cluster, range, weir::Call::within(20s, std::move(stop)));
        },
        [this](weir::Result<weir::Partial<weir::ResolvedRange>> range) { begin(std::move(range)); });
    Q_EMIT changed();
}

void SearchMode::begin(weir::Result<weir::Partial<weir::ResolvedRange>> range)
{
    if (!range || (range->values.empty() && !range->complete())) {
        m_error = range ? range->failures.front().error : range.error();
        Q_EMIT changed();
        return;
    }
    m_unresolved = std::move(range->failures);
    m_request.range = std::move(range->values);
    m_sinceLook.start();
    m_rows->setScan(weir::Scan::start(m_context.cluster, m_request, m_rows->changedSink()));
    take();
}

void SearchMode::take()
{
    if (!m_rows->scan())
        return;
    m_state = m_rows->scan()->state();
    if (const qint64 elapsed = m_sinceLook.elapsed(); elapsed >= 500) {
        m_rate = static_cast<double>(m_state.records - m_recordsAtLook) * 1000.0 / static_cast<double>(elapsed);
        m_recordsAtLook = m_state.records;
        m_sinceLook.restart();
    }
    Q_EMIT changed();
}

void SearchMode::stop()
{
    if (m_rows->scan())
        m_rows->scan()->stop();
    else if (m_resolving.isRunning())
        end();
}

void SearchMode::end()
{
    m_resolving.cancel();
    m_rows->setScan(nullptr);
    m_fetching.cancel();
    m_unresolved.clear();
    m_error.reset();
    m_searching = false;
    m_state = {};
    m_recordsAtLook = 0;
    m_rate = 0;
}

SparseRows* SearchMode::rows() const
{
    return m_rows;
}

RecordMode::State SearchMode::state() const
{
    if (m_error)
        return State::Failed;
    if (m_state.hits > 0)
        return State::Shown;
    if (m_state.end == weir::ScanEnd::Running)
        return State::Loading;
    const bool nothingRead = m_state.end == weir::ScanEnd::Failed && m_state.offsetsScanned == 0;
    return nothingRead ? State::Failed : State::Empty;
}

weir::Error SearchMode::error() const
{
    if (m_error)
        return *m_error;
    for (const auto& [partition, coverage] : m_state.partitions)
        if (coverage.error)
            return *coverage.error;
    return {};
}

FootText SearchMode::foot() const
{
    return describeSearch(m_state, m_unresolved, m_request.maxHits, m_rate);
}

void SearchMode::act(FootAction action)
{
    const auto& scan = m_rows->scan();
    if (!scan)
        return;
    switch (action) {
    case FootAction::Stop: scan->stop(); break;
    case FootAction::Continue:
    case FootAction::TryAgain: scan->resume(); break;
    case FootAction::SkipDamage:
        for (const auto& [partition, coverage] : m_state.partitions)
            if (coverage.atDamage)
                scan->resumePastDamage(partition);
        break;
    default: break;
    }
}

std::optional<std::pair<weir::TopicPartition, std::int64_t>> SearchMode::placeOf(qint64 position) const
{
    const weir::ScanHit* hit = m_rows->hitAt(position);
    if (!hit)
        return std::nullopt;
    return std::pair(weir::TopicPartition{m_request.topic, hit->partition}, hit->offset);
}

} // namespace weir::ui
