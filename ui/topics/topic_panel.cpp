// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/topics/topic_panel.h"

#include "ui/topics/partition_bars.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStackedLayout>

#include <algorithm>
#include <map>

namespace weir::ui {
namespace {

constexpr std::size_t previewBytes = 400;

QString valuePreview(const weir::Record& record)
{
    if (!record.value)
        return TopicPanel::tr("NULL (a tombstone)");
    if (record.value->empty())
        return TopicPanel::tr("empty (0 bytes)");
    return displayText(std::string_view(*record.value), previewBytes);
}

} // namespace

TopicPanel::TopicPanel(const PageContext& context, QWidget* parent) : Card(Card::Padding::Normal, parent), m_context(context)
{
    setAccessibleName(tr("Selected topic"));
    build();
    m_rest.setSingleShot(true);
    m_rest.setInterval(120);
    connect(&m_rest, &QTimer::timeout, this, &TopicPanel::ask);
    clear();
}

void TopicPanel::build()
{
    auto* nothing = new PlainLabel(tr("Select a topic to see its partitions and its newest record."),
                                   PlainLabel::Look::Dim, this);
    nothing->setWordWrap(true);
    nothing->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    auto* content = new QWidget(this);
    m_stack = new QStackedLayout;
    m_stack->addWidget(nothing);
    m_stack->addWidget(content);
    body()->addLayout(m_stack, 1);

    m_name = new PlainLabel({}, PlainLabel::Look::Strong, content);
    m_name->setElide(Qt::ElideMiddle);
    m_facts = new PlainLabel({}, PlainLabel::Look::Dim, content);
    m_facts->setElide(Qt::ElideRight);
    m_barsCaption = new PlainLabel({}, PlainLabel::Look::Caption, content);
    m_bars = new PartitionBars(content);
    auto* leadersCaption = new PlainLabel(tr("Leaders · partitions"), PlainLabel::Look::Caption, content);
    auto* leaders = new QWidget(content);
    m_leaders = new FlowLayout(6, 6, leaders);
    m_problem = new PlainLabel({}, PlainLabel::Look::Text, content);
    m_problem->setWordWrap(true);
    m_problem->setTone(Tone::Bad);
    m_newestCaption = new PlainLabel({}, PlainLabel::Look::Caption, content);
    m_newest = new QPlainTextEdit(content);
    m_newest->setAccessibleName(tr("Newest record"));
    m_newest->setReadOnly(true);
    m_newest->setProperty("look", QStringLiteral("well"));
    m_newest->setFont(Theme::monoFont());
    m_newest->setTabChangesFocus(true);
    m_newest->setWordWrapMode(QTextOption::WrapAnywhere);
    m_newest->setFixedHeight(98);

    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_name);
    layout->addWidget(m_facts);
    layout->addSpacing(Theme::gap);
    layout->addWidget(m_barsCaption);
    layout->addWidget(m_bars);
    layout->addSpacing(Theme::gap);
    layout->addWidget(leadersCaption);
    layout->addWidget(leaders);
    layout->addWidget(m_problem);
    layout->addSpacing(Theme::gap);
    layout->addWidget(m_newestCaption);
    layout->addWidget(m_newest);
    layout->addSpacing(Theme::gap);
    buildButtons();
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_openRecords);
    row->addWidget(m_send);
    row->addStretch(1);
    layout->addLayout(row);
    layout->addWidget(m_openTopic, 0, Qt::AlignLeft);
    layout->addStretch(1);
}

void TopicPanel::buildButtons()
{
    m_openRecords = primaryButton(tr("Open &records"), this);
    m_send = plainButton(tr("&Send…"), this);
    m_openTopic = linkButton(tr("Partitions and configuration"), this);
    if (m_context.connection.readOnly) {
        m_send->setEnabled(false);
        m_send->setToolTip(tr("This connection is read-only"));
    }
    connect(m_openRecords, &QPushButton::clicked, this, [this] {
        m_context.navigator.go(OpenRecords{m_topic, {}, {}});
    });
    connect(m_send, &QPushButton::clicked, this, [this] { m_context.navigator.go(OpenSend{m_topic, {}, {}, {}}); });
    connect(m_openTopic, &QPushButton::clicked, this, [this] { m_context.navigator.go(OpenTopic{m_topic}); });
}

void TopicPanel::showTopic(const TopicEntry& entry)
{
    const bool other = entry.name != m_topic;
    m_topic = entry.name;
    m_stack->setCurrentIndex(1);
    m_name->setText(m_topic);
    showFacts(entry);
    if (other) {
        m_bars->setRecords(entry.details ? entry.details->recordsPerPartition
                                         : std::vector<std::optional<std::int64_t>>());
        m_barsCaption->setText(tr("Records per partition"));
        clearLeaders();
        m_problem->hide();
        m_newestCaption->setText(tr("Newest record · reading…"));
        m_newest->clear();
        m_task.cancel();
    }
    if (other || !m_task.isRunning())
        m_rest.start();
}

void TopicPanel::showFacts(const TopicEntry& entry)
{
    if (entry.name != m_topic)
        return;
    QStringList facts{countedText(entry.summary.partitions, tr("1 partition"), tr("%1 partitions")),
                      countedText(entry.summary.replication, tr("1 replica"), tr("%1 replicas"))};
    if (entry.details && entry.details->retention)
        facts << tr("kept %1").arg(QString::fromStdString(weir::describeRetention(*entry.details->retention)));
    m_facts->setText(facts.join(QStringLiteral(" · ")));
}

void TopicPanel::clear()
{
    stop();
    m_topic.clear();
    m_stack->setCurrentIndex(0);
}

void TopicPanel::stop()
{
    m_rest.stop();
    m_task.cancel();
}

void TopicPanel::ask()
{
    if (!m_context.cluster || m_topic.isEmpty())
        return;
    m_task.start(
        m_context.tasks,
        [cluster = m_context.cluster, topic = m_topic.toStdString()](std::stop_token stop) {
            const auto call = weir::Call::within(std::chrono::seconds(10), stop);
            weir::BrowseRequest request;
            request.topic = topic;
            request.from = {weir::BrowseFrom::Kind::Newest, 1};
            request.limit = 1;
            auto description = weir::describeTopic(*cluster, topic, call);
            auto newest = weir::browse(*cluster, request, call);
            return Answer{std::move(description), std::move(newest)};
        },
        [this](const Answer& answer) { showAnswer(answer); });
}

void TopicPanel::showAnswer(const Answer& answer)
{
    m_problem->hide();
    if (answer.description) {
        showDescription(*answer.description);
    } else {
        m_problem->setText(sentenceOf(answer.description.error()));
        m_problem->show();
    }
    if (answer.newest) {
        showNewest(*answer.newest);
    } else {
        m_newestCaption->setText(tr("Newest record · could not be read"));
        m_newest->setPlainText(sentenceOf(answer.newest.error()));
    }
}

void TopicPanel::showDescription(const weir::Partial<weir::TopicDescription>& description)
{
    std::vector<std::optional<std::int64_t>> records;
    for (const auto& partition : description.values.partitions)
        records.push_back(partition.records());
    m_bars->setRecords(std::move(records));
    m_barsCaption->setText(m_bars->hot() < 0 ? tr("Records per partition")
                                             : tr("Records per partition · partition %1 is hot").arg(m_bars->hot()));
    showLeaders(description.values);
    if (!description.failures.empty()) {
        m_problem->setText(sentenceOf(description.failures.front().error));
        m_problem->show();
    }
}

void TopicPanel::showLeaders(const weir::TopicDescription& description)
{
    constexpr std::size_t mostPills = 12;
    std::map<std::int32_t, int> byBroker;
    int offline = 0;
    int behind = 0;
    for (const auto& partition : description.partitions) {
        if (partition.leader)
            ++byBroker[*partition.leader];
        else
            ++offline;
        behind += partition.inSync.size() < partition.replicas.size() ? 1 : 0;
    }
    clearLeaders();
    std::size_t pills = 0;
    for (const auto& [broker, count] : byBroker) {
        if (++pills > mostPills)
            break;
        addLeader(QStringLiteral("%1 · %2").arg(broker).arg(count), Tone::Neutral,
                  tr("Broker %1 leads %2 partitions").arg(broker).arg(count));
    }
    if (byBroker.size() > mostPills)
        addLeader(tr("+%1 brokers").arg(byBroker.size() - mostPills), Tone::Neutral, {});
    if (offline > 0)
        addLeader(tr("%1 without leader").arg(offline), Tone::Bad, {});
    if (behind > 0)
        addLeader(tr("%1 under-replicated").arg(behind), Tone::Warning, {});
    if (offline == 0 && behind == 0)
        addLeader(tr("all in sync"), Tone::Ok, {});
}

void TopicPanel::clearLeaders()
{
    while (auto* item = m_leaders->takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

void TopicPanel::addLeader(const QString& text, Tone tone, const QString& toolTip)
{
    auto* pill = new PillLabel(text, tone, m_leaders->parentWidget());
    pill->setToolTip(toolTip);
    m_leaders->addWidget(pill);
    pill->show();
}

void TopicPanel::showNewest(const weir::Partial<weir::BrowseResult>& newest)
{
    if (newest.values.records.empty()) {
        m_newestCaption->setText(newest.complete() ? tr("Newest record · the topic is empty")
                                                   : tr("Newest record · could not be read"));
        m_newest->setPlainText(newest.complete() ? QString() : sentenceOf(newest.failures.front().error));
        return;
    }
    const weir::Record& record = newest.values.records.front();
    QString age = tr("no timestamp");
    if (record.timestamp) {
        const auto span = std::chrono::milliseconds(std::max<std::int64_t>(0, weir::nowMs() - *record.timestamp));
        age = tr("%1 ago").arg(QString::fromStdString(weir::formatDuration(span)));
    }
    m_newestCaption->setText(tr("Newest record · partition %1 · %2").arg(QString::number(record.partition), age));
    const QString preview = valuePreview(record);
    if (m_newest->toPlainText() != preview)
        m_newest->setPlainText(preview);
}

} // namespace weir::ui
