// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGui/QAccessible>
#include <QtWidgets/QWidget>

namespace weir::test {

/// Every widget below `root` (and itself) that takes the keyboard but has no accessible name, as "class (object name)".
/// A page test ends with `QCOMPARE(unnamedControls(&page), QStringList())`. Hidden widgets count too.
inline QStringList unnamedControls(QWidget* root)
{
    QStringList result;
    QList<QWidget*> all = root->findChildren<QWidget*>();
    all.prepend(root);
    for (QWidget* widget : all) {
        if (widget->focusPolicy() == Qt::NoFocus)
            continue;
        // Qt's own inner parts: the name belongs to the widget around them.
        if (widget->objectName().startsWith(QLatin1String("qt_")) || widget->inherits("QScrollBar")
            || widget->inherits("QHeaderView") || widget->inherits("QComboBoxPrivateContainer")
            || widget->inherits("QComboBoxListView") || widget->inherits("QTableCornerButton"))
            continue;
        if (widget->parentWidget()
            && (widget->parentWidget()->inherits("QAbstractSpinBox") || widget->parentWidget()->inherits("QComboBox")))
            continue;
        // A button or label that is hidden until it has a text.
        if (widget->isHidden() && widget->property("text").isValid() && widget->property("text").toString().isEmpty())
            continue;
        const QAccessibleInterface* accessible = QAccessible::queryAccessibleInterface(widget);
        if (accessible && accessible->text(QAccessible::Name).trimmed().isEmpty())
            result << QStringLiteral("%1 (%2)").arg(QLatin1String(widget->metaObject()->className()), widget->objectName());
    }
    return result;
}

} // namespace weir::test
