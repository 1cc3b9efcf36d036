// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/accessible_walk.h"
#include "tests/support/fake_cluster.h"
#include "tests/support/heartbeat.h"
#include "ui/async/task_pool.h"
#include "ui/widgets/page.h"
#include "ui/widgets/state_view.h"
#include "ui/widgets/theme.h"

#include <QtCore/QStandardPaths>
#include <QtTest/QTest>
#include <QtWidgets/QAbstractButton>
#include <QtWidgets/QApplication>

#include <memory>

namespace weir::test {

/// Remembers where a page wanted to go.
class RecordingNavigator : public ui::Navigator
{
public:
    void go(const ui::Destination& destination) override { visited.push_back(destination); }
    template <typename D> [[nodiscard]] const D* last() const
    {
        return visited.empty() ? nullptr : std::get_if<D>(&visited.back());
    }
    std::vector<ui::Destination> visited;
};

/// What a page needs around it: a fake cluster, a pool, a navigator, and a theme.
struct PageStand {
    PageStand()
    {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("weir-test"));
        useTheme(false);
    }
    static void useTheme(bool dark)
    {
        ui::applyTheme(*static_cast<QApplication*>(QCoreApplication::instance()),
                       dark ? ui::Theme::darkTheme() : ui::Theme::light());
    }
    [[nodiscard]] ui::PageContext context()
    {
        return {cluster, pool, navigator, {QStringLiteral("test"), QStringLiteral("development"), readOnly, false}};
    }
    /// As the window shows it: visible, active, at the size of the page area of a 1440x900 window.
    static void show(ui::Page& page)
    {
        page.resize(1230, 862);
        page.show();
        page.setActive(true);
    }
    /// Writes light and dark pictures when WEIR_TEST_SCREENSHOTS names a folder.
    static void shoot(ui::Page& page, const QString& name)
    {
        const QString folder = qEnvironmentVariable("WEIR_TEST_SCREENSHOTS");
        if (folder.isEmpty())
            return;
        for (const bool dark : {true, false}) {
            useTheme(dark);
            QTest::qWait(120);
            page.grab().save(QStringLiteral("%1/%2%3.png").arg(folder, name, dark ? QStringLiteral("-dark") : QString()));
        }
    }

    std::shared_ptr<FakeCluster> cluster = std::make_shared<FakeCluster>();
    std::shared_ptr<ui::TaskPool> pool = ui::TaskPool::create(3);
    RecordingNavigator navigator;
    bool readOnly = false;
};

inline ui::StateView* stateOf(QWidget& page)
{
    return page.findChild<ui::StateView*>();
}

/// The visible button with that text (mnemonics left out); nullptr when there is none.
inline QAbstractButton* visibleButton(QWidget& page, const QString& text)
{
    for (auto* button : page.findChildren<QAbstractButton*>()) {
        if (button->isVisible() && button->text().remove(QLatin1Char('&')) == text)
            return button;
    }
    return nullptr;
}

/// Runs `work` up to six times under a heartbeat; true when one run kept the event loop moving. What our own code stalls,
/// it stalls every time; another program taking the processor does not.
template <typename Work> bool keepsMoving(Work work, QByteArray& report)
{
    for (int attempt = 0; attempt < 6; ++attempt) {
        Heartbeat heart;
        QTest::qWait(20);
        heart.restart();
        work();
        QTest::qWait(20);
        report = heart.report();
        if (heart.steady())
            return true;
    }
    return false;
}

inline weir::Error notAuthorized()
{
    return {weir::ErrorKind::NotAuthorized, "This account may not do that.", "broker said: no", 29, false};
}
inline weir::Error unreachable()
{
    return {weir::ErrorKind::Unreachable, "No broker answers.", "Connection refused", -195, true};
}

} // namespace weir::test
