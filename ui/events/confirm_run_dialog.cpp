// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/confirm_run_dialog.h"

namespace weir::ui {

ConfirmRunDialog::ConfirmRunDialog(const ConnectionInfo& connection, const RunRequest& request, QWidget* parent)
    : ConfirmWorkDialog(
          connection, tr("Start this run on %1?").arg(connection.environment),
          tr("%1 Every consumer of these topics will see them, and they cannot be taken back.").arg(request.sentence),
          tr("Start the run"), parent, request.title)
{
}

} // namespace weir::ui
