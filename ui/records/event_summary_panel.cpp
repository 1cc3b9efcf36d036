// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/event_summary_panel.h"

#include "ui/records/record_row.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/state_view.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPushButton>

namespace weir::ui {
namespace {

QString timeWords(const std::optional<weir::TimestampMs>& time) { return recordTimeText(time, QDate::currentDate()); }

SortKey timeKey(const std::optional<weir::TimestampMs>& time)
{
    return time ? SortKey(static_cast<qint64>(*time)) : SortKey(std::monostate{});
}

QString percent(double share)
{
    return share > 0 && share < 0.001 ? QStringLiteral("< 0.1 %") : QString::number(share * 100, 'f', 1) + QStringLiteral(" %");
}

QString placeWords(const weir::DuplicateEvent& event)
{
    QStringList places;
    for (const weir::EventPlace& place : event.places)
        places << QStringLiteral("%1@%2").arg(place.partition).arg(countText(place.offset));
    if (event.count > static_cast<std::int64_t>(event.places.size()))
        places << QStringLiteral("…");
    return places.join(QStringLiteral(", "));
}

} // namespace

EventSummaryPanel::EventSummaryPanel(QWidget* parent)
    : QWidget(parent),
      m_types(new TableModel<TypeRow>(
          typeColumns(), [](const TypeRow& row) { return displayText(std::string_view(row.count.type), 4'096); }, this)),
      m_duplicates(new TableModel<DuplicateRow>(duplicateColumns(), [](const DuplicateRow& row) { return row.key; }, this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    m_state = new StateView(buildContent(), this);
    column->addWidget(m_state);
    connect(m_state, &StateView::retryRequested, this, &EventSummaryPanel::countRequested);
    connect(m_state, &StateView::actionRequested, this, &EventSummaryPanel::countRequested);
    setIdle();
}

std::vector<Column<EventSummaryPanel::TypeRow>> EventSummaryPanel::typeColumns()
{
    using Row = TypeRow;
    return {
        {.id = QStringLiteral("type"), .title = tr("Event type"),
         .text = [](const Row& row) { return displayText(std::string_view(row.count.type), 200); }, .width = 0,
         .mark = [](const Row&) { return CellMark(LinkCell{}); },
         .toolTip = [](const Row&) { return tr("Show the events of this type"); }},
        {.id = QStringLiteral("count"), .title = tr("Events"), .text = [](const Row& row) { return countText(row.count.count); },
         .width = 100, .alignment = Qt::AlignRight, .mono = true, .searchable = false,
         .sortKey = [](const Row& row) { return SortKey(static_cast<qint64>(row.count.count)); }},
        {.id = QStringLiteral("share"), .title = tr("Share"), .text = [](const Row& row) { return percent(row.share); }, .width = 150,
         .alignment = Qt::AlignRight, .searchable = false, .sortKey = [](const Row& row) { return SortKey(row.share); },
         .mark = [](const Row& row) { return CellMark(MeterCell{row.share, Tone::Accent}); }},
        {.id = QStringLiteral("first"), .title = tr("First occurred"), .text = [](const Row& row) { return timeWords(row.count.firstOccurredAt); },
         .width = 150, .mono = true, .searchable = false, .sortKey = [](const Row& row) { return timeKey(row.count.firstOccurredAt); }},
        {.id = QStringLiteral("last"), .title = tr("Last occurred"), .text = [](const Row& row) { return timeWords(row.count.lastOccurredAt); },
         .width = 150, .mono = true, .searchable = false, .sortKey = [](const Row& row) { return timeKey(row.count.lastOccurredAt); }},
        {.id = QStringLiteral("catalogue"), .title = tr("Catalogue"),
         .text = [](const Row& row) { return !row.judged ? QString() : row.known ? tr("known") : tr("unknown"); }, .width = 100,
         .mark = [](const Row& row) {
             if (!row.judged)
                 return CellMark(std::monostate{});
             return CellMark(row.known ? PillCell{tr("known"), Tone::Ok} : PillCell{tr("unknown"), Tone::Warning});
         },
         .toolTip = [](const Row& row) {
             return row.judged && !row.known ? tr("No topic is named after this type (events. and the type in lower case)") : QString();
         }},
    };
}

std::vector<Column<EventSummaryPanel::DuplicateRow>> EventSummaryPanel::duplicateColumns()
{
    using Row = DuplicateRow;
    return {
        {.id = QStringLiteral("name"), .title = tr("Event id or key"),
         .text = [](const Row& row) { return displayText(std::string_view(row.event.name), 128); }, .width = 0, .mono = true,
         .mark = [](const Row&) { return CellMark(LinkCell{}); }, .toolTip = [](const Row&) { return tr("Show the second of them"); }},
        {.id = QStringLiteral("why"), .title = tr("The same"),
         .text = [](const Row& row) {
             return row.event.kind == weir::DuplicateEvent::Kind::SameContent ? tr("key and value")
                    : row.event.differs                                      ? tr("id only")
                                                                             : tr("id and content");
         },
         .width = 120,
         .tone = [](const Row& row) { return row.event.differs ? Tone::Warning : Tone::Neutral; },
         .toolTip = [](const Row& row) {
             return row.event.differs ? tr("Different records carry the same event id") : QString();
         }},
        {.id = QStringLiteral("type"), .title = tr("Event type"),
         .text = [](const Row& row) { return displayText(std::string_view(row.event.type), 200); }, .width = 140},
        {.id = QStringLiteral("times"), .title = tr("Times"), .text = [](const Row& row) { return countText(row.event.count); }, .width = 70,
         .alignment = Qt::AlignRight, .mono = true, .searchable = false,
         .sortKey = [](const Row& row) { return SortKey(static_cast<qint64>(row.event.count)); }},
        {.id = QStringLiteral("places"), .title = tr("Partition@offset"), .text = [](const Row& row) { return placeWords(row.event); },
         .width = 260, .mono = true, .toolTip = [](const Row& row) { return placeWords(row.event); }},
    };
}

QWidget* EventSummaryPanel::buildHead()
{
    auto* head = new QWidget(this);
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(10);
    m_coverage = new PlainLabel({}, PlainLabel::Look::Strong, head);
    m_phasePill = new PillLabel({}, Tone::Neutral, head);
    m_kinds = new PlainLabel({}, PlainLabel::Look::Dim, head);
    m_kinds->setElide(Qt::ElideRight);
    m_action = plainButton(tr("Stop"), head);
    row->addWidget(m_coverage);
    row->addWidget(m_phasePill);
    row->addWidget(m_kinds, 1);
    row->addWidget(m_action);
    connect(m_action, &QPushButton::clicked, this, [this] {
        if (m_phase == Phase::Counting)
            Q_EMIT stopRequested();
        else
            Q_EMIT countRequested();
    });
    return head;
}

QWidget* EventSummaryPanel::buildContent()
{
    auto* content = new QWidget(this);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(10);
    column->addWidget(buildHead());
    m_typeTable = new DataTable(m_types, tr("Event types"), QStringLiteral("eventTypes"), content);
    auto* typeCard = new Card(Card::Padding::None, content);
    typeCard->body()->addWidget(m_typeTable);
    column->addWidget(typeCard, 3);
    m_duplicateHead = new PlainLabel({}, PlainLabel::Look::Strong, content);
    column->addWidget(m_duplicateHead);
    m_duplicateTable = new DataTable(m_duplicates, tr("Records that came twice"), QStringLiteral("eventDuplicates"), content);
    auto* duplicateCard = new Card(Card::Padding::None, content);
    duplicateCard->body()->addWidget(m_duplicateTable);
    m_duplicateCard = duplicateCard;
    column->addWidget(duplicateCard, 2);
    m_note = new PlainLabel({}, PlainLabel::Look::Caption, content);
    m_note->setWordWrap(true);
    column->addWidget(m_note);
    m_typeTable->sortBy(1, Qt::DescendingOrder);
    connect(m_typeTable, &DataTable::linkActivated, this, [this](const QString& key) {
        if (const TypeRow* row = m_types->find(key))
            Q_EMIT typeRequested(QString::fromStdString(row->count.type));
    });
    connect(m_duplicateTable, &DataTable::linkActivated, this, &EventSummaryPanel::openDuplicate);
    connect(m_duplicateTable, &DataTable::rowActivated, this, &EventSummaryPanel::openDuplicate);
    return content;
}

void EventSummaryPanel::openDuplicate(const QString& key)
{
    const DuplicateRow* row = m_duplicates->find(key);
    if (!row || row->event.places.empty())
        return;
    // The first one was right; the one that should not be there is the next.
    const weir::EventPlace& place = row->event.places[row->event.places.size() > 1 ? 1 : 0];
    Q_EMIT recordRequested(place.partition, place.offset);
}

void EventSummaryPanel::setIdle()
{
    m_state->showEmpty(tr("Events of this range"), tr("Reads every record of the range once and counts its events by type."), tr("Count events"));
}

void EventSummaryPanel::setLoading()
{
    m_state->showLoading(tr("Counting events…"));
}

void EventSummaryPanel::setFailed(const weir::Error& error)
{
    m_state->showError(error);
}

void EventSummaryPanel::setCatalogue(std::set<std::string> types)
{
    m_catalogue = std::move(types);
    showRows();
    showWords();
}

void EventSummaryPanel::setSummary(const weir::EventScan& scan, Phase phase, const std::vector<weir::Failure>& failures)
{
    m_scan = scan;
    m_phase = phase;
    m_failed = failures.size();
    if (phase == Phase::Finished && scan.offsetsInRange == 0 && failures.empty())
        return m_state->showEmpty(tr("Nothing to count"), tr("The range holds no records."), tr("Count again"));
    showRows();
    showWords();
    m_state->showContent();
    m_state->showPartial(failures, failures.size(), tr("partitions"));
}

void EventSummaryPanel::showRows()
{
    const weir::EventSummary& summary = m_scan.summary;
    std::vector<TypeRow> types;
    for (const weir::EventTypeCount& count : summary.types) {
        const double share = summary.events > 0 ? static_cast<double>(count.count) / static_cast<double>(summary.events) : 0;
        types.push_back({count, share, m_catalogue.has_value(), m_catalogue && weir::isKnownEventType(count.type, *m_catalogue)});
    }
    m_types->setRows(std::move(types));
    std::vector<DuplicateRow> duplicates;
    for (std::size_t i = 0; i < summary.duplicates.size(); ++i)
        duplicates.push_back({QString::number(i), summary.duplicates[i]});
    m_duplicates->setRows(std::move(duplicates));
}

void EventSummaryPanel::showWords()
{
    const weir::EventSummary& summary = m_scan.summary;
    const bool whole = m_scan.finished;
    m_coverage->setText(whole ? tr("All %1 offsets looked at").arg(countText(m_scan.offsetsInRange))
                              : tr("Looked at %1 of %2 offsets").arg(countText(m_scan.offsetsScanned), countText(m_scan.offsetsInRange)));
    m_phasePill->setPill(m_phase == Phase::Counting  ? tr("counting")
                         : m_failed > 0              ? tr("incomplete")
                         : m_phase == Phase::Stopped ? tr("stopped")
                                                     : QString(),
                         m_phase == Phase::Counting ? Tone::Accent : Tone::Warning);
    m_action->setText(m_phase == Phase::Counting ? tr("Stop") : tr("Count again"));
    m_action->setAccessibleName(m_phase == Phase::Counting ? tr("Stop counting") : tr("Count again"));
    QStringList kinds{countedText(summary.events, tr("1 event"), tr("%1 events"))};
    if (summary.noEnvelope > 0)
        kinds << countedText(summary.noEnvelope, tr("1 record that is no event"), tr("%1 records that are no events"));
    if (m_catalogue) {
        const auto unknown = std::ranges::count_if(m_types->rows(), [](const TypeRow& row) { return !row.known; });
        if (unknown > 0)
            kinds << countedText(unknown, tr("1 unknown type"), tr("%1 unknown types"));
    }
    m_kinds->setText(kinds.join(QStringLiteral(" · ")));
    m_duplicateHead->setText(summary.duplicateRecords == 0
                                 ? tr("No record came twice")
                                 : countedText(summary.duplicateRecords, tr("1 record repeats an earlier one"), tr("%1 records repeat an earlier one")));
    m_duplicateHead->setTone(summary.duplicateRecords == 0 ? Tone::Neutral : Tone::Warning);
    m_duplicateCard->setVisible(!summary.duplicates.empty());
    QStringList notes;
    if (summary.tooLong > 0)
        notes << countedText(summary.tooLong, tr("1 value above 1 MiB was not looked into."), tr("%1 values above 1 MiB were not looked into."));
    if (summary.otherTypes > 0)
        notes << countedText(summary.otherTypes, tr("1 event is of a further type."), tr("%1 events are of further types."));
    if (summary.duplicatesUnlisted > 0)
        notes << countedText(summary.duplicatesUnlisted, tr("1 repetition is not listed."), tr("%1 repetitions are not listed."));
    if (summary.notRemembered > 0)
        notes << countedText(summary.notRemembered, tr("1 record could not be remembered: its repetitions were not noticed."),
                             tr("%1 records could not be remembered: repetitions of those were not noticed."));
    m_note->setText(notes.join(QLatin1Char(' ')));
    m_note->setVisible(!notes.isEmpty());
}

} // namespace weir::ui
