// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/accessible_walk.h"
#include "tests/support/page_fixture.h"

#include <QtCore/QStandardPaths>

namespace weir::test {

/// Settings of their own and the light theme, for tests of single widgets.
inline void settleWidgets()
{
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setOrganizationName(QStringLiteral("weir-test"));
    QCoreApplication::setApplicationName(QStringLiteral("records-widgets-%1").arg(QCoreApplication::applicationPid()));
    ui::applyTheme(*qApp, ui::Theme::light());
}

/// Shows a widget and waits until it can take keys.
inline bool showAndFocus(QWidget& widget, QSize size)
{
    widget.resize(size);
    widget.show();
    widget.activateWindow();
    return QTest::qWaitForWindowActive(&widget);
}

} // namespace weir::test
