// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QPushButton;
class QString;
class QWidget;

namespace weir::ui {

/// The looks of buttons; each has its text as accessible name. One primary button per page. GUI thread.
[[nodiscard]] QPushButton* primaryButton(const QString& text, QWidget* parent);
[[nodiscard]] QPushButton* plainButton(const QString& text, QWidget* parent);
/// For what cannot be undone; never the default button of a dialog.
[[nodiscard]] QPushButton* dangerButton(const QString& text, QWidget* parent);
/// Looks like a link, works with Tab and Space.
[[nodiscard]] QPushButton* linkButton(const QString& text, QWidget* parent);

} // namespace weir::ui
