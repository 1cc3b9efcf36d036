// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QDialog>

namespace weir::ui {

/// Asks before running work is cancelled for good; "Keep it" has the focus. accepted(): cancel it. Deletes itself when it is
/// closed. Show it with open(). GUI thread.
class CancelDialog : public QDialog
{
    Q_OBJECT
public:
    /// `sentence` says what stays and what is not done any more; `cancel` is the word on the dangerous button.
    CancelDialog(const QString& title, const QString& sentence, const QString& cancel, QWidget* parent);
};

} // namespace weir::ui
