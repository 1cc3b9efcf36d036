// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGui/QIcon>
#include <QtGui/QPixmap>

class QWidget;

namespace weir::ui {

/// One of resources/icons by name ("topics"), drawn in the given colour at any size. GUI thread.
/// Sharp at every device pixel ratio; the caller asks again on PaletteChange.
[[nodiscard]] QIcon icon(const QString& name, const QColor& color);
/// The same as a pixmap of `size` device-independent pixels for painting.
[[nodiscard]] QPixmap iconPixmap(const QString& name, const QColor& color, int size, qreal devicePixelRatio);

} // namespace weir::ui
