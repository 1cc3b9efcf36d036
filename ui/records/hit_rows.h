// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/scan.h"
#include "ui/async/mailbox.h"
#include "ui/records/record_cells.h"

#include <atomic>
#include <deque>
#include <memory>

namespace weir::ui {

/// The hits of a scan for a SparseTable, in the order they were found; the first one has position 0. GUI thread.
/// Start: `rows.setScan(Scan::start(cluster, request, rows.changedSink()))`.
class HitRows : public SparseRows
{
    Q_OBJECT
public:
    explicit HitRows(QObject* parent = nullptr);
    ~HitRows() override;

    /// What a scan is given to call on its thread; posts to refresh(), also after this object is gone.
    [[nodiscard]] std::function<void()> changedSink();
    /// Takes the hits of that scan from now on, and drops those of the one before; may be null. The old one is let go
    /// without waiting.
    void setScan(std::shared_ptr<weir::Scan> scan);
    [[nodiscard]] const std::shared_ptr<weir::Scan>& scan() const { return m_scan; }
    /// Takes what came since; scanChanged() follows.
    void refresh();

    void append(std::vector<weir::ScanHit> hits);
    void clear(); ///< emits reset()
    [[nodiscard]] qint64 count() const { return static_cast<qint64>(m_hits.size()); }
    /// nullptr outside. Valid until clear() or setScan().
    [[nodiscard]] const weir::ScanHit* hitAt(qint64 position) const;
    void setExtraColumns(std::vector<ExtraColumn> columns);
    [[nodiscard]] const RecordCells& cells() const { return m_cells; }

    // --- SparseRows
    [[nodiscard]] qint64 begin() const override { return 0; }
    [[nodiscard]] qint64 end() const override { return count(); }
    [[nodiscard]] Lookup atOrAfter(qint64 position) override;
    [[nodiscard]] Lookup before(qint64 position) override;
    void setVisible(qint64, qint64) override {}
    [[nodiscard]] const std::vector<SparseColumn>& columns() const override { return m_cells.columns(); }
    [[nodiscard]] SparseCell cell(qint64 position, int column) const override;
    [[nodiscard]] QString fullText(qint64 position, int column) const override;

Q_SIGNALS:
    /// The scan's state or hits changed; read scan()->state().
    void scanChanged();

private:
    std::deque<weir::ScanHit> m_hits; ///< a vector would copy a million of them at once
    std::shared_ptr<weir::Scan> m_scan;
    std::shared_ptr<Mailbox> m_mailbox;
    std::shared_ptr<std::atomic<bool>> m_posted;
    RecordCells m_cells;
};

} // namespace weir::ui
