// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weir/group_watch.h"

#include "ui/widgets/plain_text.h"

#include <algorithm>

namespace weir::app {
namespace {

/// Nothing of the demo cluster is kept: it is another one each time.
ui::LagFeed::Memory memoryFor(const ui::ConnectionInfo& connection)
{
    if (connection.demo)
        return {};
    return {GroupMonitor::defaultFolder(), QStringLiteral("groups/") + connection.name};
}

} // namespace

GroupWatch::GroupWatch(const ui::PageContext& context)
    : m_lag(std::make_shared<ui::LagFeed>(context.cluster, ui::LagFeed::Pace{}, memoryFor(context.connection))),
      m_alerts(std::make_shared<ui::AlertFeed>([lag = m_lag.get()] { return lag->alerts(); }, context))
{
    m_lag->watchDeadLetters(context.tasks);
    connect(m_lag.get(), &ui::LagFeed::sampled, this, &GroupWatch::takeRound);
    connect(m_lag.get(), &ui::LagFeed::alertsArrived, m_alerts.get(), &ui::AlertFeed::take);
    connect(m_alerts.get(), &ui::AlertFeed::saved, m_lag.get(), &ui::LagFeed::alertRulesChanged);
    connect(m_alerts.get(), &ui::AlertFeed::storeWanted, m_lag.get(), &ui::LagFeed::sampleNow);
    connect(m_alerts.get(), &ui::AlertFeed::notificationWanted, this, &GroupWatch::notify);
    connect(&m_notifier, &ui::DesktopNotifier::troubleChanged, m_alerts.get(), &ui::AlertFeed::setNotificationTrouble);
    connect(&m_notifier, &ui::DesktopNotifier::activated, this, [&navigator = context.navigator](const QString& group) {
        if (group.isEmpty())
            navigator.go(ui::OpenAlerts{});
        else
            navigator.go(ui::OpenGroup{group});
    });
    m_alerts->setNotificationTrouble(m_notifier.trouble());
}

void GroupWatch::takeRound()
{
    m_alerts->setRound(m_lag->lastGood());
    m_alerts->setStoreTrouble(m_lag->alertsError());
    const auto& groups = m_lag->latest()->sample->groups;
    m_alerts->setFailure(groups ? std::nullopt : std::optional(groups.error()));
    // The store is there from the first good round on.
    if (!m_loaded && m_lag->lastGood()) {
        m_loaded = true;
        m_alerts->load();
    }
}

void GroupWatch::notify(const Alert& alert)
{
    const QString subject = ui::displayText(std::string_view(alert.subject), 200);
    const auto& rules = m_alerts->rules();
    const auto rule = std::ranges::find(rules, alert.rule, &AlertRule::id);
    const bool aboutATopic = rule != rules.end() && rule->condition == AlertRule::Condition::DeadLetterGrowth;
    m_notifier.notify({tr("%1: %2").arg(subject, ui::displayText(std::string_view(alert.ruleName))),
                       ui::displayText(std::string_view(alert.text), 1024),
                       aboutATopic ? QString() : QString::fromStdString(alert.subject), alert.serious});
}

} // namespace weir::app
