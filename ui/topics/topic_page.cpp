// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/topics/topic_page.h"

#include "ui/topics/partition_bars.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/filter_edit.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/segmented_tabs.h"
#include "ui/widgets/state_view.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStackedWidget>

#include <algorithm>
#include <utility>

namespace weir::ui {
namespace {

constexpr int pollMs = 5000;
/// Names of topics have up to 249 characters.
constexpr int widestTitle = 560;

std::vector<weir::Failure> failuresOf(const std::vector<weir::Failure>& all, bool configuration)
{
    std::vector<weir::Failure> chosen;
    std::ranges::copy_if(all, std::back_inserter(chosen), [configuration](const weir::Failure& failure) {
        return (failure.subject == "configuration") == configuration;
    });
    return chosen;
}

} // namespace

TopicPage::TopicPage(const PageContext& context, const QString& topic, const RecordsTab& recordsTab,
                     const ConsumersTab& consumersTab, QWidget* parent)
    : Page(topic, parent),
      m_context(context),
      m_topic(topic),
      m_partitions(new TableModel<PartitionRow>(
          partitionColumns(), [](const PartitionRow& row) { return QString::number(row.partition.id); }, this)),
      m_configs(new TableModel<weir::ConfigEntry>(
          configColumns(), [](const weir::ConfigEntry& entry) { return QString::fromStdString(entry.name); }, this))
{
    m_tabs = new SegmentedTabs(tr("Parts of the topic"), this);
    m_pages = new QStackedWidget(this);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::pageMargin, Theme::pageMargin - 4, Theme::pageMargin, Theme::gap);
    layout->setSpacing(8);
    layout->addWidget(buildHeader());
    layout->addWidget(m_tabs);
    layout->addWidget(m_pages, 1);
    if (recordsTab)
        addRecords(recordsTab);
    m_tabs->addTab(tr("Partitions"));
    m_pages->addWidget(buildPartitions());
    if (consumersTab)
        addConsumers(consumersTab);
    m_tabs->addTab(tr("Configuration"));
    m_pages->addWidget(buildConfiguration());
    m_tabs->setCurrentIndex(m_records ? 1 : 0);
    showTab(m_tabs->currentIndex());
    connect(m_tabs, &QTabBar::currentChanged, this, &TopicPage::showTab);

    m_poll.setSingleShot(true);
    m_poll.setInterval(pollMs);
    connect(&m_poll, &QTimer::timeout, this, &TopicPage::refresh);
    for (auto* state : {m_partitionState, m_configState}) {
        state->showLoading(tr("Reading %1…").arg(m_topic));
        connect(state, &StateView::retryRequested, this, &TopicPage::refresh);
    }
}

QWidget* TopicPage::buildHeader()
{
    auto* header = new QWidget(this);
    auto* row = new QHBoxLayout(header);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Theme::gap);
    auto* name = new PlainLabel({}, PlainLabel::Look::Title, header);
    name->setText(name->fontMetrics().elidedText(m_topic, Qt::ElideMiddle, widestTitle));
    name->setToolTip(plainToolTip(m_topic));
    name->setAccessibleName(m_topic);
    auto* pills = new QWidget(header);
    m_pills = new FlowLayout(6, 4, pills);
    row->addWidget(name);
    row->addWidget(pills, 1, Qt::AlignVCenter);
    auto* send = plainButton(tr("&Send…"), header);
    send->setEnabled(!m_context.connection.readOnly);
    send->setToolTip(m_context.connection.readOnly ? tr("This connection is read-only") : QString());
    row->addWidget(send);
    m_headerRow = row;
    m_send = send;
    connect(send, &QPushButton::clicked, this, [this] { m_context.navigator.go(OpenSend{m_topic, {}, {}, {}}); });
    return header;
}

void TopicPage::addRecords(const RecordsTab& recordsTab)
{
    m_records = recordsTab(m_context, this);
    m_tabs->addTab(tr("Records"));
    m_pages->addWidget(m_records);
    m_recordControls = m_records->takeHeaderControls();
    for (QWidget* control : m_recordControls)
        m_headerRow->addWidget(control);
    connect(m_records, &Page::statusText, this, &Page::statusText);
}

void TopicPage::addConsumers(const ConsumersTab& consumersTab)
{
    m_consumers = consumersTab(m_context, m_topic, this);
    m_consumersTab = m_tabs->addTab(tr("Consumers"));
    m_pages->addWidget(m_consumers);
    connect(m_consumers, &Page::statusText, this, &Page::statusText);
    connect(m_consumers, &Page::countChanged, this, [this](const QString& count) {
        m_tabs->setTabText(m_consumersTab, count.isEmpty() ? tr("Consumers") : tr("Consumers %1").arg(count));
    });
}

QWidget* TopicPage::buildPartitions()
{
    auto* content = new QWidget(this);
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->setSpacing(Theme::gap);
    auto* sizes = new Card(Card::Padding::Normal, content);
    m_barsCaption = new PlainLabel(tr("Records per partition"), PlainLabel::Look::Caption, sizes);
    m_bars = new PartitionBars(sizes);
    sizes->body()->addWidget(m_barsCaption);
    sizes->body()->addWidget(m_bars);
    layout->addWidget(sizes);
    auto* card = new Card(Card::Padding::None, content);
    m_partitionTable = new DataTable(m_partitions, tr("Partitions"), QStringLiteral("topic-partitions"), card);
    card->body()->addWidget(m_partitionTable);
    layout->addWidget(card, 1);
    connect(m_partitionTable, &DataTable::rowActivated, this, [this](const QString& key) {
        m_context.navigator.go(OpenRecords{m_topic, key.toInt(), {}});
    });
    m_partitionState = new StateView(content, this);
    return m_partitionState;
}

QWidget* TopicPage::buildConfiguration()
{
    auto* content = new QWidget(this);
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 4, 0, 0);
    auto* row = new QHBoxLayout;
    m_filter = new FilterEdit(tr("Filter by name or value"), content);
    m_changedOnly = new Chip(tr("Not default"), content);
    row->addWidget(m_filter, 1);
    row->addWidget(m_changedOnly);
    layout->addLayout(row);
    auto* card = new Card(Card::Padding::None, content);
    m_configTable = new DataTable(m_configs, tr("Configuration"), QStringLiteral("topic-configuration"), card);
    card->body()->addWidget(m_configTable);
    layout->addWidget(card, 1);
    connect(m_filter, &FilterEdit::filterChanged, m_configs, &TableModelBase::setFilter);
    connect(m_changedOnly, &Chip::toggled, this, [this](bool on) {
        if (on)
            m_configs->setPredicate([](const weir::ConfigEntry& entry) { return !entry.isDefault; });
        else
            m_configs->setPredicate(nullptr);
    });
    m_configState = new StateView(content, this);
    return m_configState;
}

std::vector<Column<TopicPage::PartitionRow>> TopicPage::partitionColumns()
{
    using Row = PartitionRow;
    const auto ids = [](const std::vector<std::int32_t>& brokers) {
        QStringList texts;
        for (const auto id : brokers)
            texts << QString::number(id);
        return texts.join(QStringLiteral(", "));
    };
    const auto offset = [](const char* id, const QString& title, std::optional<qint64> (*value)(const Row&)) {
        return Column<Row>{.id = QLatin1String(id), .title = title,
                           .text = [value](const Row& row) { return countText(value(row)); }, .width = 130,
                           .alignment = Qt::AlignRight, .mono = true, .sortKey = [value](const Row& row) {
                               return value(row) ? SortKey(*value(row)) : SortKey();
                           }};
    };
    std::vector<Column<Row>> columns;
    columns.push_back({.id = QStringLiteral("partition"), .title = tr("Partition"),
                       .text = [](const Row& row) { return QString::number(row.partition.id); }, .width = 84,
                       .alignment = Qt::AlignRight, .mono = true,
                       .sortKey = [](const Row& row) { return SortKey(qint64{row.partition.id}); }});
    columns.push_back({.id = QStringLiteral("leader"), .title = tr("Leader"), .text = [](const Row& row) {
                           return row.partition.leader ? tr("broker %1").arg(*row.partition.leader) : tr("no leader");
                       },
                       .width = 110, .mark = [](const Row& row) -> CellMark {
                           return row.partition.leader ? CellMark() : CellMark(PillCell{tr("no leader"), Tone::Bad});
                       }});
    columns.push_back({.id = QStringLiteral("replicas"), .title = tr("Replicas"),
                       .text = [ids](const Row& row) { return ids(row.partition.replicas); }, .width = 110, .mono = true});
    columns.push_back({.id = QStringLiteral("isr"), .title = tr("In sync"),
                       .text = [ids](const Row& row) { return ids(row.partition.inSync); }, .width = 110, .mono = true,
                       .tone = [](const Row& row) {
                           return row.partition.inSync.size() < row.partition.replicas.size() ? Tone::Warning
                                                                                              : Tone::Neutral;
                       }});
    columns.push_back({.id = QStringLiteral("state"), .title = tr("State"), .text = [](const Row& row) {
                           const auto behind = row.partition.replicas.size() - row.partition.inSync.size();
                           return row.partition.inSync.size() < row.partition.replicas.size()
                                      ? tr("%1 behind").arg(behind)
                                      : tr("in sync");
                       },
                       .width = 100, .mark = [](const Row& row) -> CellMark {
                           if (row.partition.inSync.size() >= row.partition.replicas.size())
                               return PillCell{tr("in sync"), Tone::Ok};
                           const auto behind = row.partition.replicas.size() - row.partition.inSync.size();
                           return PillCell{tr("%1 behind").arg(behind), Tone::Warning};
                       }});
    columns.push_back(offset("start", tr("Log start"), [](const Row& row) -> std::optional<qint64> {
        return row.partition.logStart;
    }));
    columns.push_back(offset("end", tr("End"), [](const Row& row) -> std::optional<qint64> { return row.partition.end; }));
    columns.push_back(offset("records", tr("Records"), [](const Row& row) -> std::optional<qint64> {
        return row.partition.records();
    }));
    columns.back().width = 0;
    columns.back().mark = [](const Row& row) -> CellMark { return MeterCell{row.share, Tone::Accent}; };
    return columns;
}

std::vector<Column<weir::ConfigEntry>> TopicPage::configColumns()
{
    using Row = weir::ConfigEntry;
    std::vector<Column<Row>> columns;
    columns.push_back({.id = QStringLiteral("name"), .title = tr("Name"),
                       .text = [](const Row& row) { return QString::fromStdString(row.name); }, .width = 330,
                       .mono = true, .strong = [](const Row& row) { return !row.isDefault; }});
    columns.push_back({.id = QStringLiteral("value"), .title = tr("Value"), .text = [](const Row& row) {
                           if (row.value)
                               return displayText(std::string_view(*row.value));
                           return row.isSensitive ? tr("hidden by the broker") : tr("not set");
                       },
                       .width = 0, .mono = true, .mark = [](const Row& row) -> CellMark {
                           if (row.value)
                               return {};
                           return PillCell{row.isSensitive ? tr("hidden by the broker") : tr("not set"), Tone::Neutral};
                       }});
    columns.push_back({.id = QStringLiteral("state"), .title = tr("State"), .text = [](const Row& row) {
                           return row.isDefault ? tr("default") : tr("not default");
                       },
                       .width = 130, .mark = [](const Row& row) -> CellMark {
                           return row.isDefault ? CellMark() : CellMark(PillCell{tr("not default"), Tone::Accent});
                       },
                       .tone = [](const Row&) { return Tone::Neutral; }});
    columns.push_back({.id = QStringLiteral("source"), .title = tr("Set by"),
                       .text = [](const Row& row) { return QString::fromStdString(row.source); }, .width = 150});
    return columns;
}

void TopicPage::open(const Destination& destination)
{
    if (const auto* topic = std::get_if<OpenTopic>(&destination); topic && topic->topic == m_topic) {
        m_tabs->setCurrentIndex(m_records ? 1 : 0);
    } else if (const auto* records = std::get_if<OpenRecords>(&destination);
               records && records->topic == m_topic && m_records) {
        m_recordsAsked = true;
        m_records->open(destination);
        m_tabs->setCurrentIndex(0);
    }
}

void TopicPage::showTab(int index)
{
    m_pages->setCurrentIndex(index);
    if (m_consumers)
        m_consumers->setActive(isActive() && index == m_consumersTab);
    if (!m_records)
        return;
    for (QWidget* control : m_recordControls)
        control->setVisible(index == 0);
    m_send->setVisible(index != 0 || m_recordControls.empty());
    const bool front = isActive() && index == 0;
    if (front && !std::exchange(m_recordsAsked, true))
        m_records->open(OpenRecords{m_topic, {}, {}});
    m_records->setActive(front);
}

void TopicPage::activated()
{
    showTab(m_tabs->currentIndex());
    refresh();
}

void TopicPage::deactivated()
{
    m_poll.stop();
    m_task.cancel();
    for (Page* page : {m_records, m_consumers})
        if (page)
            page->setActive(false);
}

bool TopicPage::isSettled() const
{
    if (m_consumers && m_tabs->currentIndex() == m_consumersTab && !m_consumers->isSettled())
        return false;
    return m_settled && (!m_records || m_tabs->currentIndex() != 0 || m_records->isSettled());
}

void TopicPage::refresh()
{
    if (!m_context.cluster)
        return;
    m_poll.stop();
    m_task.start(
        m_context.tasks,
        [cluster = m_context.cluster, topic = m_topic.toStdString()](std::stop_token stop) {
            return weir::describeTopic(*cluster, topic, weir::Call::within(std::chrono::seconds(15), std::move(stop)));
        },
        [this](auto answer) { showAnswer(std::move(answer)); });
}

void TopicPage::showAnswer(weir::Result<weir::Partial<weir::TopicDescription>> answer)
{
    m_settled = true;
    if (isActive())
        m_poll.start();
    if (!answer) {
        m_partitionState->showFailure(answer.error(), m_since);
        m_configState->showFailure(answer.error(), m_since);
        return;
    }
    const weir::TopicDescription& description = answer->values;
    const auto configFailures = failuresOf(answer->failures, true);
    showPills(description);
    showPartitions(description);
    m_partitionState->showPartial(failuresOf(answer->failures, false), description.partitions.size(), tr("partitions"));
    if (configFailures.empty()) {
        m_configs->setRows(description.configs);
        m_configState->showContent();
    } else {
        m_configState->showFailure(configFailures.front().error, m_configs->totalRows() > 0 ? m_since : QDateTime());
    }
    m_since = QDateTime::currentDateTime();
}

void TopicPage::showPills(const weir::TopicDescription& description)
{
    while (auto* item = m_pills->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const auto add = [this](const QString& text, Tone tone) {
        auto* pill = new PillLabel(text, tone, m_pills->parentWidget());
        m_pills->addWidget(pill);
        pill->show();
    };
    std::optional<std::int64_t> total = 0;
    int offline = 0;
    int behind = 0;
    for (const auto& partition : description.partitions) {
        const auto records = partition.records();
        total = total && records ? std::optional(*total + *records) : std::nullopt;
        offline += partition.leader ? 0 : 1;
        behind += partition.inSync.size() < partition.replicas.size() ? 1 : 0;
    }
    add(countedText(static_cast<qint64>(description.partitions.size()), tr("1 partition"), tr("%1 partitions")), Tone::Neutral);
    if (total)
        add(tr("%1 records").arg(shortCountText(*total)), Tone::Neutral);
    if (description.retention)
        add(tr("kept %1").arg(QString::fromStdString(weir::describeRetention(*description.retention))), Tone::Neutral);
    if (description.internal)
        add(tr("internal"), Tone::Neutral);
    if (offline > 0)
        add(tr("%1 without leader").arg(offline), Tone::Bad);
    if (behind > 0)
        add(tr("%1 under-replicated").arg(behind), Tone::Warning);
    if (offline == 0 && behind == 0)
        add(tr("all in sync"), Tone::Ok);
}

void TopicPage::showPartitions(const weir::TopicDescription& description)
{
    std::int64_t most = 0;
    std::vector<std::optional<std::int64_t>> records;
    for (const auto& partition : description.partitions) {
        records.push_back(partition.records());
        most = std::max(most, partition.records().value_or(0));
    }
    std::vector<PartitionRow> rows;
    for (const auto& partition : description.partitions) {
        const auto own = static_cast<double>(partition.records().value_or(0));
        rows.push_back({partition, most > 0 ? own / static_cast<double>(most) : 0});
    }
    m_bars->setRecords(std::move(records));
    m_barsCaption->setText(m_bars->hot() < 0 ? tr("Records per partition")
                                             : tr("Records per partition · partition %1 is hot").arg(m_bars->hot()));
    m_partitions->setRows(std::move(rows));
}

bool TopicPage::focusFilter()
{
    if (m_records && m_tabs->currentIndex() == 0)
        return m_records->focusFilter();
    if (m_consumers && m_tabs->currentIndex() == m_consumersTab)
        return m_consumers->focusFilter();
    m_tabs->setCurrentIndex(m_tabs->count() - 1);
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
    return true;
}

} // namespace weir::ui
