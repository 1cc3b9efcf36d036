// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QTabBar>

namespace weir::ui {

/// Underlined tabs over a hairline, as under a page title. A QTabBar: connect currentChanged to a QStackedWidget.
/// Left and right arrows move between them. GUI thread.
class SegmentedTabs : public QTabBar
{
    Q_OBJECT
public:
    explicit SegmentedTabs(const QString& accessibleName, QWidget* parent = nullptr);
    /// Small tabs inside a card have no hairline and less height.
    void setCompact(bool compact);

protected:
    void paintEvent(QPaintEvent* event) override;
    QSize tabSizeHint(int index) const override;
    QSize minimumTabSizeHint(int index) const override;

private:
    bool m_compact = false;
};

} // namespace weir::ui
