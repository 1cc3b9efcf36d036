// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weir/pages.h"

#include "ui/connections/connections_page.h"
#include "ui/deadletters/dead_letters_page.h"
#include "ui/events/send_page.h"
#include "ui/groups/alerts_page.h"
#include "ui/groups/group_page.h"
#include "ui/groups/groups_page.h"
#include "ui/groups/lag_feed.h"
#include "ui/groups/topic_consumers_page.h"
#include "ui/records/records_page.h"
#include "ui/shell/desktop_notifier.h"
#include "ui/topics/topic_page.h"
#include "ui/topics/topics_page.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QCoreApplication>

namespace weir::app {
namespace {

using ui::Destination;
using ui::Page;
using ui::PageContext;
using ui::PageEntry;

class Titles
{
    Q_DECLARE_TR_FUNCTIONS(Pages)
};

/// Serves destinations of type T with the one page of the entry.
template <typename T> std::optional<QString> only(const Destination& destination)
{
    return std::holds_alternative<T>(destination) ? std::optional<QString>(QString()) : std::nullopt;
}

PageEntry topicsEntry()
{
    return {.id = QStringLiteral("topics"),
            .title = Titles::tr("Topics"),
            .icon = QStringLiteral("topics"),
            .serves = only<ui::OpenTopics>,
            .home = ui::OpenTopics{},
            .create = [](const PageContext& context, const Destination&, QWidget* parent) -> Page* {
                return new ui::TopicsPage(context, parent);
            }};
}

/// The topic a destination is about; empty when it is about none.
QString topicOf(const Destination& destination)
{
    if (const auto* topic = std::get_if<ui::OpenTopic>(&destination))
        return topic->topic;
    const auto* records = std::get_if<ui::OpenRecords>(&destination);
    return records ? records->topic : QString();
}

/// One page per topic, with its records as the first tab.
PageEntry topicEntry(const std::shared_ptr<ui::LagFeed>& feed)
{
    return {.id = QStringLiteral("topic"),
            .under = QStringLiteral("topics"),
            .serves = [](const Destination& destination) -> std::optional<QString> {
                const QString topic = topicOf(destination);
                return topic.isEmpty() ? std::nullopt : std::optional(topic);
            },
            .home = ui::OpenTopics{},
            .create = [feed](const PageContext& context, const Destination& destination, QWidget* parent) -> Page* {
                const auto consumers = [feed](const PageContext& inner, const QString& topic, QWidget* tab) -> Page* {
                    return new ui::TopicConsumersPage(inner, feed, topic, tab);
                };
                const auto records = [](const PageContext& inner, QWidget* tab) -> Page* {
                    return new ui::RecordsPage(inner, ui::RecordsPage::Place::Tab, tab);
                };
                return new ui::TopicPage(context, topicOf(destination), records, consumers, parent);
            }};
}

/// The page where a topic is typed; records of a known topic open in the topic's own page.
PageEntry recordsEntry()
{
    return {.id = QStringLiteral("records"),
            .title = Titles::tr("Records"),
            .icon = QStringLiteral("records"),
            .serves = [](const Destination& destination) -> std::optional<QString> {
                const auto* records = std::get_if<ui::OpenRecords>(&destination);
                return records && records->topic.isEmpty() ? std::optional<QString>(QString()) : std::nullopt;
            },
            .home = ui::OpenRecords{},
            .create = [](const PageContext& context, const Destination&, QWidget* parent) -> Page* {
                return new ui::RecordsPage(context, ui::RecordsPage::Place::Page, parent);
            }};
}

PageEntry connectionsEntry()
{
    return {.id = QStringLiteral("connections"),
            .title = Titles::tr("Connections"),
            .icon = QStringLiteral("connections"),
            .needsConnection = false,
            .serves = only<ui::OpenConnections>,
            .home = ui::OpenConnections{},
            .create = [](const PageContext& context, const Destination&, QWidget* parent) -> Page* {
                return new ui::ConnectionsPage(context, ProfileFile(ProfileFile::defaultPath()), processEnvironment(),
                                               ui::probeConnection, parent);
            }};
}

PageEntry groupsEntry(const std::shared_ptr<ui::LagFeed>& feed)
{
    return {.id = QStringLiteral("groups"),
            .title = Titles::tr("Consumer groups"),
            .icon = QStringLiteral("groups"),
            .serves = only<ui::OpenGroups>,
            .home = ui::OpenGroups{},
            .create = [feed](const PageContext& context, const Destination&, QWidget* parent) -> Page* {
                return new ui::GroupsPage(context, feed, parent);
            }};
}

/// The group a destination is about; empty when it is about none.
QString groupOf(const Destination& destination)
{
    const auto* group = std::get_if<ui::OpenGroup>(&destination);
    return group ? group->group : QString();
}

PageEntry groupEntry(const std::shared_ptr<ui::LagFeed>& feed)
{
    return {.id = QStringLiteral("group"),
            .under = QStringLiteral("groups"),
            .serves = [](const Destination& destination) -> std::optional<QString> {
                const QString group = groupOf(destination);
                return group.isEmpty() ? std::nullopt : std::optional(group);
            },
            .home = ui::OpenGroups{},
            .create = [feed](const PageContext& context, const Destination& destination, QWidget* parent) -> Page* {
                return new ui::GroupPage(context, feed, groupOf(destination).toStdString(), parent);
            }};
}

PageEntry deadLettersEntry()
{
    return {.id = QStringLiteral("dead-letters"),
            .title = Titles::tr("Dead letters"),
            .icon = QStringLiteral("dead-letters"),
            .serves = only<ui::OpenDeadLetters>,
            .home = ui::OpenDeadLetters{},
            .create = [](const PageContext& context, const Destination&, QWidget* parent) -> Page* {
                return new ui::DeadLettersPage(context, parent);
            }};
}

PageEntry sendEntry()
{
    return {.id = QStringLiteral("send"),
            .title = Titles::tr("Send"),
            .icon = QStringLiteral("send"),
            .serves = only<ui::OpenSend>,
            .home = ui::OpenSend{},
            .create = [](const PageContext& context, const Destination&, QWidget* parent) -> Page* {
                return new ui::SendPage(context, parent);
            }};
}

/// One monitor per connection: the list, every opened group and the alerts look at the same rounds. Nothing of the demo
/// cluster is kept: it is another one each time.
std::shared_ptr<ui::LagFeed> feedFor(const PageContext& context)
{
    if (!context.cluster)
        return nullptr;
    ui::LagFeed::Memory memory;
    if (!context.connection.demo)
        memory = {GroupMonitor::defaultFolder(), QStringLiteral("groups/") + context.connection.name};
    auto feed = std::make_shared<ui::LagFeed>(context.cluster, ui::LagFeed::Pace{}, memory);
    feed->watchDeadLetters(context.tasks);
    return feed;
}

PageEntry alertsEntry(const std::shared_ptr<ui::AlertFeed>& alerts)
{
    return {.id = QStringLiteral("alerts"),
            .title = Titles::tr("Alerts"),
            .icon = QStringLiteral("warning"),
            .serves = only<ui::OpenAlerts>,
            .home = ui::OpenAlerts{},
            .create = [alerts](const PageContext& context, const Destination&, QWidget* parent) -> Page* {
                return new ui::AlertsPage(context, alerts, parent);
            }};
}

/// Alerts are told on the desktop whether their page was ever opened or not.
void tellOnDesktop(ui::AlertFeed& alerts, ui::Navigator& navigator)
{
    auto* notifier = new ui::DesktopNotifier(QDBusConnection::sessionBus(), std::chrono::seconds(5), &alerts);
    alerts.setNotificationTrouble(notifier->trouble());
    QObject::connect(notifier, &ui::DesktopNotifier::troubleChanged, &alerts, &ui::AlertFeed::setNotificationTrouble);
    QObject::connect(&alerts, &ui::AlertFeed::notificationWanted, notifier, [notifier](const Alert& alert) {
        const QString subject = ui::displayText(std::string_view(alert.subject), 200);
        const bool isTopic = alert.rule == "default-dead-letters";
        notifier->notify({QStringLiteral("%1: %2").arg(subject, ui::displayText(std::string_view(alert.ruleName), 200)),
                          ui::displayText(std::string_view(alert.text)),
                          isTopic ? QString() : QString::fromStdString(alert.subject), alert.serious});
    });
    QObject::connect(notifier, &ui::DesktopNotifier::activated, &alerts, [&navigator](const QString& group) {
        if (group.isEmpty())
            navigator.go(ui::OpenAlerts{});
        else
            navigator.go(ui::OpenGroup{group});
    });
}

std::shared_ptr<ui::AlertFeed> alertsFor(const PageContext& context, const std::shared_ptr<ui::LagFeed>& lag)
{
    if (!lag)
        return nullptr;
    auto alerts = std::make_shared<ui::AlertFeed>([lag] { return lag->alerts(); }, context);
    ui::AlertFeed* feed = alerts.get();
    QObject::connect(lag.get(), &ui::LagFeed::alertsArrived, feed, &ui::AlertFeed::take);
    // The store is there with the first round: the cluster's id names its file.
    QObject::connect(lag.get(), &ui::LagFeed::sampled, feed, [feed, lag = lag.get(), first = true]() mutable {
        feed->setRound(lag->lastGood());
        if (lag->lastGood() && std::exchange(first, false))
            feed->load();
    });
    QObject::connect(feed, &ui::AlertFeed::saved, lag.get(), [lag = lag.get()] { lag->alertRulesChanged(); });
    tellOnDesktop(*feed, context.navigator);
    return alerts;
}

} // namespace

ui::PageCatalogue pageCatalogue()
{
    return [](const PageContext& context) {
        const auto feed = feedFor(context);
        return std::vector<PageEntry>{topicsEntry(),     topicEntry(feed),
                                      recordsEntry(),    groupsEntry(feed),
                                      groupEntry(feed),  alertsEntry(alertsFor(context, feed)),
                                      deadLettersEntry(), sendEntry(),
                                      connectionsEntry()};
    };
}

} // namespace weir::app
