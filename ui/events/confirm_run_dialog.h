// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/events/confirm_work_dialog.h"
#include "ui/events/run_request.h"

namespace weir::ui {

/// Asks once more before a run is started on production: names environment, connection and what will happen. Shown with
/// open(); Cancel has the focus and is what Enter does. accepted() means start. GUI thread.
class ConfirmRunDialog : public ConfirmWorkDialog
{
    Q_OBJECT
public:
    ConfirmRunDialog(const ConnectionInfo& connection, const RunRequest& request, QWidget* parent = nullptr);
};

} // namespace weir::ui
