// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/records_page.h"

#include "core/topics/topic_list.h"
#include "ui/records/browse_bar.h"
#include "ui/records/record_columns.h"
#include "ui/records/record_inspector.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/state_view.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSplitter>

#include <algorithm>

namespace weir::ui {
namespace {

/// Each "load more" asks for so many times the records shown; the broker is asked for all of them again, so that what
/// is shown is one consistent answer.
constexpr std::int64_t moreFactor = 2;
constexpr std::int64_t mostRecords = 10'000;
/// Names of topics have up to 249 characters.
constexpr int widestTitle = 560;

} // namespace

RecordsPage::RecordsPage(const PageContext& context, Place place, QWidget* parent)
    : Page(tr("Records"), parent),
      m_context(context),
      m_model(new TableModel<RecordRow>(recordColumns(), [](const RecordRow& row) { return recordKey(*row.record); }, this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(Theme::gap);
    if (place == Place::Tab)
        layout->setContentsMargins(0, Theme::gap, 0, 0);
    else
        layout->setContentsMargins(Theme::pageMargin, Theme::pageMargin - 4, Theme::pageMargin, Theme::gap);
    buildTop(place);
    m_state = new StateView(buildContent(), this);
    layout->addWidget(m_state, 1);
    connectParts();
    showNothing();
}

void RecordsPage::buildTop(Place place)
{
    auto* layout = static_cast<QVBoxLayout*>(this->layout());
    m_send = primaryButton(tr("Send &like this…"), this);
    m_send->setToolTip(m_context.connection.readOnly ? tr("This connection is read-only")
                                                     : tr("Opens the Send page with the bytes of this record"));
    m_bar = new BrowseBar(place == Place::Tab ? BrowseBar::Topic::Fixed : BrowseBar::Topic::Chosen, this);
    auto* line = new QHBoxLayout;
    line->setSpacing(8);
    if (place == Place::Page) {
        auto* header = new QHBoxLayout;
        header->setSpacing(Theme::gap);
        m_title = new PlainLabel(tr("Records"), PlainLabel::Look::Title, this);
        m_partitions = new PillLabel({}, Tone::Neutral, this);
        m_records = new PillLabel({}, Tone::Neutral, this);
        header->addWidget(m_title);
        header->addWidget(m_partitions);
        header->addWidget(m_records);
        header->addStretch(1);
        header->addWidget(m_send);
        layout->addLayout(header);
        line->addWidget(m_bar, 1);
    } else {
        line->addWidget(m_bar, 1);
        line->addWidget(m_send);
    }
    layout->addLayout(line);
}

QWidget* RecordsPage::buildContent()
{
    auto* splitter = new QSplitter(Qt::Horizontal, this);
    splitter->setChildrenCollapsible(false);
    auto* card = new Card(Card::Padding::None, splitter);
    m_table = new DataTable(m_model, tr("Records"), QStringLiteral("records"), card);
    card->body()->setSpacing(0);
    card->body()->addWidget(m_table, 1);
    card->body()->addWidget(buildFoot());
    m_inspector = new RecordInspector(m_context, splitter);
    m_inspector->setMinimumWidth(300);
    splitter->addWidget(card);
    splitter->addWidget(m_inspector);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 0);
    splitter->setSizes({830, 370});
    return splitter;
}

QWidget* RecordsPage::buildFoot()
{
    auto* foot = new QWidget(this);
    auto* row = new QHBoxLayout(foot);
    row->setContentsMargins(12, 4, 8, 2);
    m_shown = new PlainLabel({}, PlainLabel::Look::Strong, foot);
    m_where = new PlainLabel({}, PlainLabel::Look::Dim, foot);
    m_where->setElide(Qt::ElideRight);
    m_more = linkButton({}, foot);
    row->addWidget(m_shown);
    row->addWidget(m_where, 1);
    row->addWidget(m_more);
    return foot;
}

void RecordsPage::connectParts()
{
    connect(m_bar, &BrowseBar::loadRequested, this, &RecordsPage::load);
    connect(m_state, &StateView::retryRequested, this, &RecordsPage::refresh);
    connect(m_state, &StateView::actionRequested, this, [this] {
        const QString topic = QString::fromStdString(m_request.topic);
        if (topic.isEmpty())
            m_context.navigator.go(OpenTopics{});
        else
            m_context.navigator.go(OpenSend{topic, {}, {}, {}});
    });
    connect(m_more, &QPushButton::clicked, this, &RecordsPage::loadMore);
    connect(m_send, &QPushButton::clicked, this, &RecordsPage::sendLikeThis);
    connect(m_table, &DataTable::currentKeyChanged, this, [this](const QString& key) {
        const RecordRow* row = m_model->find(key);
        m_inspector->setRecord(row ? row->record : nullptr);
        m_send->setEnabled(row && !m_context.connection.readOnly);
    });
    connect(&m_task, &LatestTask::runningChanged, m_bar, &BrowseBar::setBusy);
}

void RecordsPage::open(const Destination& destination)
{
    const auto* wanted = std::get_if<OpenRecords>(&destination);
    if (!wanted || wanted->topic.isEmpty())
        return;
    weir::BrowseFrom from;
    m_wantedRow.clear();
    if (wanted->offset) {
        from = {weir::BrowseFrom::Kind::Offset, *wanted->offset};
        m_wantedRow = QStringLiteral("%1@%2").arg(wanted->partition.value_or(0)).arg(*wanted->offset);
    }
    m_bar->choose(wanted->topic, from, wanted->partition);
    load();
}

void RecordsPage::activated()
{
    askTopics();
    // What was asked before the page was hidden had been dropped.
    if (!m_settled)
        ask();
}

void RecordsPage::deactivated()
{
    m_topicsTask.cancel();
    m_task.cancel();
}

void RecordsPage::refresh()
{
    askTopics();
    load();
}

void RecordsPage::askTopics()
{
    if (!m_context.cluster)
        return;
    m_topicsTask.start(
        m_context.tasks,
        [cluster = m_context.cluster](std::stop_token stop) {
            return weir::listTopics(*cluster, weir::Call::within(std::chrono::seconds(15), stop));
        },
        [this](const weir::Result<weir::Partial<std::vector<weir::TopicSummary>>>& answer) {
            // Only completion hangs on it; what is wrong with the cluster is said where records are read.
            if (!answer)
                return;
            QHash<QString, int> partitions;
            for (const auto& topic : answer->values)
                partitions.insert(QString::fromStdString(topic.name), topic.partitions);
            m_bar->setTopics(partitions);
        });
}

void RecordsPage::load()
{
    if (!m_bar->obstacle().isEmpty())
        return;
    weir::BrowseRequest request;
    request.topic = m_bar->topic().toStdString();
    request.from = m_bar->from();
    if (const auto partition = m_bar->partition())
        request.partitions = {*partition};
    request.limit = request.from.kind == weir::BrowseFrom::Kind::Offset ? 50U
                                                                        : static_cast<std::size_t>(request.from.value);
    if (request.topic != m_request.topic)
        clearRows();
    m_request = std::move(request);
    ask();
}

void RecordsPage::loadMore()
{
    const auto shown = std::max<std::int64_t>(1, m_model->totalRows());
    const std::int64_t next = std::min(mostRecords, shown * moreFactor);
    if (m_request.from.kind != weir::BrowseFrom::Kind::Offset)
        m_request.from.value = next;
    m_request.limit = static_cast<std::size_t>(next);
    ask();
}

RecordsPage::Answer RecordsPage::read(weir::Cluster& cluster, const weir::BrowseRequest& request, std::stop_token stop)
{
    Answer answer{weir::browse(cluster, request, weir::Call::within(std::chrono::seconds(20), stop)), {}, {}};
    if (answer.browsed) {
        answer.coverage = describeCoverage(request, answer.browsed->values, answer.browsed->failures.size());
        answer.rows = makeRecordRows(std::move(answer.browsed->values.records), stop);
    }
    return answer;
}

void RecordsPage::ask()
{
    if (!m_context.cluster || m_request.topic.empty())
        return;
    m_settled = false;
    const QString topic = QString::fromStdString(m_request.topic);
    if (m_title) {
        m_title->setText(m_title->fontMetrics().elidedText(topic, Qt::ElideMiddle, widestTitle));
        m_title->setToolTip(plainToolTip(topic));
    }
    if (m_state->state() != StateView::State::Content)
        m_state->showLoading(tr("Reading records of %1…").arg(topic));
    m_task.start(
        m_context.tasks,
        [cluster = m_context.cluster, request = m_request](std::stop_token stop) {
            return read(*cluster, request, std::move(stop));
        },
        [this](Answer answer) { showAnswer(std::move(answer)); });
}

void RecordsPage::showAnswer(Answer answer)
{
    m_settled = true;
    if (!answer.browsed) {
        m_state->showFailure(answer.browsed.error(), m_since);
        return;
    }
    const auto& browsed = *answer.browsed;
    m_coverage = std::move(answer.coverage);
    showHeader(browsed.values);
    const bool nothing = answer.rows.empty();
    if (nothing && browsed.values.spans.empty() && !browsed.failures.empty()) {
        m_state->showFailure(browsed.failures.front().error, m_since);
        return;
    }
    m_since = QDateTime::currentDateTime();
    showRows(std::move(answer.rows));
    showCoverage();
    if (nothing && browsed.complete()) {
        const bool emptyLog = browsed.values.offsetsInRange == 0;
        m_state->showEmpty(tr("No records"),
                           emptyLog ? tr("There is nothing in this topic now.")
                                    : tr("%1 offsets were looked at and hold no record: compaction or transactions "
                                         "removed them.")
                                          .arg(countText(browsed.values.offsetsScanned)),
                           m_context.connection.readOnly ? QString() : tr("Send a record…"));
        return;
    }
    m_state->showPartial(browsed.failures, browsed.values.spans.size() + browsed.failures.size(), tr("partitions"));
}

void RecordsPage::showRows(std::vector<RecordRow> rows)
{
    const bool events = std::ranges::any_of(rows, [](const RecordRow& row) { return !row.eventType.isEmpty(); });
    m_table->setColumnHidden(RecordColumn::EventType, !events);
    m_model->setRows(std::move(rows));
    if (!m_wantedRow.isEmpty() && m_table->selectKey(m_wantedRow))
        m_wantedRow.clear();
    else if (m_table->currentKey().isEmpty() && m_model->rowCount() > 0)
        m_table->selectKey(m_model->keyAt(0));
    m_send->setEnabled(!m_table->currentKey().isEmpty() && !m_context.connection.readOnly);
}

void RecordsPage::showCoverage()
{
    m_shown->setText(m_coverage.shown);
    QStringList rest;
    for (const QString& part : {m_coverage.where, m_coverage.reason}) {
        if (!part.isEmpty())
            rest << part;
    }
    m_where->setText(rest.join(QStringLiteral(" · ")));
    m_where->setTone(m_coverage.warn ? Tone::Warning : Tone::Neutral);
    m_where->setToolTip(plainToolTip(m_coverage.details));
    const bool older = m_request.from.kind == weir::BrowseFrom::Kind::Newest;
    m_more->setText(older ? tr("Load older…") : tr("Load newer…"));
    m_more->setAccessibleName(m_more->text());
    m_more->setVisible(m_coverage.more);
    m_more->setEnabled(m_model->totalRows() < mostRecords);
    m_more->setToolTip(m_more->isEnabled() ? QString() : tr("At most %1 records are shown").arg(countText(mostRecords)));
    Q_EMIT statusText(m_coverage.sentence());
}

void RecordsPage::showHeader(const weir::BrowseResult& result)
{
    if (!m_request.partitions.empty())
        return;
    const int partitions = static_cast<int>(result.spans.size());
    m_bar->setPartitionCount(partitions);
    if (!m_title)
        return;
    m_partitions->setPill(countedText(partitions, tr("1 partition"), tr("%1 partitions")));
    m_records->setPill(tr("%1 records").arg(shortCountText(result.offsetsInRange)));
}

void RecordsPage::clearRows()
{
    m_since = {};
    m_table->setCurrentIndex({});
    m_model->setRows({});
    m_inspector->setRecord(nullptr);
    m_send->setEnabled(false);
    if (m_title) {
        m_partitions->setPill({});
        m_records->setPill({});
    }
    m_bar->setPartitionCount(0);
    m_state->showLoading({});
}

void RecordsPage::showNothing()
{
    m_send->setEnabled(false);
    m_state->showEmpty(tr("Choose a topic"), tr("Type its name above, or open one from the list of topics."),
                       tr("Show topics"));
}

void RecordsPage::sendLikeThis()
{
    const auto record = m_inspector->record();
    if (!record)
        return;
    OpenSend like{QString::fromStdString(record->topic), record->key, record->value, {}};
    for (const auto& header : record->headers)
        like.headers.emplace_back(header.name, header.value);
    m_context.navigator.go(like);
}

bool RecordsPage::focusFilter()
{
    m_bar->focusFirst();
    return true;
}

} // namespace weir::ui
