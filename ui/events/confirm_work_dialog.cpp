// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/confirm_work_dialog.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/environment.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/plain_label.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPushButton>

namespace weir::ui {

ConfirmWorkDialog::ConfirmWorkDialog(const ConnectionInfo& connection, const QString& title, const QString& sentence,
                                     const QString& go, QWidget* parent, const QString& subject)
    : QDialog(parent)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(title);
    setMinimumWidth(480);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 18, 20, 16);
    layout->setSpacing(12);
    auto* head = new QHBoxLayout;
    head->setSpacing(10);
    head->addWidget(new PlainLabel(title, PlainLabel::Look::Title, this));
    const QString where = connection.environment.isEmpty() ? connection.name
                                                           : QStringLiteral("%1 · %2").arg(connection.environment, connection.name);
    head->addWidget(new PillLabel(where, environmentTone(connection.environment), this));
    head->addStretch(1);
    layout->addLayout(head);
    if (!subject.isEmpty())
        layout->addWidget(new PlainLabel(subject, PlainLabel::Look::Strong, this));
    auto* what = new PlainLabel(sentence, PlainLabel::Look::Text, this);
    what->setWordWrap(true);
    layout->addWidget(what);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(10);
    buttons->addStretch(1);
    auto* cancel = plainButton(tr("Cancel"), this);
    auto* confirm = dangerButton(go, this);
    buttons->addWidget(cancel);
    buttons->addWidget(confirm);
    layout->addLayout(buttons);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(confirm, &QPushButton::clicked, this, &QDialog::accept);
    cancel->setDefault(true);
    cancel->setFocus();
}

} // namespace weir::ui
