// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/tail_mode.h"

#include "ui/records/tail_rows.h"

namespace weir::ui {

TailMode::TailMode(const PageContext& context, TailRows* rows, QObject* parent)
    : RecordMode(context, parent), m_rows(rows)
{
}

TailMode::~TailMode()
{
    letGo();
}

void TailMode::letGo()
{
    if (m_mailbox)
        m_mailbox->close();
    m_mailbox.reset();
    m_rows->setTail(nullptr);
    // Its threads are joined and its client closed elsewhere.
    destroyElsewhere(std::move(m_tail));
    m_tail.reset();
}

void TailMode::start(weir::TailRequest request)
{
    end();
    if (!m_context.cluster)
        return;
    m_request = std::move(request);
    m_mailbox = std::make_shared<Mailbox>(this);
    m_tail = weir::Tail::start(m_context.cluster, m_request, [this, mailbox = m_mailbox] {
        mailbox->post([this] { take(); });
    });
    m_rows->setTail(m_tail);
    m_state = m_tail->state();
    Q_EMIT changed();
}

void TailMode::take()
{
    if (!m_tail)
        return;
    m_state = m_tail->state();
    m_rows->refresh();
    Q_EMIT changed();
}

void TailMode::end()
{
    letGo();
    m_fetching.cancel();
    m_state = {};
}

void TailMode::setPaused(bool paused)
{
    if (!m_tail)
        return;
    m_tail->setPaused(paused);
    take();
}

SparseRows* TailMode::rows() const
{
    return m_rows;
}

RecordMode::State TailMode::state() const
{
    if (m_state.endSequence > m_state.firstSequence)
        return State::Shown;
    return m_state.running || m_state.failures.empty() ? State::Loading : State::Failed;
}

weir::Error TailMode::error() const
{
    return m_state.failures.empty() ? weir::Error{} : m_state.failures.front().error;
}

FootText TailMode::foot() const
{
    return describeTail(m_state, !m_request.filter.matchesEverything());
}

void TailMode::act(FootAction action)
{
    if (action == FootAction::Pause || action == FootAction::Resume) {
        setPaused(action == FootAction::Pause);
    } else if (action == FootAction::Clear && m_tail) {
        m_tail->clear();
        take();
    }
}

std::optional<std::pair<weir::TopicPartition, std::int64_t>> TailMode::placeOf(qint64 position) const
{
    const auto record = m_tail ? m_tail->at(position) : std::nullopt;
    if (!record)
        return std::nullopt;
    return std::pair(weir::TopicPartition{m_request.topic, record->partition}, record->offset);
}

void TailMode::fetch(qint64 position, Fetched done)
{
    auto record = m_tail ? m_tail->at(position) : std::nullopt;
    if (!record)
        return m_fetching.cancel();
    // Long values are kept only in part; the whole is in the topic.
    if (m_tail->fullSize(position).value_or(0) > record->size())
        return fetchFromTopic(position, std::move(done));
    m_fetching.cancel();
    done(std::make_shared<const weir::Record>(std::move(*record)));
}

} // namespace weir::ui
