// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QAbstractButton>

namespace weir::ui {

/// One line of the navigation: icon, title, live count. Checked while its page is in front. GUI thread.
class NavigationEntry : public QAbstractButton
{
    Q_OBJECT
public:
    NavigationEntry(const QString& title, const QString& icon, QWidget* parent = nullptr);
    /// "412", or "38 · 2": what follows the dot is a number that needs a look and is drawn in the warning colour.
    void setCount(const QString& count);
    [[nodiscard]] QString count() const { return m_count; }
    QSize sizeHint() const override { return {192, 32}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_icon;
    QString m_count;
};

} // namespace weir::ui
