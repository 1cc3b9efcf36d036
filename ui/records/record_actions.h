// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/find_next.h"
#include "ui/async/latest_task.h"
#include "ui/records/record_cells.h"
#include "ui/widgets/page.h"

#include <vector>

class QMenu;

namespace weir::ui {

class RecordsPage;

/// What can be done with the records of a page besides looking at them: copied, filtered for, followed by key, exported,
/// counted by event type, shown with other columns. Opens the menus and dialogs. GUI thread; a child of the page.
class RecordActions : public QObject
{
    Q_OBJECT
public:
    RecordActions(const PageContext& context, RecordsPage* page);

    void openMore(QWidget* below);
    void openContextMenu(qint64 position, int column, QPoint global);
    void openExport();
    void openColumns();
    void openEventTypes();
    /// Adds a condition to what is typed and searches.
    void filterBy(const QString& term);
    /// All records with the key of the one that is shown, over all partitions and times.
    void followKey();
    /// The next record from the current one on that matches what is typed.
    void findNext();
    void addColumn(const QString& path);
    /// The columns chosen for a topic, besides the fixed ones.
    [[nodiscard]] std::vector<ExtraColumn> extraColumns(const std::string& topic) const;

private:
    void addCopyActions(QMenu& menu);
    void addFilterActions(QMenu& menu, int column);
    void say(const QString& sentence);

    PageContext m_context;
    RecordsPage* m_page;
    LatestTask m_finding;
};

} // namespace weir::ui
