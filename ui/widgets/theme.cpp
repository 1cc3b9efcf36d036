// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/theme.h"

#include "ui/widgets/weir_style.h"

#include <QtGui/QFontDatabase>
#include <QtWidgets/QApplication>
#include <QtWidgets/QToolTip>
#include <QtWidgets/QWidget>

// A static library's resources are linked in only when somebody asks for them, outside of any namespace.
static void initResources()
{
    Q_INIT_RESOURCE(weir);
}

namespace weir::ui {
namespace {

QString firstFamily(std::initializer_list<const char*> names)
{
    for (const char* name : names) {
        const QString family = QString::fromLatin1(name);
        if (QFontDatabase::hasFamily(family))
            return family;
    }
    return {};
}

const QString& textFamily()
{
    static const QString family = firstFamily({"Inter", "DejaVu Sans"});
    return family;
}

const QString& monoFamily()
{
    static const QString family = firstFamily({"JetBrains Mono", "DejaVu Sans Mono"});
    return family;
}

QFont font(const QString& family, qreal pixels, QFont::Weight weight, QFont::StyleHint hint)
{
    QFont result(family);
    result.setStyleHint(hint);
    result.setPixelSize(qRound(pixels));
    result.setWeight(weight);
    return result;
}

Theme makeLight()
{
    Theme t{};
    t.dark = false;
    t.background = 0xF6F8F9;
    t.panel = 0xFFFFFF;
    t.secondPanel = 0xEEF2F4;
    t.line = 0xDCE3E7;
    t.text = 0x16232B;
    t.dimText = 0x566670;
    t.accent = 0x0B7A8A;
    t.accentText = 0x086675;
    t.onAccent = 0xFFFFFF;
    t.selection = 0xD5EBEE;
    t.hover = 0xE6EDF0;
    t.ok = 0x1C8A5A;
    t.warning = 0xB26A00;
    t.bad = 0xC0362C;
    t.okText = 0x146C45;
    t.warningText = 0x8A5200;
    t.badText = 0xA92D24;
    t.accentTint = 0xD9EEF1;
    t.okTint = 0xDDF2E7;
    t.warningTint = 0xFDEFD9;
    t.badTint = 0xFCE4E2;
    t.focusRing = 0x0B7A8A;
    t.series = {QColor(0x0072B2), QColor(0xD55E00), QColor(0x009E73), QColor(0xE69F00),
                QColor(0x56B4E9), QColor(0xCC79A7), QColor(0xB8A800), QColor(0x7A8790)};
    return t;
}

Theme makeDark()
{
    Theme t{};
    t.dark = true;
    t.background = 0x11181C;
    t.panel = 0x172126;
    t.secondPanel = 0x1E2A30;
    t.line = 0x2A383F;
    t.text = 0xE4ECEF;
    t.dimText = 0x9CADB6;
    t.accent = 0x4CC3D0;
    t.accentText = 0x5CCBD7;
    t.onAccent = 0x08262B;
    t.selection = 0x1D3F45;
    t.hover = 0x24323A;
    t.ok = 0x4CC38A;
    t.warning = 0xE5A13A;
    t.bad = 0xF0756A;
    t.okText = 0x57CB94;
    t.warningText = 0xEBAE50;
    t.badText = 0xF5897F;
    t.accentTint = 0x153A40;
    t.okTint = 0x15321F;
    t.warningTint = 0x3A290E;
    t.badTint = 0x401E1C;
    t.focusRing = 0x4CC3D0;
    t.series = {QColor(0x4DA3DB), QColor(0xF08030), QColor(0x33C49C), QColor(0xF2B93B),
                QColor(0x8CCEF2), QColor(0xDE9CC0), QColor(0xE8DC58), QColor(0x9AA8B1)};
    return t;
}

} // namespace

const Theme& Theme::light()
{
    static const Theme theme = makeLight();
    return theme;
}

const Theme& Theme::darkTheme()
{
    static const Theme theme = makeDark();
    return theme;
}

QColor Theme::textOf(Tone tone) const
{
    switch (tone) {
    case Tone::Neutral: return dimText;
    case Tone::Accent: return accentText;
    case Tone::Ok: return okText;
    case Tone::Warning: return warningText;
    case Tone::Bad: return badText;
    }
    return text;
}

QColor Theme::tintOf(Tone tone) const
{
    switch (tone) {
    case Tone::Neutral: return secondPanel;
    case Tone::Accent: return accentTint;
    case Tone::Ok: return okTint;
    case Tone::Warning: return warningTint;
    case Tone::Bad: return badTint;
    }
    return secondPanel;
}

QColor Theme::fillOf(Tone tone) const
{
    switch (tone) {
    case Tone::Neutral: return dimText;
    case Tone::Accent: return accent;
    case Tone::Ok: return ok;
    case Tone::Warning: return warning;
    case Tone::Bad: return bad;
    }
    return dimText;
}

QPalette Theme::palette() const
{
    QPalette p;
    p.setColor(QPalette::Window, background);
    p.setColor(QPalette::WindowText, text);
    p.setColor(QPalette::Base, panel);
    p.setColor(QPalette::AlternateBase, secondPanel);
    p.setColor(QPalette::Text, text);
    p.setColor(QPalette::PlaceholderText, dimText);
    p.setColor(QPalette::Button, panel);
    p.setColor(QPalette::ButtonText, text);
    p.setColor(QPalette::BrightText, bad);
    p.setColor(QPalette::ToolTipBase, dark ? secondPanel : text);
    p.setColor(QPalette::ToolTipText, dark ? text : panel);
    p.setColor(QPalette::Highlight, selection);
    p.setColor(QPalette::HighlightedText, text);
    p.setColor(QPalette::Link, accentText);
    p.setColor(QPalette::LinkVisited, accentText);
    p.setColor(QPalette::Light, panel);
    p.setColor(QPalette::Midlight, secondPanel);
    p.setColor(QPalette::Mid, line);
    p.setColor(QPalette::Dark, line);
    p.setColor(QPalette::Shadow, dark ? QColor(0x0A0F12) : QColor(0xB9C4CA));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        QColor faint = dimText;
        faint.setAlphaF(0.6F);
        p.setColor(QPalette::Disabled, role, faint);
    }
    return p;
}

QFont Theme::textFont() { return font(textFamily(), 13, QFont::Normal, QFont::SansSerif); }
QFont Theme::strongFont() { return font(textFamily(), 13, QFont::DemiBold, QFont::SansSerif); }
QFont Theme::captionFont() { return font(textFamily(), 11, QFont::Normal, QFont::SansSerif); }
QFont Theme::titleFont() { return font(textFamily(), 18, QFont::Bold, QFont::SansSerif); }
QFont Theme::figureFont() { return font(textFamily(), 20, QFont::DemiBold, QFont::SansSerif); }
QFont Theme::monoFont() { return font(monoFamily(), 12, QFont::Normal, QFont::Monospace); }

const Theme& themeOf(const QWidget* widget)
{
    QColor window = widget ? widget->palette().color(QPalette::Active, QPalette::Window) : QColor();
    // What the style sheet makes transparent (the content of a scroll area) has the colour of nothing, which is black.
    if (!window.isValid() || window.alpha() == 0)
        window = QApplication::palette().color(QPalette::Active, QPalette::Window);
    return window.lightness() < 128 ? Theme::darkTheme() : Theme::light();
}

void applyTheme(QApplication& application, const Theme& theme)
{
    if (application.property("weirThemed").toBool() && &themeOf(nullptr) == &theme)
        return;
    if (!application.property("weirThemed").toBool()) {
        initResources();
        QApplication::setStyle(new WeirStyle);
    }
    application.setProperty("weirThemed", true);
    QApplication::setFont(Theme::textFont());
    QApplication::setPalette(theme.palette());
    QToolTip::setPalette(theme.palette());
    application.setStyleSheet(theme.styleSheet());
}

} // namespace weir::ui
