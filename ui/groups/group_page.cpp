// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/groups/group_page.h"

#include "ui/groups/lag_chart_card.h"
#include "ui/groups/sample_state.h"
#include "ui/widgets/card.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/key_figure.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/segmented_tabs.h"
#include "ui/widgets/state_view.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QSplitter>
#include <QtWidgets/QStackedWidget>

#include <algorithm>

namespace weir::ui {
namespace {

enum Tab { LagTab, MembersTab, OffsetsTab };
constexpr int topicColumn = 0;

} // namespace

GroupPage::GroupPage(PageContext context, std::shared_ptr<LagFeed> feed, std::string group, QWidget* parent)
    : Page(displayText(std::string_view(group)), parent),
      m_context(std::move(context)),
      m_feed(std::move(feed)),
      m_group(std::move(group)),
      m_trends([this](const QString& key) {
          const auto found = m_historyByKey.find(key);
          return found == m_historyByKey.end() ? std::vector<LagPoint>() : *found->second;
      }),
      m_partitions(partitionLagColumns(m_trends), partitionLagKey),
      m_offsets(partitionOffsetColumns(), partitionLagKey),
      m_members(memberColumns(), memberKey)
{
    auto* content = new QWidget(this);
    auto* inner = new QVBoxLayout(content);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->setSpacing(Theme::gap);
    inner->addWidget(makeFigures());
    m_tabs = new SegmentedTabs(tr("Views of the group"), content);
    inner->addWidget(m_tabs);
    m_stack = new QStackedWidget(content);
    m_stack->addWidget(makeLagTab());
    m_stack->addWidget(makeMembersTab());
    m_stack->addWidget(makeOffsetsTab());
    inner->addWidget(m_stack, 1);
    m_tabs->addTab(tr("Lag"));
    m_tabs->addTab(tr("Members"));
    m_tabs->addTab(tr("Offsets"));
    connect(m_tabs, &QTabBar::currentChanged, m_stack, &QStackedWidget::setCurrentIndex);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::pageMargin, 14, Theme::pageMargin, 12);
    layout->setSpacing(Theme::gap);
    layout->addWidget(makeHeader());
    m_view = new StateView(content, this);
    layout->addWidget(m_view, 1);
    m_state = std::make_unique<SampleState>(*m_feed, *m_view);

    connect(m_state.get(), &SampleState::statusText, this, &Page::statusText);
    connect(m_feed.get(), &LagFeed::sampled, this, &GroupPage::showLatest);
    connect(m_view, &StateView::retryRequested, this, &GroupPage::refresh);
    connect(m_view, &StateView::actionRequested, this, [this] { m_context.navigator.go(OpenGroups{}); });
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
    m_problemPill = new PillLabel({}, Tone::Bad, header);
    row->addWidget(m_problemPill);
    m_statePill = new PillLabel({}, Tone::Neutral, header);
    row->addWidget(m_statePill);
    row->addStretch(1);
    return header;
}

QWidget* GroupPage::makeFigures()
{
    auto* figures = new QWidget(this);
    auto* row = new QHBoxLayout(figures);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(28);
    const auto add = [&](KeyFigure*& figure, const QString& caption) {
        figure = new KeyFigure(caption, figures);
        row->addWidget(figure);
    };
    add(m_lag, tr("Lag"));
    add(m_change, tr("Change per minute"));
    add(m_largest, tr("Largest partition lag"));
    add(m_memberCount, tr("Members"));
    add(m_partitionCount, tr("Partitions"));
    row->addStretch(1);
    return figures;
}

QWidget* GroupPage::makeLagTab()
{
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setChildrenCollapsible(false);
    m_chart = new LagChartCard(splitter);
    m_chart->setMinimumHeight(180);
    auto* card = new Card(Card::Padding::None, splitter);
    m_partitionTable = new DataTable(&m_partitions, tr("Partitions of the group"), QStringLiteral("group-partitions"), card);
    m_partitionTable->setMinimumHeight(120);
    card->body()->addWidget(m_partitionTable);
    splitter->addWidget(m_chart);
    splitter->addWidget(card);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 4);
    splitter->setSizes({300, 360});
    connectTable(m_partitionTable, m_partitions);
    connect(m_chart, &LagChartCard::choiceChanged, this, &GroupPage::showChart);
    return splitter;
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
    connectTable(table, m_offsets);
    return card;
}

void GroupPage::connectTable(DataTable* table, TableModel<PartitionLagRow>& model)
{
    const auto open = [this, &model](const QString& key) {
        if (const PartitionLagRow* row = model.find(key))
            openRecord(*row);
    };
    connect(table, &DataTable::linkActivated, this, open);
    connect(table, &DataTable::rowActivated, this, open);
}

void GroupPage::refresh()
{
    if (m_view->state() != StateView::State::Content) {
        m_state->forget();
        m_view->showLoading(tr("Reading the offsets of %1…").arg(title()));
    }
    m_feed->sampleNow();
}

bool GroupPage::isSettled() const
{
    return m_view->state() != StateView::State::Loading;
}

void GroupPage::activated()
{
    m_feed->setWatching(this, true);
    showLatest();
    m_state->setActive(true);
}

void GroupPage::deactivated()
{
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
        showMissing(*good);
}

void GroupPage::showGroup(const GroupLag& group, const LagSample& sample)
{
    m_partitionHistory = m_feed->history().partitions(m_group);
    m_historyByKey.clear();
    for (const auto& [partition, points] : m_partitionHistory)
        m_historyByKey[QString::fromStdString(toString(partition))] = &points;
    m_trends.advance(m_feed->latest()->time);

    auto rows = partitionLagRows(group, sample.time);
    const bool severalTopics = std::ranges::any_of(rows, [&](const PartitionLagRow& row) {
        return row.lag.partition.topic != rows.front().lag.partition.topic;
    });
    m_partitionTable->setColumnHidden(topicColumn, !severalTopics);
    m_offsets.setRows(rows);
    m_partitions.setRows(std::move(rows));
    showPills(group);
    showFigures(group);
    showMembers(group);
    showChart();

    std::vector<Failure> failures;
    for (const PartitionLag& row : group.rows) {
        if (row.error)
            failures.push_back({toString(row.partition), *row.error});
    }
    m_state->showContent(failures, group.rows.size(), tr("partitions"));
}

void GroupPage::showPills(const GroupLag& group)
{
    const Note note = groupNote(group);
    m_problemPill->setPill(note.tone == Tone::Neutral ? QString() : note.word, note.tone);
    m_problemPill->setToolTip(plainToolTip(note.sentence));
    const Note state = groupState(group.state);
    QStringList words{state.word};
    if (const QString type = groupType(group.type); !type.isEmpty())
        words << type;
    if (group.membersVisible)
        words << countedText(static_cast<qint64>(group.members.size()), tr("1 member"), tr("%1 members"));
    if (!group.assignor.empty())
        words << displayText(std::string_view(group.assignor));
    m_statePill->setPill(words.join(QStringLiteral(" · ")), state.tone == Tone::Ok ? Tone::Neutral : state.tone);
    m_statePill->setToolTip(plainToolTip(state.sentence));
}

void GroupPage::showFigures(const GroupLag& group)
{
    m_lag->setValue(countText(group.lag));
    m_lag->setToolTip(plainToolTip(group.lag ? QString() : tr("No partition of the group has a known lag.")));
    const auto change = lagChangePerMinute(m_feed->history().group(m_group));
    const qint64 perMinute = change ? qRound64(*change) : 0;
    const QString number = countText(std::abs(perMinute));
    m_change->setValue(!change ? QStringLiteral("–") : perMinute > 0 ? QStringLiteral("+%1").arg(number)
                                 : perMinute < 0                     ? QStringLiteral("−%1").arg(number)
                                                                     : number,
                       perMinute > 0 ? Tone::Warning : Tone::Neutral);
    m_change->setToolTip(plainToolTip(change ? tr("How lag changed over the last minute.")
                                             : tr("Known after ten seconds of samples.")));
    m_memberCount->setValue(group.membersVisible ? countText(static_cast<qint64>(group.members.size())) : QStringLiteral("–"));
    m_memberCount->setToolTip(plainToolTip(
        group.membersVisible ? QString() : tr("This client library cannot see the members of groups of this type.")));
    m_partitionCount->setValue(countText(static_cast<qint64>(group.rows.size())));
    std::optional<qint64> largest;
    for (const PartitionLag& row : group.rows) {
        if (row.lag)
            largest = std::max(largest.value_or(0), static_cast<qint64>(*row.lag));
    }
    m_largest->setValue(countText(largest));
    m_tabs->setTabText(MembersTab, group.membersVisible ? tr("Members %1").arg(group.members.size()) : tr("Members"));
}

void GroupPage::showChart()
{
    if (!m_chart->byPartition())
        return m_chart->setTotal(m_feed->history().group(m_group));
    std::map<TopicPartition, std::int64_t> now;
    for (const PartitionLagRow& row : m_partitions.rows()) {
        // What never had a lag has no line to draw.
        if (m_partitionHistory.contains(row.lag.partition))
            now[row.lag.partition] = row.lag.lag.value_or(0);
    }
    m_chart->setPartitions(m_partitionHistory, now);
}

void GroupPage::showMembers(const GroupLag& group)
{
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

void GroupPage::openRecord(const PartitionLagRow& row)
{
    const TopicPartition& at = row.lag.partition;
    OpenRecords records{QString::fromStdString(at.topic), at.partition, {}};
    if (hasRecordAtCommitted(row.lag))
        records.offset = *row.lag.committed;
    m_context.navigator.go(records);
}

} // namespace weir::ui
