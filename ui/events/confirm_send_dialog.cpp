// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/confirm_send_dialog.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/environment.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPushButton>

namespace weir::ui {

ConfirmSendDialog::ConfirmSendDialog(const ConnectionInfo& connection, const OutgoingRecord& record, QWidget* parent)
    : QDialog(parent)
{
    setWindowTitle(tr("Send to %1?").arg(connection.environment));
    setMinimumWidth(460);
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
    const QString topic = displayText(std::string_view(record.topic), 249);
    const QString where = record.partition ? tr("%1, partition %2").arg(topic).arg(*record.partition) : topic;
    const qint64 size = record.value ? static_cast<qint64>(record.value->size()) : 0;
    auto* what = new PlainLabel(tr("One record with key %1 and a value of %2 goes to %3. Every consumer of the topic will "
                                   "see it, and it cannot be taken back.")
                                    .arg(displayText(record.key, 60), sizeText(size), where),
                                PlainLabel::Look::Text, this);
    what->setWordWrap(true);
    layout->addWidget(what);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    auto* cancel = plainButton(tr("Cancel"), this);
    auto* send = dangerButton(tr("Send 1 record"), this);
    buttons->addWidget(cancel);
    buttons->addWidget(send);
    layout->addLayout(buttons);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(send, &QPushButton::clicked, this, &QDialog::accept);
    cancel->setDefault(true);
    cancel->setFocus();
}

} // namespace weir::ui
