// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGui/QColor>
#include <QtWidgets/QAbstractButton>

namespace weir::ui {

/// One entry of a chart's legend: a colour dot and a name; unchecked means hidden. GUI thread.
class SeriesChip : public QAbstractButton
{
    Q_OBJECT
public:
    SeriesChip(const QString& name, const QColor& color, QWidget* parent = nullptr);
    void setColor(const QColor& color);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QColor m_color;
};

} // namespace weir::ui
