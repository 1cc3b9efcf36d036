// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/groups/alert_feed.h"
#include "ui/groups/lag_feed.h"
#include "ui/shell/desktop_notifier.h"

#include <memory>

namespace weir::app {

/// What watches the groups of a connection while it is open, whatever page is in front: one monitor, its alerts, and the
/// desktop's notifications. Shared by the pages of groups and alerts; GUI thread.
class GroupWatch : public QObject
{
    Q_OBJECT
public:
    explicit GroupWatch(const ui::PageContext& context);

    [[nodiscard]] const std::shared_ptr<ui::LagFeed>& lag() const { return m_lag; }
    [[nodiscard]] const std::shared_ptr<ui::AlertFeed>& alerts() const { return m_alerts; }

private:
    void takeRound();
    void notify(const Alert& alert);

    std::shared_ptr<ui::LagFeed> m_lag;
    std::shared_ptr<ui::AlertFeed> m_alerts;
    ui::DesktopNotifier m_notifier;
    bool m_loaded = false;
};

} // namespace weir::app
