// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QTabBar>

namespace weir::ui {

/// The opened topics and groups above the page; hidden while there are none. The first tab is the page of the navigation.
/// Each tab's data is its page's key; all but the first can be closed. GUI thread.
class PageTabs : public QTabBar
{
    Q_OBJECT
public:
    explicit PageTabs(QWidget* parent = nullptr);

    struct Tab {
        QString key;
        QString title;
        bool operator==(const Tab&) const = default;
    };
    /// Shows these tabs with one of them in front; emits nothing.
    void setTabs(const QList<Tab>& tabs, const QString& current);

Q_SIGNALS:
    void tabChosen(const QString& key);
    void tabClosed(const QString& key);

protected:
    void paintEvent(QPaintEvent* event) override;
    QSize tabSizeHint(int index) const override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    [[nodiscard]] QRect closeArea(int index) const;
    QList<Tab> m_tabs;
};

} // namespace weir::ui
