// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/records_page.h"

#include "ui/records/browse_mode.h"
#include "ui/records/column_choice.h"
#include "ui/records/filter_bar.h"
#include "ui/records/hit_rows.h"
#include "ui/records/range_picker.h"
#include "ui/records/record_actions.h"
#include "ui/records/record_inspector.h"
#include "ui/records/records_foot.h"
#include "ui/records/search_mode.h"
#include "ui/records/tail_mode.h"
#include "ui/records/tail_rows.h"
#include "ui/records/timeline_feed.h"
#include "ui/records/timeline_strip.h"
#include "ui/records/topic_field.h"
#include "ui/records/topic_rows.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/sparse_table.h"
#include "ui/widgets/sparse_table_header.h"
#include "ui/widgets/state_view.h"

#include <QtWidgets/QPushButton>

namespace weir::ui {

using namespace std::chrono_literals;

namespace {

/// Learning the fields of a larger record would be felt.
constexpr std::size_t learntAtMost = std::size_t{64} << 10U;

/// What somebody who jumps to a record, or asks for what a group has not read, wants to see.
RangeChoice choiceFor(const OpenRecords& wanted)
{
    RangeChoice choice;
    if (wanted.partition)
        choice.partitions = {*wanted.partition};
    if (wanted.of == OpenRecords::Of::Topic) {
        choice.newestFirst = !wanted.offset;
        return choice;
    }
    const bool unread = wanted.of == OpenRecords::Of::UnreadByGroup;
    choice.from = {unread ? weir::RangeEdge::Kind::Group : weir::RangeEdge::Kind::Stuck, 0, wanted.group.toStdString()};
    choice.newestFirst = false;
    return choice;
}

} // namespace

RecordMode* RecordsPage::mode() const
{
    switch (m_view) {
    case View::Search: return m_search;
    case View::Tail: return m_tail;
    case View::Browse: break;
    }
    return m_browse;
}

void RecordsPage::open(const Destination& destination)
{
    const auto* wanted = std::get_if<OpenRecords>(&destination);
    if (!wanted || wanted->topic.isEmpty())
        return;
    if (wanted->topic.toStdString() != m_topic)
        leaveTopic();
    m_topic = wanted->topic.toStdString();
    m_wanted.reset();
    if (wanted->offset)
        m_wanted = std::pair(wanted->partition.value_or(0), std::int64_t{*wanted->offset});
    if (m_topicField)
        m_topicField->setText(wanted->topic);
    m_choice = choiceFor(*wanted);
    m_range->setChoice(m_choice);
    reloadColumns();
    show(View::Browse);
    browse();
    readTimeline();
}

void RecordsPage::leaveTopic()
{
    m_search->end();
    m_tail->end();
    m_browse->end();
    m_timelineFeed->cancel();
    m_filter->setText({});
    m_seen = {};
    m_filter->setSeenFields({}, {});
    m_timeline->setTimeline({});
    m_timeline->setHighlight({}, {});
    m_since = {};
    m_table->clearCurrent();
    m_range->setPartitionCount(0);
}

void RecordsPage::show(View view)
{
    const bool other = view != m_view;
    if (m_view == View::Search && view != View::Search)
        m_search->end();
    if (m_view == View::Tail && view != View::Tail)
        m_tail->end();
    m_view = view;
    if (other || m_table->rows() != mode()->rows()) {
        m_table->setRows(mode()->rows());
        m_table->setFollowEdge(view == View::Tail ? SparseTable::Edge::End : SparseTable::Edge::None);
        m_table->setFollow(view == View::Tail);
        m_inspector->setRecord(nullptr);
        m_selectFirst = view != View::Tail;
    }
    const QSignalBlocker quiet(m_tailButton);
    m_tailButton->setChecked(view == View::Tail);
    showMode();
}

void RecordsPage::browse()
{
    m_browse->open(m_topic, m_choice);
    const bool timed = m_choice.from.kind == weir::RangeEdge::Kind::Time;
    const RangeChoice now = m_choice.withNow(weir::nowMs());
    m_timeline->setHighlight(timed || m_choice.lastMinutes > 0 ? std::optional<qint64>(now.from.value) : std::nullopt,
                             m_choice.to.kind == weir::RangeEdge::Kind::Time ? std::optional<qint64>(m_choice.to.value)
                                                                            : std::nullopt);
}

void RecordsPage::search(const QString& text)
{
    auto filter = weir::Filter::parse(text.toStdString(), weir::nowMs());
    if (!filter || m_topic.empty())
        return;
    show(View::Search);
    m_selectFirst = true;
    m_search->search(m_topic, m_choice, std::move(*filter));
}

void RecordsPage::setTail(bool on)
{
    if (m_topic.empty()) {
        m_tailButton->setChecked(false);
        return;
    }
    if (!on) {
        show(View::Browse);
        browse();
        return;
    }
    weir::TailRequest request;
    request.topic = m_topic;
    request.partitions.assign(m_choice.partitions.begin(), m_choice.partitions.end());
    request.isolation = m_choice.isolation;
    if (auto filter = weir::Filter::parse(m_filter->text().toStdString(), weir::nowMs()))
        request.filter = std::move(*filter);
    show(View::Tail);
    m_tail->start(std::move(request));
}

void RecordsPage::choose(const RangeChoice& choice)
{
    const bool partitions = choice.partitions != m_choice.partitions;
    m_choice = choice;
    m_range->setChoice(choice);
    m_wanted.reset();
    if (m_topic.empty())
        return;
    if (m_view == View::Search) {
        search(m_filter->text());
        browse();
    } else {
        show(View::Browse);
        browse();
    }
    if (partitions)
        readTimeline();
}

void RecordsPage::jumpTo(qint64 ms)
{
    if (m_view != View::Browse)
        show(View::Browse);
    m_topicRows->goToTime(ms);
}

void RecordsPage::goTo(std::int32_t partition, std::int64_t offset)
{
    if (m_view != View::Browse)
        show(View::Browse);
    m_topicRows->goToRecord(partition, offset);
}

void RecordsPage::readTimeline()
{
    if (m_topic.empty())
        return;
    weir::TimelineRequest request;
    request.topic = m_topic;
    request.partitions.assign(m_choice.partitions.begin(), m_choice.partitions.end());
    m_timelineFeed->read(std::move(request));
}

void RecordsPage::act(FootAction action)
{
    if (action == FootAction::BackToTopic)
        show(View::Browse);
    else
        mode()->act(action);
}

void RecordsPage::showMode()
{
    if (m_topic.empty())
        return showNothing();
    m_filter->setBusy(m_search->isRunning());
    const FootText text = mode()->foot();
    m_foot->setVisible(m_view != View::Browse || m_browse->state() == RecordMode::State::Shown ||
                       m_browse->state() == RecordMode::State::Empty);
    m_foot->setText(text);
    Q_EMIT statusText(m_foot->isVisibleTo(this) ? text.sentence() : QString());
    showState();
    settleCurrent();
    if (m_view == View::Browse && m_browse->isSettled() && m_choice.partitions.empty() && !m_browse->range().empty())
        m_range->setPartitionCount(static_cast<int>(m_browse->range().size() + m_browse->failures().size()));
}

void RecordsPage::showState()
{
    const QString topic = displayText(std::string_view(m_topic), 80);
    switch (mode()->state()) {
    case RecordMode::State::Failed: m_state->showFailure(mode()->error(), m_view == View::Browse ? m_since : QDateTime()); return;
    case RecordMode::State::Loading:
        if (m_view == View::Tail)
            m_state->showLoading(tr("Waiting for new records of %1…").arg(topic));
        else if (m_view == View::Search)
            m_state->showLoading(tr("Searching %1…").arg(topic));
        else if (m_state->state() != StateView::State::Content || m_topicRows->end() == m_topicRows->begin())
            m_state->showLoading(tr("Reading records of %1…").arg(topic));
        return;
    case RecordMode::State::Empty:
        if (m_view == View::Search) {
            const auto& seen = m_search->coverage();
            m_state->showEmpty(seen.end == weir::ScanEnd::Finished ? tr("No hits") : tr("No hits so far"),
                               tr("%1 records were looked at, and none of them matches.").arg(countText(seen.records)),
                               tr("Back to the topic"));
        } else if (m_view == View::Browse && m_topicRows->knownEmpty() && m_topicRows->end() > m_topicRows->begin()) {
            m_state->showEmpty(tr("No records"), tr("The offsets of this range hold no record: compaction or "
                                                    "transactions removed them."), {});
        } else {
            m_state->showEmpty(tr("No records"), tr("There is nothing in this range now."),
                               m_context.connection.readOnly ? QString() : tr("Send a record…"));
        }
        return;
    case RecordMode::State::Shown: break;
    }
    m_state->showContent();
    if (m_view != View::Browse)
        return;
    if (m_browse->readError())
        m_state->showStale(*m_browse->readError(), m_since);
    else if (const auto& missing = m_browse->failures().empty() ? m_browse->missing() : m_browse->failures(); !missing.empty())
        m_state->showPartial(missing, m_browse->range().size() + m_browse->failures().size(), tr("partitions"));
}

void RecordsPage::settleCurrent()
{
    SparseRows* rows = m_table->rows();
    if (!m_selectFirst || !rows || m_wanted || rows->end() <= rows->begin())
        return;
    const auto first = rows->atOrAfter(rows->begin());
    if (first.state != SparseRows::Lookup::State::Row)
        return;
    m_selectFirst = false;
    m_table->setCurrent(first.position);
    // The keys lead through the records, unless somebody is typing or going through the buttons.
    if (!focusWidget() || !focusWidget()->hasFocus())
        m_table->setFocus(Qt::OtherFocusReason);
}

void RecordsPage::currentChanged(std::optional<qint64> position)
{
    if (!position)
        return inspect(nullptr);
    mode()->fetch(*position, [this](weir::Result<std::shared_ptr<const weir::Record>> record) {
        if (record)
            inspect(std::move(*record));
        else
            m_state->showStale(record.error(), m_since);
    });
}

void RecordsPage::inspect(std::shared_ptr<const weir::Record> record)
{
    m_wanted.reset();
    if (record && record->size() <= learntAtMost) {
        m_seen.learn(*record);
        m_filter->setSeenFields(m_seen.paths(), m_seen.headerNames());
    }
    m_send->setEnabled(record && !m_context.connection.readOnly);
    m_inspector->setRecord(std::move(record));
}

void RecordsPage::reloadColumns()
{
    const auto extra = m_actions->extraColumns(m_topic);
    m_topicRows->setExtraColumns(extra);
    m_hitRows->setExtraColumns(extra);
    m_tailRows->setExtraColumns(extra);
    const QStringList chosen = columnsOf(QString::fromStdString(m_topic));
    const QStringList usual = usualColumns();
    const RecordCells& cells = m_topicRows->cells();
    for (int i = 0; i < usual.size(); ++i)
        m_table->header()->setColumnShown(cells.columnOf(static_cast<RecordField>(i)), chosen.contains(usual[i]));
}

QStringList RecordsPage::seenFields() const
{
    QStringList fields;
    for (const std::string& path : m_seen.paths())
        fields << QString::fromStdString(path);
    for (const std::string& name : m_seen.headerNames()) {
        weir::FieldPath header;
        header.part = weir::FieldPath::Part::Header;
        header.header = name;
        fields << QString::fromStdString(header.text());
    }
    return fields;
}

void RecordsPage::activated()
{
    if (m_topicField)
        m_topicField->askNames();
    m_groupsTask.start(
        m_context.tasks,
        [cluster = m_context.cluster](std::stop_token stop) -> weir::Result<weir::Partial<std::vector<weir::GroupListing>>> {
            if (!cluster)
                return weir::fail(weir::ErrorKind::Unreachable, "Not connected.");
            return cluster->admin().groups(weir::Call::within(15s, std::move(stop)));
        },
        [this](const weir::Result<weir::Partial<std::vector<weir::GroupListing>>>& answer) {
            // Only completion hangs on it: a group can be typed all the same.
            QStringList names;
            if (answer)
                for (const weir::GroupListing& group : answer->values)
                    names << QString::fromStdString(group.id);
            m_range->setGroups(names);
        });
    // What was asked before the page was hidden had been dropped.
    if (!m_topic.empty() && !m_browse->isSettled())
        browse();
    if (!m_topic.empty() && !m_timelineFeed->isCurrent())
        readTimeline();
}

void RecordsPage::deactivated()
{
    if (m_topicField)
        m_topicField->dropQuestion();
    m_groupsTask.cancel();
    m_timelineFeed->cancel();
    // A search and a tail go on: coming back to what they found is what they are for.
}

void RecordsPage::refresh()
{
    if (m_topicField)
        m_topicField->askNames();
    if (m_topic.empty())
        return;
    if (m_view == View::Search)
        search(m_filter->text());
    else if (m_view == View::Browse && m_browse->readError())
        m_browse->retry();
    else if (m_view == View::Browse)
        browse();
    else if (!m_tail->isRunning() || m_tail->state() == RecordMode::State::Failed)
        setTail(true);
    readTimeline();
}

bool RecordsPage::isSettled() const
{
    return m_view != View::Browse || (m_browse->isSettled() && !m_topicRows->loading());
}

void RecordsPage::showNothing()
{
    m_send->setEnabled(false);
    m_foot->setVisible(false);
    m_state->showEmpty(tr("Choose a topic"), tr("Type its name above, or open one from the list of topics."),
                       tr("Show topics"));
}

void RecordsPage::sendLikeThis()
{
    const auto record = m_inspector->record();
    if (!record)
        return;
    OpenSend like{QString::fromStdString(record->topic), record->key, record->value, {}, record->partition, record->timestamp};
    for (const auto& header : record->headers)
        like.headers.emplace_back(header.name, header.value);
    m_context.navigator.go(like);
}

bool RecordsPage::focusFilter()
{
    if (m_topicField && m_topic.empty())
        m_topicField->setFocus(Qt::ShortcutFocusReason);
    else
        m_filter->focusInput();
    return true;
}

} // namespace weir::ui
