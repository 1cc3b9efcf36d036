// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/theme.h"

#include <QtCore/QString>

#include <utility>

namespace weir::ui {
namespace {

// Names in braces are replaced by the theme's colours. Widgets choose a look with the dynamic property "look".
constexpr const char* sheet = R"(
QToolTip { border: 1px solid {line}; padding: 4px 6px; }
QPushButton {
    background: {panel}; color: {text}; border: 1px solid {line}; border-radius: 6px;
    padding: 0 12px; min-height: 28px; font-weight: 500;
}
QPushButton:hover { background: {hover}; }
QPushButton:pressed { background: {selection}; }
QPushButton:focus { border: 1px solid {focus}; }
QPushButton:disabled { color: {faint}; background: {second}; }
QPushButton::menu-indicator { width: 0; }
QPushButton[look="primary"] { background: {accent}; color: {onAccent}; border: 1px solid {accent}; font-weight: 600; }
QPushButton[look="primary"]:hover { background: {accentHover}; border-color: {accentHover}; }
QPushButton[look="primary"]:focus { border: 2px solid {focusOnAccent}; }
QPushButton[look="primary"]:disabled { background: {second}; color: {faint}; border-color: {line}; }
QPushButton[look="danger"] { color: {badText}; border-color: {bad}; }
QPushButton[look="link"] {
    background: transparent; color: {accentText}; border: 1px solid transparent; border-radius: 4px;
    padding: 0 4px; min-height: 20px; font-weight: 500; text-align: left;
}
QPushButton[look="link"]:hover { text-decoration: underline; }
QPushButton[look="link"]:focus { border: 1px solid {focus}; }
QPushButton[look="quiet"] {
    background: transparent; color: {dim}; border: 1px solid transparent; border-radius: 4px;
    padding: 0 4px; min-height: 24px; font-weight: 400;
}
QPushButton[look="quiet"]:hover { background: {hover}; color: {text}; }
QPushButton[look="quiet"]:focus { border: 1px solid {focus}; }
QPushButton[look="link"]:disabled { color: {faint}; }

QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox, QDateTimeEdit {
    background: {panel}; color: {text}; border: 1px solid {line}; border-radius: 6px;
    padding: 0 9px; min-height: 28px; selection-background-color: {accent}; selection-color: {onAccent};
}
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus, QDateTimeEdit:focus { border: 1px solid {focus}; }
QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled { color: {faint}; background: {second}; }
QLineEdit[look="invalid"] { border: 1px solid {bad}; }
QLineEdit[look="valid"] { border: 1px solid {ok}; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox::down-arrow { image: url(:/icons/chevron-down-{mode}.svg); width: 12px; height: 12px; }
QComboBox QAbstractItemView {
    background: {panel}; border: 1px solid {line}; padding: 4px; outline: none;
    selection-background-color: {selection}; selection-color: {text};
}
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button { border: none; width: 16px; background: transparent; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: url(:/icons/chevron-up-{mode}.svg); width: 9px; height: 9px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow { image: url(:/icons/chevron-down-{mode}.svg); width: 9px; height: 9px; }
QPlainTextEdit, QTextEdit {
    background: {panel}; color: {text}; border: 1px solid {line}; border-radius: 6px; padding: 2px;
    selection-background-color: {selection}; selection-color: {text};
}
QPlainTextEdit:focus { border: 1px solid {focus}; }
QPlainTextEdit[look="bare"] { border: 1px solid transparent; background: transparent; padding: 0; }
QPlainTextEdit[look="bare"]:focus { border: 1px solid {focus}; }
QPlainTextEdit[look="well"] { border: 1px solid {second}; background: {second}; border-radius: 6px; }
QPlainTextEdit[look="well"]:focus { border: 1px solid {focus}; }

QCheckBox, QRadioButton { spacing: 8px; color: {text}; }
QCheckBox::indicator, QRadioButton::indicator {
    width: 14px; height: 14px; border: 1px solid {dim}; border-radius: 4px; background: {panel};
}
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:checked { background: {accent}; border-color: {accent}; image: url(:/icons/check-{mode}.svg); }
QRadioButton::indicator:checked {
    border-color: {accent};
    background: qradialgradient(cx: 0.5, cy: 0.5, radius: 0.5, fx: 0.5, fy: 0.5,
        stop: 0 {accent}, stop: 0.5 {accent}, stop: 0.6 {panel}, stop: 1 {panel});
}
QCheckBox:focus, QRadioButton:focus { color: {accentText}; }
QCheckBox:disabled, QRadioButton:disabled { color: {faint}; }

QMenu { background: {panel}; border: 1px solid {line}; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 4px; color: {text}; }
QMenu::item:selected { background: {selection}; }
QMenu::item:disabled { color: {faint}; }
QMenu::separator { height: 1px; background: {line}; margin: 4px 8px; }

QScrollBar { background: transparent; border: none; }
QScrollBar:vertical { width: 10px; margin: 0; }
QScrollBar:horizontal { height: 10px; margin: 0; }
QScrollBar::handle { background: {scroll}; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: {dim}; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; }

QTableView { background: {panel}; border: none; outline: none; gridline-color: {line}; }
QHeaderView { background: {panel}; border: none; }
QSplitter::handle { background: transparent; }
QSplitter::handle:hover { background: {hover}; border-radius: 3px; }
QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget { background: transparent; }
QProgressBar { background: {second}; border: none; border-radius: 3px; min-height: 6px; max-height: 6px; text-align: center; }
QProgressBar::chunk { background: {accent}; border-radius: 3px; }
QDialog { background: {background}; }
)";

} // namespace

QString Theme::styleSheet() const
{
    QColor faint = dimText;
    faint.setAlphaF(0.62F);
    const std::pair<const char*, QString> values[] = {
        {"{background}", background.name()},
        {"{panel}", panel.name()},
        {"{second}", secondPanel.name()},
        {"{line}", line.name()},
        {"{text}", text.name()},
        {"{dim}", dimText.name()},
        {"{faint}", faint.name(QColor::HexArgb)},
        {"{accent}", accent.name()},
        {"{accentHover}", (dark ? accent.lighter(110) : accent.darker(112)).name()},
        {"{accentText}", accentText.name()},
        {"{onAccent}", onAccent.name()},
        {"{selection}", selection.name()},
        {"{hover}", hover.name()},
        {"{ok}", ok.name()},
        {"{bad}", bad.name()},
        {"{badText}", badText.name()},
        {"{focus}", focusRing.name()},
        {"{focusOnAccent}", text.name()},
        {"{scroll}", (dark ? QColor(0x3A4B53) : QColor(0xC3CED4)).name()},
        {"{mode}", dark ? QStringLiteral("dark") : QStringLiteral("light")},
    };
    QString result = QString::fromLatin1(sheet);
    for (const auto& [name, value] : values)
        result.replace(QLatin1String(name), value);
    return result;
}

} // namespace weir::ui
