// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/async/latest_task.h"
#include "ui/groups/noted_offsets.h"
#include "ui/widgets/page.h"
#include "ui/widgets/table_model.h"

#include <QtWidgets/QDialog>

class QPushButton;

namespace weir::ui {

class DataTable;
class StateView;

/// The resets that were made through Weir on a group, one of which can be chosen to be undone. Shown with open().
class OffsetUndoDialog : public QDialog
{
    Q_OBJECT
public:
    OffsetUndoDialog(PageContext context, std::string group, QWidget* parent = nullptr);

Q_SIGNALS:
    /// The dialog has closed.
    void chosen(const weir::UndoEntry& entry);

private:
    void load();
    void choose();

    PageContext m_context;
    const std::string m_group;
    TableModel<UndoEntry> m_rows;
    DataTable* m_table;
    StateView* m_view;
    QPushButton* m_choose;
    LatestTask m_loading;
};

} // namespace weir::ui
