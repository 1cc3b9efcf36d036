// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/page_entry.h"

#include <QtWidgets/QWidget>

#include <map>

class QPushButton;
class QVBoxLayout;

namespace weir::ui {

class ClusterCard;
class NavigationEntry;

/// The left column: cluster card, entries with counts, and below "Ctrl K commands" and the theme. GUI thread.
class NavigationColumn : public QWidget
{
    Q_OBJECT
public:
    explicit NavigationColumn(QWidget* parent = nullptr);

    [[nodiscard]] ClusterCard* card() const { return m_card; }
    [[nodiscard]] QPushButton* themeButton() const { return m_theme; }
    /// Makes one entry per page with a title. Without connection those that need one are disabled.
    void setEntries(const std::vector<PageEntry>& entries, bool connected);
    void setCurrent(const QString& id);
    void setCount(const QString& id, const QString& count);

Q_SIGNALS:
    void entryChosen(const QString& id);
    void commandsRequested();

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void applyTheme();
    ClusterCard* m_card;
    QVBoxLayout* m_entriesLayout;
    std::map<QString, NavigationEntry*> m_entries;
    QPushButton* m_commands;
    QPushButton* m_theme;
};

} // namespace weir::ui
