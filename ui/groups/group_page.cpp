// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/groups/group_page.h"

#include "ui/async/latest_task.h"
#include "ui/groups/group_actions.h"
#include "ui/groups/group_figures.h"
#include "ui/groups/group_lag_tab.h"
#include "ui/groups/sample_state.h"
#include "ui/widgets/card.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/segmented_tabs.h"
#include "ui/widgets/state_view.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QStackedWidget>

#include <algorithm>

namespace weir::ui {
namespace {

enum Tab { LagTab, MembersTab, OffsetsTab, EventsTab };
constexpr TimestampMs eventsBack = 7LL * 24 * 3'600 * 1'000;
constexpr std::chrono::seconds eventsEvery{5};
constexpr std::chrono::seconds answerWithin{10};
constexpr std::size_t mostEvents = 500;

} // namespace

GroupPage::GroupPage(PageContext context, std::shared_ptr<LagFeed> feed, std::string group, QWidget* parent)
    : Page(displayText(std::string_view(group)), parent),
      m_context(std::move(context)),
      m_feed(std::move(feed)),
      m_group(std::move(group)),
      m_offsets(partitionOffsetColumns(), partitionLagKey),
      m_members(memberColumns(), memberKey),
      m_events(eventColumns(), eventKey),
      m_eventTask(new LatestTask(this))
{
    m_actions = new GroupActions(m_context, m_feed, m_group, this);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::pageMargin, 14, Theme::pageMargin, 12);
    layout->setSpacing(Theme::gap);
    layout->addWidget(makeHeader());
    m_view = new StateView(makeContent(), this);
    layout->addWidget(m_view, 1);
    m_state = std::make_unique<SampleState>(*m_feed, *m_view);

    connect(m_state.get(), &SampleState::statusText, this, &Page::statusText);
    connect(m_feed.get(), &LagFeed::sampled, this, &GroupPage::showLatest);
    connect(m_view, &StateView::retryRequested, this, &GroupPage::refresh);
    connect(m_view, &StateView::actionRequested, this, [this] { m_context.navigator.go(OpenGroups{}); });
    connect(m_actions, &GroupActions::changed, this, &GroupPage::refresh);
    connect(&m_eventTimer, &QTimer::timeout, this, &GroupPage::askEvents);
    m_eventTimer.setInterval(eventsEvery);
    m_view->showLoading(tr("Reading the offsets of %1…").arg(title()));
}

GroupPage::~GroupPage()
{
    // Tables go before the models they show: those are members, which end before a widget's children.
    m_state.reset();
    delete m_view;
}

QWidget* GroupPage::makeHeader()
{
    auto* header = new QWidget(this);
    auto* row = new QHBoxLayout(header);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(10);
    auto* name = new PlainLabel(title(), PlainLabel::Look::Title, header);
    name->setElide(Qt::ElideMiddle);
    name->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    row->addWidget(name);
    for (PillLabel** pill : {&m_healthPill, &m_notePill, &m_statePill}) {
        *pill = new PillLabel({}, Tone::Neutral, header);
        row->addWidget(*pill);
    }
    row->addStretch(1);
    for (QWidget* button : m_actions->headerButtons())
        row->addWidget(button);
    return header;
}

QWidget* GroupPage::makeContent()
{
    auto* content = new QWidget(this);
    auto* inner = new QVBoxLayout(content);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->setSpacing(Theme::gap);
    m_figures = new GroupFigures(content);
    inner->addWidget(m_figures);
    m_tabs = new SegmentedTabs(tr("Views of the group"), content);
    inner->addWidget(m_tabs);
    m_stack = new QStackedWidget(content);
    m_lagTab = new GroupLagTab(m_context, m_feed, m_group, content);
    connect(m_lagTab, &GroupLagTab::linkChosen, this, &GroupPage::follow);
    m_stack->addWidget(m_lagTab);
    m_stack->addWidget(makeMembersTab());
    m_stack->addWidget(makeOffsetsTab());
    m_stack->addWidget(makeEventsTab());
    inner->addWidget(m_stack, 1);
    for (const QString& text : {tr("Lag"), tr("Members"), tr("Offsets"), tr("Events")})
        m_tabs->addTab(text);
    connect(m_tabs, &QTabBar::currentChanged, m_stack, &QStackedWidget::setCurrentIndex);
    return content;
}

QWidget* GroupPage::makeMembersTab()
{
    auto* card = new Card(Card::Padding::None, this);
    m_membersNote = new PlainLabel({}, PlainLabel::Look::Dim, card);
    m_membersNote->setWordWrap(true);
    m_membersNote->setContentsMargins(16, 10, 16, 10);
    m_membersNote->hide();
    card->body()->addWidget(m_membersNote);
    card->body()->addWidget(new DataTable(&m_members, tr("Members of the group"), QStringLiteral("group-members"), card), 1);
    return card;
}

QWidget* GroupPage::makeOffsetsTab()
{
    auto* card = new Card(Card::Padding::None, this);
    auto* table = new DataTable(&m_offsets, tr("Offsets of the group"), QStringLiteral("group-offsets"), card);
    card->body()->addWidget(table);
    const auto open = [this](const QString& key, PartitionLink link) {
        if (const PartitionLagRow* row = m_offsets.find(key))
            follow(*row, link);
    };
    connect(table, &DataTable::linkActivated, this,
            [this, open](const QString& key, int column) { open(key, partitionLinkOf(m_offsets.columnId(column))); });
    connect(table, &DataTable::rowActivated, this, [open](const QString& key) { open(key, PartitionLink::StuckRecord); });
    return card;
}

QWidget* GroupPage::makeEventsTab()
{
    auto* card = new Card(Card::Padding::None, this);
    card->body()->addWidget(new DataTable(&m_events, tr("Events of the group"), QStringLiteral("group-events"), card));
    return card;
}

void GroupPage::refresh()
{
    if (m_view->state() != StateView::State::Content) {
        m_state->forget();
        m_view->showLoading(tr("Reading the offsets of %1…").arg(title()));
    }
    m_feed->sampleNow();
    askEvents();
}

bool GroupPage::isSettled() const
{
    return m_view->state() != StateView::State::Loading;
}

void GroupPage::activated()
{
    m_feed->setWatching(this, true, m_group);
    showLatest();
    m_state->setActive(true);
    m_eventTimer.start();
    askEvents();
}

void GroupPage::deactivated()
{
    m_eventTimer.stop();
    m_state->setActive(false);
    m_feed->setWatching(this, false);
}

void GroupPage::showLatest()
{
    if (!isActive())
        return;
    const auto good = m_feed->lastGood();
    if (!good) {
        m_state->showFailureIfAny();
        return;
    }
    if (const GroupLag* group = m_feed->group(m_group))
        showGroup(*group, *good);
    else
        showMissing(*good->sample);
}

void GroupPage::showGroup(const GroupLag& group, const GroupRound& round)
{
    const GroupStatus* status = m_feed->status(m_group);
    m_offsets.setRows(partitionLagRows(group, status, round.sample->time));
    m_lagTab->showGroup(group, status, round.sample->time);
    m_figures->showGroup(group, status, round.sample->time);
    m_actions->setGroup(group);
    showPills(group, status);
    showMembers(group);
    if (std::ranges::any_of(m_feed->latest()->events, [&](const GroupEvent& e) { return e.group.empty() || e.group == m_group; }))
        askEvents();

    std::vector<Failure> failures;
    for (const PartitionLag& row : group.rows) {
        if (row.error)
            failures.push_back({toString(row.partition), *row.error});
    }
    m_state->showContent(failures, group.rows.size(), tr("partitions"));
}

void GroupPage::showPills(const GroupLag& group, const GroupStatus* status)
{
    Note health = status ? healthNote(status->total) : Note{};
    if (status) {
        const auto worst = status->total.health.health;
        const auto count = std::ranges::count_if(status->partitions, [&](const LagStatus& one) { return one.health.health == worst; });
        if (severity(worst) > 0)
            health.word = countedText(count, tr("1 partition %2"), tr("%1 partitions %2")).replace(QStringLiteral("%2"), health.word);
    }
    m_healthPill->setPill(health.word, health.tone);
    m_healthPill->setToolTip(plainToolTip(health.sentence));
    const Note note = groupNote(group);
    m_notePill->setPill(note.tone == Tone::Neutral ? QString() : note.word, note.tone);
    m_notePill->setToolTip(plainToolTip(note.sentence));
    const Note state = groupState(group.state);
    QStringList words{state.word};
    if (const QString type = groupType(group.type); !type.isEmpty())
        words << type;
    if (group.membersVisible)
        words << countedText(static_cast<qint64>(group.members.size()), tr("1 member"), tr("%1 members"));
    if (!group.assignor.empty())
        words << displayText(std::string_view(group.assignor));
    m_statePill->setPill(words.join(QStringLiteral(" · ")), state.tone == Tone::Ok ? Tone::Neutral : state.tone);
    QString explained = state.sentence;
    if (group.coordinator)
        explained += u'\n' + tr("Its coordinator is broker %1.").arg(*group.coordinator);
    m_statePill->setToolTip(plainToolTip(explained.trimmed()));
}

void GroupPage::showMembers(const GroupLag& group)
{
    m_tabs->setTabText(MembersTab, group.membersVisible ? tr("Members %1").arg(group.members.size()) : tr("Members"));
    std::map<TopicPartition, std::optional<std::int64_t>> lags;
    for (const PartitionLag& row : group.rows)
        lags[row.partition] = row.lag;
    std::vector<MemberRow> rows;
    for (const GroupMember& member : group.members) {
        MemberRow row{member, {}};
        for (const TopicPartition& partition : member.assigned) {
            if (const auto found = lags.find(partition); found != lags.end() && found->second)
                row.lag = row.lag.value_or(0) + *found->second;
        }
        rows.push_back(std::move(row));
    }
    m_members.setRows(std::move(rows));
    const QString note = !group.membersVisible
                             ? tr("This client library cannot see the members of groups of this type. The offsets are complete.")
                         : group.members.empty() ? tr("No member is connected. The offsets are those of the last commits.")
                                                 : QString();
    m_membersNote->setText(note);
    m_membersNote->setVisible(!note.isEmpty());
}

void GroupPage::showMissing(const LagSample& sample)
{
    m_state->forget();
    const auto& failures = sample.groups->failures;
    const auto failed = std::ranges::find(failures, m_group, &Failure::subject);
    if (failed != failures.end())
        return m_view->showError(failed->error);
    if (m_state->showFailureIfAny())
        return;
    m_view->showEmpty(tr("No such group"),
                      tr("The cluster has no consumer group %1 now. Empty groups vanish when their offsets expire.").arg(title()),
                      tr("All consumer groups"));
}

void GroupPage::askEvents()
{
    const auto history = m_feed->history();
    const auto latest = m_feed->latest();
    if (!history || !latest || m_eventTask->isRunning())
        return;
    const TimestampMs now = latest->sample->time + 1;
    m_eventTask->start(
        m_context.tasks,
        [history, group = m_group, now](const std::stop_token&) { return history->events(group, now - eventsBack, now, mostEvents); },
        [this](const Result<std::vector<GroupEvent>>& events) {
            // Without its events the page is still whole; the history says in the status why it keeps nothing.
            if (events)
                showEvents(*events);
        });
}

void GroupPage::showEvents(const std::vector<GroupEvent>& events)
{
    m_tabs->setTabText(EventsTab, events.empty() ? tr("Events") : tr("Events %1").arg(countText(static_cast<qint64>(events.size()))));
    m_events.setRows(eventRows(events));
    m_lagTab->showEvents(events);
}

void GroupPage::follow(const PartitionLagRow& row, PartitionLink link)
{
    const TopicPartition& at = row.lag.partition;
    const QString topic = QString::fromStdString(at.topic);
    const QString group = QString::fromStdString(m_group);
    switch (link) {
    case PartitionLink::None: return;
    case PartitionLink::Skip: return m_actions->skip(at);
    case PartitionLink::Unread:
        return m_context.navigator.go(OpenRecords{topic, at.partition, {}, OpenRecords::Of::UnreadByGroup, group});
    case PartitionLink::StuckRecord:
        if (hasRecordAtCommitted(row.lag))
            return m_context.navigator.go(OpenRecords{topic, at.partition, {}, OpenRecords::Of::GroupStandsOn, group});
        return m_context.navigator.go(OpenRecords{topic, at.partition, {}, OpenRecords::Of::Topic, {}});
    }
}

} // namespace weir::ui
