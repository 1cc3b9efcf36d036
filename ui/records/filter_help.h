// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QDialog>

namespace weir::ui {

/// The filter language on one page (resources/help/filter-language.md), as plain text. Not modal. GUI thread.
class FilterHelp : public QDialog
{
    Q_OBJECT
public:
    explicit FilterHelp(QWidget* parent = nullptr);
};

} // namespace weir::ui
