// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/page.h"

#include <QtWidgets/QDialog>

namespace weir::ui {

/// Asks once more before something is begun that others will notice: names environment and connection. Shown with open();
/// Cancel has the focus and is what Enter does. accepted() means go on. Deletes itself when it is closed. GUI thread.
class ConfirmWorkDialog : public QDialog
{
    Q_OBJECT
public:
    /// `go` is the word on the dangerous button; `subject` stands as a line of its own above the sentence.
    ConfirmWorkDialog(const ConnectionInfo& connection, const QString& title, const QString& sentence, const QString& go,
                      QWidget* parent = nullptr, const QString& subject = {});
};

} // namespace weir::ui
