// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/producer.h"
#include "ui/events/confirm_work_dialog.h"

namespace weir::ui {

/// Asks once more before something is sent to production: names environment, connection, topic and size.
/// Shown with open(); Cancel has the focus and is what Enter does. accepted() means send. GUI thread.
class ConfirmSendDialog : public ConfirmWorkDialog
{
    Q_OBJECT
public:
    ConfirmSendDialog(const ConnectionInfo& connection, const OutgoingRecord& record, QWidget* parent = nullptr);
};

} // namespace weir::ui
