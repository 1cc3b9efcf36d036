// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/replay_journal.h"
#include "ui/async/latest_task.h"
#include "ui/widgets/sparse_rows.h"

#include <QtCore/QHash>

#include <memory>
#include <optional>

namespace weir::ui {

class TaskPool;

/// The records of a replay job and what became of each, read from the journal page by page around what is in view: a job of
/// millions costs what is shown. Positions are the records' places in the plan. GUI thread.
class ReplayResultRows : public SparseRows
{
    Q_OBJECT
public:
    explicit ReplayResultRows(std::shared_ptr<TaskPool> tasks, QObject* parent = nullptr);

    /// Another job, or none (null journal).
    void setJob(std::shared_ptr<ReplayJournal> journal, const std::string& job, qint64 total);
    /// The job went on: what is in view is read again, and shown as it was until then.
    void refresh(qint64 total);
    /// nullptr when it is not loaded.
    [[nodiscard]] const ReplayResult* at(qint64 position) const;
    [[nodiscard]] const std::optional<weir::Error>& error() const { return m_error; }

    [[nodiscard]] qint64 begin() const override { return 0; }
    [[nodiscard]] qint64 end() const override { return m_total; }
    [[nodiscard]] Lookup atOrAfter(qint64 position) override;
    [[nodiscard]] Lookup before(qint64 position) override;
    void setVisible(qint64 first, qint64 last) override;
    [[nodiscard]] const std::vector<SparseColumn>& columns() const override { return m_columns; }
    [[nodiscard]] SparseCell cell(qint64 position, int column) const override;

Q_SIGNALS:
    /// A page could not be read, or could be again.
    void errorChanged();

private:
    using Page = std::vector<ReplayResult>;
    Lookup look(qint64 position);
    void fetch();
    void take(qint64 page, quint64 version, Result<Page> read);

    std::shared_ptr<TaskPool> m_tasks;
    std::shared_ptr<ReplayJournal> m_journal;
    std::string m_job;
    qint64 m_total = 0;
    QHash<qint64, Page> m_pages;
    QHash<qint64, quint64> m_versions; ///< of the job when the page was read
    quint64 m_version = 0;
    qint64 m_first = 0;
    qint64 m_last = -1;
    std::optional<weir::Error> m_error;
    std::vector<SparseColumn> m_columns;
    LatestTask m_task;
};

} // namespace weir::ui
