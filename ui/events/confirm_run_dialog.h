// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/events/run_request.h"

#include <QtWidgets/QDialog>

namespace weir::ui {

/// Asks once more before a run is started on production: names environment, connection and what will happen. Shown with
/// open(); Cancel has the focus and is what Enter does. accepted() means start. GUI thread.
class ConfirmRunDialog : public QDialog
{
    Q_OBJECT
public:
    ConfirmRunDialog(const ConnectionInfo& connection, const RunRequest& request, QWidget* parent = nullptr);
};

} // namespace weir::ui
