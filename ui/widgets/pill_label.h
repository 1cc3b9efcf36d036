// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/theme.h"

#include <QtWidgets/QWidget>

namespace weir::ui {

/// A state word on its coloured tint: "all in sync", "2 behind". GUI thread. Hidden while its text is empty.
class PillLabel : public QWidget
{
    Q_OBJECT
public:
    explicit PillLabel(const QString& text = {}, Tone tone = Tone::Neutral, QWidget* parent = nullptr);

    void setPill(const QString& text, Tone tone = Tone::Neutral);
    [[nodiscard]] QString text() const { return m_text; }
    [[nodiscard]] Tone tone() const { return m_tone; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_text;
    Tone m_tone;
};

} // namespace weir::ui
