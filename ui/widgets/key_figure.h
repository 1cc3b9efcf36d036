// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/theme.h"

#include <QtWidgets/QWidget>

namespace weir::ui {

class PlainLabel;

/// A caption over one large value: "Lag" over "59,662". GUI thread.
class KeyFigure : public QWidget
{
    Q_OBJECT
public:
    explicit KeyFigure(const QString& caption, QWidget* parent = nullptr);

    void setValue(const QString& value, Tone tone = Tone::Neutral);
    [[nodiscard]] QString value() const;

private:
    QString m_caption;
    PlainLabel* m_value;
};

} // namespace weir::ui
