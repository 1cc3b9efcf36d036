// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QProxyStyle>

namespace weir::ui {

/// Fusion with what a style sheet cannot say: spacing, quick tooltips, no focus box on table cells. GUI thread.
class WeirStyle : public QProxyStyle
{
    Q_OBJECT
public:
    WeirStyle();

    int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override;
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* returnData) const override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override;
};

} // namespace weir::ui
