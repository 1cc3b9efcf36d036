// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/tail_rows.h"

#include "ui/async/task_pool.h"

#include <algorithm>
#include <utility>

namespace weir::ui {
namespace {

/// Some screens; more are only kept while somebody copies rows.
constexpr qsizetype mostCopies = 1'000;

} // namespace

TailRows::TailRows(QObject* parent)
    : SparseRows(parent), m_mailbox(std::make_shared<Mailbox>(this)), m_posted(std::make_shared<std::atomic<bool>>(false))
{
}

TailRows::~TailRows()
{
    m_mailbox->close();
    destroyElsewhere(std::move(m_tail));
}

std::function<void()> TailRows::changedSink()
{
    // A window that is busy must not collect a queue of the same news.
    return [mailbox = m_mailbox, posted = m_posted, this] {
        if (!posted->exchange(true))
            mailbox->post([this, posted] {
                posted->store(false);
                refresh();
            });
    };
}

void TailRows::setTail(std::shared_ptr<weir::Tail> tail)
{
    destroyElsewhere(std::exchange(m_tail, std::move(tail)));
    m_rows.clear();
    m_cells.forget();
    m_state = m_tail ? m_tail->state() : weir::TailState{};
    Q_EMIT reset();
    Q_EMIT stateChanged();
}

void TailRows::refresh()
{
    if (!m_tail)
        return;
    const auto before = std::pair(begin(), end());
    m_state = m_tail->state();
    if (before != std::pair(begin(), end()))
        Q_EMIT changed();
    Q_EMIT stateChanged();
}

void TailRows::setPaused(bool paused)
{
    if (!m_tail)
        return;
    m_tail->setPaused(paused);
    refresh();
}

void TailRows::clear()
{
    if (!m_tail)
        return;
    m_tail->clear();
    m_rows.clear();
    m_cells.forget();
    m_state = m_tail->state();
    Q_EMIT reset();
    Q_EMIT stateChanged();
}

qint64 TailRows::end() const
{
    return m_state.paused ? std::clamp(m_state.pausedAt, m_state.firstSequence, m_state.endSequence) : m_state.endSequence;
}

SparseRows::Lookup TailRows::atOrAfter(qint64 position)
{
    position = std::max(position, begin());
    return position < end() ? Lookup{Lookup::State::Row, position} : Lookup{};
}

SparseRows::Lookup TailRows::before(qint64 position)
{
    position = std::min(position, end()) - 1;
    return position >= begin() ? Lookup{Lookup::State::Row, position} : Lookup{};
}

void TailRows::setVisible(qint64 first, qint64 last)
{
    if (m_rows.size() > mostCopies / 2)
        m_rows.removeIf([&](const auto& entry) { return entry.key() < first || entry.key() > last; });
}

const RecordRow* TailRows::row(qint64 position) const
{
    const auto known = m_rows.constFind(position);
    if (known != m_rows.constEnd())
        return &*known;
    auto record = m_tail ? m_tail->at(position) : std::nullopt;
    if (!record)
        return nullptr;
    if (m_rows.size() >= mostCopies)
        m_rows.clear();
    QString eventType = eventTypeOf(record->value);
    return &*m_rows.insert(position, {std::make_shared<const weir::Record>(std::move(*record)), std::move(eventType)});
}

std::shared_ptr<const weir::Record> TailRows::recordAt(qint64 position) const
{
    const RecordRow* at = row(position);
    return at ? at->record : nullptr;
}

void TailRows::setExtraColumns(std::vector<ExtraColumn> columns)
{
    m_cells = RecordCells(std::move(columns));
    Q_EMIT columnsChanged();
}

SparseCell TailRows::cell(qint64 position, int column) const
{
    const RecordRow* at = row(position);
    return at ? m_cells.cell(lineOf(*at->record, at->eventType), column, position, at->record.get()) : SparseCell();
}

QString TailRows::fullText(qint64 position, int column) const
{
    const RecordRow* at = row(position);
    return at ? m_cells.fullText(lineOf(*at->record, at->eventType), column, position, at->record.get()) : QString();
}

} // namespace weir::ui
