// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/records/filter_history.h"

#include <QtWidgets/QDialog>

#include <optional>

class QLineEdit;
class QPushButton;
class QTableWidget;

namespace weir::ui {

class NoticeBar;
class PlainLabel;

/// Saves the typed filter under a name; uses, renames and deletes saved ones. A deleted one comes back with Undo. Changes
/// are kept at once. Shown with open(). GUI thread.
class SavedFiltersDialog : public QDialog
{
    Q_OBJECT
public:
    /// `text` is the filter to save; empty when there is none.
    SavedFiltersDialog(const FilterHistory& history, const QString& text, QWidget* parent = nullptr);

Q_SIGNALS:
    /// Use: the text of the chosen filter.
    void chosen(const QString& text);

private:
    QWidget* buildSave();
    void buildTable();
    QWidget* buildButtons();
    void showRows(const QString& select = {});
    void save();
    void rename(int row);
    void remove();
    void undo();
    void use();
    void updateButtons();
    [[nodiscard]] int row() const;

    FilterHistory m_history;
    QString m_text;
    std::vector<SavedFilter> m_rows;
    std::optional<std::pair<int, SavedFilter>> m_deleted;
    bool m_filling = false;
    QLineEdit* m_name = nullptr;
    QPushButton* m_save = nullptr;
    QTableWidget* m_table = nullptr;
    PlainLabel* m_empty = nullptr;
    NoticeBar* m_notice = nullptr;
    QPushButton* m_use = nullptr;
    QPushButton* m_rename = nullptr;
    QPushButton* m_delete = nullptr;
};

} // namespace weir::ui
