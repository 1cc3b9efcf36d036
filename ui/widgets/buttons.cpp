// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/buttons.h"

#include <QtWidgets/QPushButton>

namespace weir::ui {
namespace {

QPushButton* button(const QString& text, const char* look, QWidget* parent)
{
    auto* result = new QPushButton(text, parent);
    if (look)
        result->setProperty("look", QLatin1String(look));
    QString name = text;
    result->setAccessibleName(name.remove(QLatin1Char('&')));
    result->setAutoDefault(false);
    return result;
}

} // namespace

QPushButton* primaryButton(const QString& text, QWidget* parent) { return button(text, "primary", parent); }
QPushButton* plainButton(const QString& text, QWidget* parent) { return button(text, nullptr, parent); }
QPushButton* dangerButton(const QString& text, QWidget* parent) { return button(text, "danger", parent); }

QPushButton* linkButton(const QString& text, QWidget* parent)
{
    auto* result = button(text, "link", parent);
    result->setCursor(Qt::PointingHandCursor);
    return result;
}

} // namespace weir::ui
