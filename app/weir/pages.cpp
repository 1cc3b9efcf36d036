// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weir/pages.h"

#include "app/weir/group_watch.h"
#include "app/weir/replay_notes.h"
#include "ui/activity/activity_page.h"
#include "ui/activity/running_list.h"
#include "ui/connections/connections_page.h"
#include "ui/deadletters/dead_letters_page.h"
#include "ui/deadletters/replay_feed.h"
#include "ui/events/play_feed.h"
#include "ui/events/run_feed.h"
#include "ui/events/send_page.h"
#include "ui/events/transaction_feed.h"
#include "ui/groups/alerts_page.h"
#include "ui/groups/group_page.h"
#include "ui/groups/groups_page.h"
#include "ui/groups/topic_consumers_page.h"
#include "ui/records/records_page.h"
#include "ui/topics/topic_page.h"
#include "ui/topics/topics_page.h"

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
            },
            .count = [feed](QObject* receiver, const std::function<void(const QString&)>& show) {
                if (feed)
                    QObject::connect(feed.get(), &ui::LagFeed::countChanged, receiver, show);
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

PageEntry alertsEntry(const std::shared_ptr<GroupWatch>& watch)
{
    return {.id = QStringLiteral("alerts"),
            .title = Titles::tr("Alerts"),
            .icon = QStringLiteral("warning"),
            .serves = only<ui::OpenAlerts>,
            .home = ui::OpenAlerts{},
            .create = [watch](const PageContext& context, const Destination&, QWidget* parent) -> Page* {
                return new ui::AlertsPage(context, watch->alerts(), parent);
            },
            .count = [watch](QObject* receiver, const std::function<void(const QString&)>& show) {
                if (!watch)
                    return;
                ui::AlertFeed* alerts = watch->alerts().get();
                QObject::connect(alerts, &ui::AlertFeed::changed, receiver, [alerts, show] {
                    show(alerts->unseen() > 0 ? QStringLiteral("· %1").arg(alerts->unseen()) : QString());
                });
            }};
}

/// Nothing of the demo cluster is kept: it is another one each time.
ui::ReplayFeed::Files replayFiles(const ui::ConnectionInfo& connection)
{
    if (connection.demo)
        return {};
    return {ReplayJournal::defaultPath(), LetterMarks::defaultPath(), AuditTrail::defaultPath(),
            ReplayLock::defaultFolder()};
}

/// Changes on the demo cluster are not noted.
std::filesystem::path trailOf(const ui::ConnectionInfo& connection)
{
    return connection.demo ? std::filesystem::path() : AuditTrail::defaultPath();
}

PageEntry activityEntry(const std::vector<std::shared_ptr<ui::RunningWork>>& work)
{
    return {.id = QStringLiteral("activity"),
            .title = Titles::tr("Activity"),
            .icon = QStringLiteral("activity"),
            .serves = only<ui::OpenActivity>,
            .home = ui::OpenActivity{},
            .create = [work](const PageContext& context, const Destination&, QWidget* parent) -> Page* {
                return new ui::ActivityPage(context, work, trailOf(context.connection), parent);
            },
            .count = [work](QObject* receiver, const std::function<void(const QString&)>& show) {
                const auto count = [feeds = std::vector<std::weak_ptr<ui::RunningWork>>(work.begin(), work.end()), show] {
                    int running = 0;
                    for (const auto& feed : feeds)
                        if (const auto alive = feed.lock())
                            running += ui::runningCount(alive->items());
                    show(ui::runningText(running));
                };
                for (const auto& feed : work)
                    QObject::connect(feed.get(), &ui::RunningWork::changed, receiver, count);
            }};
}

PageEntry deadLettersEntry(const std::shared_ptr<ui::ReplayFeed>& replays)
{
    return {.id = QStringLiteral("dead-letters"),
            .title = Titles::tr("Dead letters"),
            .icon = QStringLiteral("dead-letters"),
            .serves = [](const Destination& destination) -> std::optional<QString> {
                const bool served = std::holds_alternative<ui::OpenDeadLetters>(destination) ||
                                    std::holds_alternative<ui::OpenReplay>(destination);
                return served ? std::optional<QString>(QString()) : std::nullopt;
            },
            .home = ui::OpenDeadLetters{},
            .create = [replays](const PageContext& context, const Destination&, QWidget* parent) -> Page* {
                return new ui::DeadLettersPage(context, replays, parent);
            }};
}

PageEntry sendEntry(const ui::SendWork& work)
{
    return {.id = QStringLiteral("send"),
            .title = Titles::tr("Send"),
            .icon = QStringLiteral("send"),
            .serves = [](const Destination& destination) -> std::optional<QString> {
                const bool served = std::holds_alternative<ui::OpenSend>(destination) ||
                                    std::holds_alternative<ui::OpenRun>(destination) ||
                                    std::holds_alternative<ui::OpenTransaction>(destination) ||
                                    std::holds_alternative<ui::OpenPlayConsumer>(destination);
                return served ? std::optional<QString>(QString()) : std::nullopt;
            },
            .home = ui::OpenSend{},
            .create = [work](const PageContext& context, const Destination&, QWidget* parent) -> Page* {
                return new ui::SendPage(context, work, parent);
            }};
}

} // namespace

ui::PageCatalogue pageCatalogue()
{
    return [](const PageContext& context) {
        // One per connection: the list, every opened group and the alerts look at the same rounds.
        const auto watch = context.cluster ? std::make_shared<GroupWatch>(context) : nullptr;
        const auto feed = watch ? watch->lag() : nullptr;
        const auto replays = context.cluster
                                 ? std::make_shared<ui::ReplayFeed>(context, replayFiles(context.connection))
                                 : nullptr;
        ui::SendWork sending;
        std::vector<std::shared_ptr<ui::RunningWork>> work;
        if (context.cluster) {
            sending = {std::make_shared<ui::RunFeed>(context, trailOf(context.connection)),
                       std::make_shared<ui::TransactionFeed>(context, trailOf(context.connection)),
                       std::make_shared<ui::PlayFeed>(context, trailOf(context.connection))};
            work = {replays, sending.runs, sending.transactions, sending.players};
        }
        if (watch)
            new ReplayNotes(replays.get(), feed.get(), watch.get());
        return std::vector<PageEntry>{topicsEntry(),    topicEntry(feed),   recordsEntry(),      groupsEntry(feed),
                                      groupEntry(feed), alertsEntry(watch), deadLettersEntry(replays), sendEntry(sending),
                                      activityEntry(work), connectionsEntry()};
    };
}

} // namespace weir::app
