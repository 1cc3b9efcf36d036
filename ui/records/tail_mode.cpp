// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/tail_mode.h"

#include "ui/records/tail_rows.h"

namespace weir::ui {

TailMode::TailMode(const PageContext& context, TailRows* rows, QObject* parent)
    : RecordMode(context, parent), m_rows(rows)
{
    connect(m_rows, &TailRows::stateChanged, this, &RecordMode::changed);
}

void TailMode::start(weir::TailRequest request)
{
    end();
    if (!m_context.cluster)
        return;
    m_request = std::move(request);
    m_running = true;
    m_rows->setTail(weir::Tail::start(m_context.cluster, m_request, m_rows->changedSink()));
    m_rows->refresh();
}

void TailMode::end()
{
    m_running = false;
    m_rows->setTail(nullptr);
    m_fetching.cancel();
}

void TailMode::setPaused(bool paused)
{
    m_rows->setPaused(paused);
}

SparseRows* TailMode::rows() const
{
    return m_rows;
}

RecordMode::State TailMode::state() const
{
    if (m_rows->state().endSequence > m_rows->state().firstSequence)
        return State::Shown;
    return m_rows->state().running || m_rows->state().failures.empty() ? State::Loading : State::Failed;
}

weir::Error TailMode::error() const
{
    return m_rows->state().failures.empty() ? weir::Error{} : m_rows->state().failures.front().error;
}

FootText TailMode::foot() const
{
    return describeTail(m_rows->state(), !m_request.filter.matchesEverything());
}

void TailMode::act(FootAction action)
{
    if (action == FootAction::Pause || action == FootAction::Resume)
        setPaused(action == FootAction::Pause);
    else if (action == FootAction::Clear)
        m_rows->clear();
}

std::optional<std::pair<weir::TopicPartition, std::int64_t>> TailMode::placeOf(qint64 position) const
{
    const auto record = m_rows->recordAt(position);
    if (!record)
        return std::nullopt;
    return std::pair(weir::TopicPartition{m_request.topic, record->partition}, record->offset);
}

void TailMode::fetch(qint64 position, Fetched done)
{
    auto record = m_rows->recordAt(position);
    m_fetching.cancel();
    if (!record)
        return;
    // Long values are kept only in part; the whole is in the topic.
    if (m_rows->tail()->fullSize(position).value_or(0) > record->size())
        return fetchFromTopic(position, std::move(done));
    done(std::move(record));
}

} // namespace weir::ui
