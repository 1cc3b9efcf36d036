// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/placeholder_menu.h"

#include "core/events/placeholder.h"
#include "ui/widgets/buttons.h"

#include <QtWidgets/QMenu>
#include <QtWidgets/QPushButton>

namespace weir::ui {

QPushButton* placeholderButton(const QString& accessibleName, std::function<void(const QString&)> insert, QWidget* parent)
{
    auto* button = linkButton(QPushButton::tr("Insert placeholder"), parent);
    button->setAccessibleName(accessibleName);
    QObject::connect(button, &QPushButton::clicked, button, [button, insert = std::move(insert)] {
        auto* menu = new QMenu(button);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        for (const PlaceholderHelp& help : placeholderHelp()) {
            const QString example = QString::fromStdString(help.example);
            // A tab puts the meaning into a column of its own.
            QString words = QStringLiteral("%1\t%2").arg(example, QString::fromStdString(help.meaning));
            auto* action = menu->addAction(words.replace(u'&', QLatin1String("&&")));
            QObject::connect(action, &QAction::triggered, button, [insert, example] { insert(example); });
        }
        menu->popup(button->mapToGlobal(QPoint(0, button->height())));
    });
    return button;
}

} // namespace weir::ui
