// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/search_mode.h"

#include "ui/records/hit_rows.h"

namespace weir::ui {

SearchMode::SearchMode(const PageContext& context, HitRows* rows, QObject* parent)
    : RecordMode(context, parent), m_rows(rows)
{
}

SearchMode::~SearchMode()
{
    letGo();
}

void SearchMode::letGo()
{
    if (m_mailbox)
        m_mailbox->close();
    m_mailbox.reset();
    // Its thread is joined and its client closed elsewhere.
    destroyElsewhere(std::move(m_scan));
    m_scan.reset();
}

void SearchMode::search(weir::ScanRequest request)
{
    end();
    if (!m_context.cluster)
        return;
    m_request = std::move(request);
    m_sinceLook.start();
    m_mailbox = std::make_shared<Mailbox>(this);
    m_scan = weir::Scan::start(m_context.cluster, m_request, [this, mailbox = m_mailbox] {
        mailbox->post([this] { take(); });
    });
    m_state = m_scan->state();
    Q_EMIT changed();
}

void SearchMode::take()
{
    if (!m_scan)
        return;
    m_state = m_scan->state();
    m_rows->append(m_scan->takeHits());
    if (const qint64 elapsed = m_sinceLook.elapsed(); elapsed >= 500) {
        m_rate = static_cast<double>(m_state.records - m_recordsAtLook) * 1000.0 / static_cast<double>(elapsed);
        m_recordsAtLook = m_state.records;
        m_sinceLook.restart();
    }
    Q_EMIT changed();
}

void SearchMode::stop()
{
    if (m_scan)
        m_scan->stop();
}

void SearchMode::end()
{
    letGo();
    m_fetching.cancel();
    m_rows->clear();
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
    if (m_state.hits > 0)
        return State::Shown;
    if (m_state.end == weir::ScanEnd::Running)
        return State::Loading;
    const bool nothingRead = m_state.end == weir::ScanEnd::Failed && m_state.offsetsScanned == 0;
    return nothingRead ? State::Failed : State::Empty;
}

weir::Error SearchMode::error() const
{
    for (const auto& [partition, coverage] : m_state.partitions)
        if (coverage.error)
            return *coverage.error;
    return {};
}

FootText SearchMode::foot() const
{
    return describeSearch(m_state, m_request.maxHits, m_rate);
}

void SearchMode::act(FootAction action)
{
    if (!m_scan)
        return;
    switch (action) {
    case FootAction::Stop: m_scan->stop(); break;
    case FootAction::Continue:
    case FootAction::TryAgain: m_scan->resume(); break;
    case FootAction::SkipDamage:
        for (const auto& [partition, coverage] : m_state.partitions)
            if (coverage.atDamage)
                m_scan->resumePastDamage(partition);
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
