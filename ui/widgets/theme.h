// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGui/QColor>
#include <QtGui/QFont>
#include <QtGui/QPalette>

#include <array>

class QApplication;
class QWidget;

namespace weir::ui {

/// What a colour says. Always shown together with a word or an icon.
enum class Tone { Neutral, Accent, Ok, Warning, Bad };

/// The visual system: every colour, size and font of every page and chart. Two constant values; GUI thread only.
/// `...Text` colours are the readable (WCAG 4.5:1) form of a tone on panel, tints and selection.
struct Theme {
    bool dark;
    QColor background, panel, secondPanel, line, text, dimText;
    QColor accent, accentText, onAccent, selection, hover;
    QColor ok, warning, bad, okText, warningText, badText;
    QColor accentTint, okTint, warningTint, badTint, focusRing;
    /// Okabe-Ito in a fixed order (blue, vermillion, green, orange, sky, purple, yellow, grey), lightened when dark.
    std::array<QColor, 8> series;

    static constexpr int rowHeight = 27;
    static constexpr int twoLineRowHeight = 45;
    static constexpr int controlHeight = 30;
    static constexpr int controlRadius = 6;
    static constexpr int cardRadius = 8;
    static constexpr int gap = 12;
    static constexpr int pageMargin = 20;

    [[nodiscard]] static const Theme& light();
    [[nodiscard]] static const Theme& darkTheme();

    [[nodiscard]] QColor textOf(Tone tone) const;
    [[nodiscard]] QColor tintOf(Tone tone) const;
    [[nodiscard]] QColor fillOf(Tone tone) const;
    [[nodiscard]] QColor seriesColor(std::size_t index) const { return series[index % series.size()]; }
    [[nodiscard]] QPalette palette() const;
    [[nodiscard]] QString styleSheet() const;

    /// Fonts in device-independent pixels: Inter and JetBrains Mono, DejaVu where missing.
    [[nodiscard]] static QFont textFont();     ///< 13, for everything
    [[nodiscard]] static QFont strongFont();   ///< 13 semi-bold
    [[nodiscard]] static QFont captionFont();  ///< 11
    [[nodiscard]] static QFont titleFont();    ///< 18 bold, the page title
    [[nodiscard]] static QFont figureFont();   ///< 20 semi-bold, key figures
    [[nodiscard]] static QFont monoFont();     ///< 12.5 monospaced: keys, values, offsets, numbers
};

/// The theme in force where the widget is: read from its palette, so it is already new while a PaletteChange is handled.
[[nodiscard]] const Theme& themeOf(const QWidget* widget);

/// Sets style, fonts, palette and style sheet of the whole program; widgets hear of it as PaletteChange.
/// Does nothing when that theme is in force.
void applyTheme(QApplication& application, const Theme& theme);

} // namespace weir::ui
