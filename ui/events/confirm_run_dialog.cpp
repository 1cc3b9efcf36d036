// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/confirm_run_dialog.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/environment.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/plain_label.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPushButton>

namespace weir::ui {

ConfirmRunDialog::ConfirmRunDialog(const ConnectionInfo& connection, const RunRequest& request, QWidget* parent) : QDialog(parent)
{
    setWindowTitle(tr("Start this run on %1?").arg(connection.environment));
    setMinimumWidth(480);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 18, 20, 16);
    layout->setSpacing(12);
    auto* head = new QHBoxLayout;
    head->setSpacing(10);
    head->addWidget(new PlainLabel(windowTitle(), PlainLabel::Look::Title, this));
    head->addWidget(new PillLabel(QStringLiteral("%1 · %2").arg(connection.environment, connection.name),
                                  environmentTone(connection.environment), this));
    head->addStretch(1);
    layout->addLayout(head);
    layout->addWidget(new PlainLabel(request.title, PlainLabel::Look::Strong, this));
    auto* what = new PlainLabel(tr("%1 Every consumer of these topics will see them, and they cannot be taken back.").arg(request.sentence),
                                PlainLabel::Look::Text, this);
    what->setWordWrap(true);
    layout->addWidget(what);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    auto* cancel = plainButton(tr("Cancel"), this);
    auto* start = dangerButton(tr("Start the run"), this);
    buttons->addWidget(cancel);
    buttons->addWidget(start);
    layout->addLayout(buttons);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(start, &QPushButton::clicked, this, &QDialog::accept);
    cancel->setDefault(true);
    cancel->setFocus();
}

} // namespace weir::ui
