// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/confirm_send_dialog.h"

#include "ui/widgets/plain_text.h"

namespace weir::ui {
namespace {

QString sentenceOn(const OutgoingRecord& record)
{
    const QString topic = displayText(std::string_view(record.topic), 249);
    const QString where =
        record.partition ? ConfirmSendDialog::tr("%1, partition %2").arg(topic).arg(*record.partition) : topic;
    const qint64 size = record.value ? static_cast<qint64>(record.value->size()) : 0;
    return ConfirmSendDialog::tr("One record with key %1 and a value of %2 goes to %3. Every consumer of the topic will "
                                 "see it, and it cannot be taken back.")
        .arg(displayText(record.key, 60), sizeText(size), where);
}

} // namespace

ConfirmSendDialog::ConfirmSendDialog(const ConnectionInfo& connection, const OutgoingRecord& record, QWidget* parent)
    : ConfirmWorkDialog(connection, tr("Send to %1?").arg(connection.environment), sentenceOn(record), tr("Send 1 record"),
                        parent)
{
}

} // namespace weir::ui
