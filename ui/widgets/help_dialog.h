// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QDialog>

namespace weir::ui {

/// One page of help from resources/help, as plain text. Shown with show(), not modal. GUI thread.
class HelpDialog : public QDialog
{
    Q_OBJECT
public:
    /// `page` is the name of the file: "filter-language.md".
    HelpDialog(const QString& title, const QString& page, QWidget* parent = nullptr);
};

} // namespace weir::ui
