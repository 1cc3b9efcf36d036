// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/theme.h"

#include <QtWidgets/QLabel>

namespace weir::ui {

/// A label that shows text as it is, never as markup; optionally cut in the middle or at the end to the width it has.
/// Follows the theme. GUI thread.
class PlainLabel : public QLabel
{
    Q_OBJECT
public:
    enum class Look { Text, Strong, Dim, Caption, Title, Figure, Mono };

    explicit PlainLabel(const QString& text = {}, Look look = Look::Text, QWidget* parent = nullptr);

    void setText(const QString& text);
    [[nodiscard]] QString fullText() const { return m_full; }
    void setLook(Look look);
    /// Colours the text; Neutral is the look's own colour.
    void setTone(Tone tone);
    /// Qt::ElideNone (the default) keeps the whole text; otherwise the tooltip holds what was cut.
    void setElide(Qt::TextElideMode mode);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void applyLook();
    void applyText();
    QString m_full;
    Look m_look;
    Tone m_tone = Tone::Neutral;
    Qt::TextElideMode m_elide = Qt::ElideNone;
    bool m_applying = false;
};

} // namespace weir::ui
