// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/tail.h"
#include "ui/async/mailbox.h"
#include "ui/records/record_cells.h"
#include "ui/records/record_row.h"

#include <QtCore/QHash>

#include <atomic>
#include <memory>

namespace weir::ui {

/// The records a tail keeps, for a SparseTable: positions are its sequence numbers, so that a row stays the same row while
/// older ones are pushed out. Stands still while paused. GUI thread.
/// Start: `rows.setTail(Tail::start(cluster, request, rows.changedSink()))`.
class TailRows : public SparseRows
{
    Q_OBJECT
public:
    explicit TailRows(QObject* parent = nullptr);
    ~TailRows() override;

    /// What a tail is given to call on its thread; posts to refresh(), also after this object is gone.
    [[nodiscard]] std::function<void()> changedSink();
    /// May be null. The old one is let go without waiting. Emits reset().
    void setTail(std::shared_ptr<weir::Tail> tail);
    [[nodiscard]] const std::shared_ptr<weir::Tail>& tail() const { return m_tail; }
    /// Reads the tail's state; stateChanged() follows.
    void refresh();
    /// As of the last refresh().
    [[nodiscard]] const weir::TailState& state() const { return m_state; }
    void setPaused(bool paused);
    void clear();

    /// nullptr when it was pushed out. The value may be cut (TailRequest::maxRecordBytes).
    [[nodiscard]] std::shared_ptr<const weir::Record> recordAt(qint64 position) const;
    void setExtraColumns(std::vector<ExtraColumn> columns);
    [[nodiscard]] const RecordCells& cells() const { return m_cells; }

    // --- SparseRows
    [[nodiscard]] qint64 begin() const override { return m_state.firstSequence; }
    [[nodiscard]] qint64 end() const override;
    [[nodiscard]] Lookup atOrAfter(qint64 position) override;
    [[nodiscard]] Lookup before(qint64 position) override;
    void setVisible(qint64 first, qint64 last) override;
    [[nodiscard]] const std::vector<SparseColumn>& columns() const override { return m_cells.columns(); }
    [[nodiscard]] SparseCell cell(qint64 position, int column) const override;
    [[nodiscard]] QString fullText(qint64 position, int column) const override;

Q_SIGNALS:
    void stateChanged();

private:
    [[nodiscard]] const RecordRow* row(qint64 position) const;

    std::shared_ptr<weir::Tail> m_tail;
    weir::TailState m_state;
    std::shared_ptr<Mailbox> m_mailbox;
    std::shared_ptr<std::atomic<bool>> m_posted;
    RecordCells m_cells;
    /// Copies of the records in view: at() copies up to 64 KiB, and every cell of every frame asks.
    mutable QHash<qint64, RecordRow> m_rows;
};

} // namespace weir::ui
