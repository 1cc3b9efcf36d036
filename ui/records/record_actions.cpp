// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/record_actions.h"

#include "core/records/filter_terms.h"
#include "core/records/record_copy.h"
#include "ui/records/browse_mode.h"
#include "ui/records/column_choice.h"
#include "ui/records/columns_dialog.h"
#include "ui/records/event_types_dialog.h"
#include "ui/records/export_dialog.h"
#include "ui/records/filter_bar.h"
#include "ui/records/hit_rows.h"
#include "ui/records/record_inspector.h"
#include "ui/records/records_foot.h"
#include "ui/records/records_page.h"
#include "ui/records/search_mode.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/sparse_table.h"
#include "ui/widgets/sparse_table_header.h"

#include <QtCore/QPointer>
#include <QtGui/QShortcut>
#include <QtWidgets/QMenu>
#include <QtWidgets/QToolTip>

namespace weir::ui {

using namespace std::chrono_literals;

namespace {

/// Lets the range begin behind a record, in the other partitions at the same time. Blocks.
weir::Result<void> startBehind(const std::shared_ptr<weir::Cluster>& cluster, const weir::Record& record,
                               weir::ScanRequest& request, const weir::Call& call)
{
    const auto pages = weir::TopicPages::open(cluster, request.range, request.isolation);
    if (!pages)
        return weir::fail(pages.error());
    const auto place = (*pages)->placeOf(record.partition, record.offset, call);
    if (!place)
        return weir::fail(place.error());
    for (auto& [partition, part] : request.range) {
        const auto at = place->find(partition.partition);
        if (at != place->end())
            part.begin = std::clamp(at->second, part.begin, part.end);
        if (partition.partition == record.partition)
            part.begin = std::min(part.end, record.offset + 1);
    }
    return {};
}

} // namespace

RecordActions::RecordActions(const PageContext& context, RecordsPage* page)
    : QObject(page), m_context(context), m_page(page)
{
    auto* next = new QShortcut(QKeySequence::FindNext, page);
    next->setContext(Qt::WidgetWithChildrenShortcut);
    connect(next, &QShortcut::activated, this, &RecordActions::findNext);
}

void RecordActions::say(const QString& sentence)
{
    auto* table = m_page->table();
    QToolTip::showText(table->mapToGlobal(QPoint(12, table->height() - 40)), plainToolTip(sentence), table);
}

void RecordActions::openMore(QWidget* below)
{
    auto* menu = new QMenu(below);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const bool topic = !m_page->topic().empty();
    const bool filter = m_page->filterBar()->state() == FilterBar::State::Valid;
    connect(menu->addAction(tr("&Columns…")), &QAction::triggered, this, &RecordActions::openColumns);
    connect(menu->addAction(tr("&Event types…")), &QAction::triggered, this, &RecordActions::openEventTypes);
    menu->addSeparator();
    auto* next = menu->addAction(tr("Find &next match from here"));
    next->setShortcut(QKeySequence::FindNext);
    next->setEnabled(topic && filter);
    connect(next, &QAction::triggered, this, &RecordActions::findNext);
    auto* follow = menu->addAction(tr("&All records of this key"));
    follow->setEnabled(m_page->inspector()->record() != nullptr);
    connect(follow, &QAction::triggered, this, &RecordActions::followKey);
    menu->addSeparator();
    addCopyActions(*menu);
    for (QAction* action : menu->actions())
        action->setEnabled(action->isEnabled() && topic);
    menu->popup(below->mapToGlobal(QPoint(0, below->height() + 2)));
}

void RecordActions::addCopyActions(QMenu& menu)
{
    const auto record = m_page->inspector()->record();
    const auto add = [&](const QString& text, auto make) {
        auto* action = menu.addAction(text);
        action->setEnabled(record != nullptr);
        connect(action, &QAction::triggered, this, [record, make] {
            if (record)
                copyText(QString::fromStdString(make(*record)));
        });
    };
    add(tr("Copy as &JSON"), [](const weir::Record& one) { return weir::copyAsJson(one); });
    add(tr("Copy as &text"), [](const weir::Record& one) { return weir::copyAsText(one); });
    const std::string servers = m_context.connection.servers.toStdString();
    if (!servers.empty())
        add(tr("Copy as &kcat command"), [servers](const weir::Record& one) {
            return weir::kcatCommand(servers, {one.topic, one.partition}, one.offset);
        });
    std::vector<std::string> words{"--demo"};
    if (!m_context.connection.demo)
        words = {"--bootstrap", servers};
    add(tr("Copy as &weirctl command"), [words](const weir::Record& one) {
        return weir::weirctlCommand(words, {one.topic, one.partition}, one.offset);
    });
}

void RecordActions::addFilterActions(QMenu& menu, int column)
{
    const auto record = m_page->inspector()->record();
    if (!record)
        return;
    const RecordCells cells;
    const auto field = cells.field(column);
    weir::FieldPath path;
    weir::OptionalBytes value;
    if (!field)
        return;
    switch (*field) {
    case RecordField::Time:
        if (!record->timestamp)
            return;
        path.part = weir::FieldPath::Part::Timestamp;
        value = std::to_string(*record->timestamp);
        break;
    case RecordField::Partition:
        path.part = weir::FieldPath::Part::Partition;
        value = std::to_string(record->partition);
        break;
    case RecordField::Offset:
        path.part = weir::FieldPath::Part::Offset;
        value = std::to_string(record->offset);
        break;
    case RecordField::Key:
        path.part = weir::FieldPath::Part::Key;
        value = record->key;
        break;
    case RecordField::EventType: {
        path.steps = {{weir::FieldPath::Step::Kind::Member, "event_type", 0}};
        const auto type = path.extract(*record);
        if (!type)
            return;
        value = *type;
        break;
    }
    case RecordField::Value: value = record->value; break;
    case RecordField::Size:
        path.part = weir::FieldPath::Part::Size;
        value = std::to_string(record->size());
        break;
    }
    for (const bool against : {false, true}) {
        const std::string term = weir::filterTerm(path, value ? weir::OptionalBytesView(*value) : std::nullopt, against);
        if (term.empty())
            continue; // too long for a condition
        connect(menu.addAction(against ? tr("Filter &against this value") : tr("&Filter for this value")),
                &QAction::triggered, this, [this, term] { filterBy(QString::fromStdString(term)); });
    }
    menu.addSeparator();
}

void RecordActions::openContextMenu(qint64 position, int column, QPoint global)
{
    if (m_page->table()->current() != position)
        m_page->table()->setCurrent(position);
    auto* menu = new QMenu(m_page);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    addFilterActions(*menu, column);
    connect(menu->addAction(tr("All records of this &key")), &QAction::triggered, this, &RecordActions::followKey);
    auto* like = menu->addAction(tr("&Send like this…"));
    like->setEnabled(!m_context.connection.readOnly);
    connect(like, &QAction::triggered, m_page, &RecordsPage::sendLikeThis);
    menu->addSeparator();
    connect(menu->addAction(tr("Copy &cell")), &QAction::triggered, m_page->table(), &SparseTable::copyCell);
    connect(menu->addAction(tr("Copy &rows")), &QAction::triggered, m_page->table(), &SparseTable::copyRows);
    addCopyActions(*menu);
    menu->popup(global);
}

void RecordActions::filterBy(const QString& term)
{
    if (term.isEmpty())
        return;
    m_page->filterBar()->addTerm(term);
    m_page->search(m_page->filterBar()->text());
}

void RecordActions::followKey()
{
    const auto record = m_page->inspector()->record();
    if (!record)
        return;
    weir::FieldPath key;
    key.part = weir::FieldPath::Part::Key;
    const std::string term = weir::filterTerm(key, record->key ? weir::OptionalBytesView(*record->key) : std::nullopt, false);
    if (term.empty())
        return say(tr("This key is too long to look for."));
    RangeChoice whole;
    whole.isolation = m_page->choice().isolation;
    whole.newestFirst = m_page->choice().newestFirst;
    m_page->filterBar()->setText(QString::fromStdString(term));
    m_page->choose(whole);
    m_page->search(m_page->filterBar()->text());
}

void RecordActions::findNext()
{
    auto filter = weir::Filter::parse(m_page->filterBar()->text().toStdString(), weir::nowMs());
    const auto from = m_page->inspector()->record();
    if (!filter || filter->matchesEverything() || !m_context.cluster)
        return;
    weir::ScanRequest request;
    request.topic = m_page->topic();
    request.filter = std::move(*filter);
    request.isolation = m_page->choice().isolation;
    request.range = m_page->browseMode()->range();
    say(tr("Looking for the next match…"));
    using Answer = weir::Result<weir::FoundNext>;
    m_finding.start(
        m_context.tasks,
        [cluster = m_context.cluster, from, request = std::move(request)](std::stop_token stop) mutable -> Answer {
            const auto call = weir::Call::within(60s, std::move(stop));
            if (from)
                if (auto moved = startBehind(cluster, *from, request, call); !moved)
                    return weir::fail(moved.error());
            auto reader = cluster->newReader(request.isolation);
            if (!reader)
                return weir::fail(reader.error());
            return weir::findNext(*cluster, **reader, request, call);
        },
        [this](const Answer& answer) {
            if (!answer)
                return say(sentenceOf(answer.error()));
            if (answer->hit) {
                QToolTip::hideText();
                return m_page->goTo(answer->hit->partition, answer->hit->offset);
            }
            say(answer->certain ? tr("No further match in this range.")
                                : tr("No match so far; not everything could be looked at."));
        });
}

void RecordActions::addColumn(const QString& path)
{
    const QString topic = QString::fromStdString(m_page->topic());
    QStringList columns = columnsOf(topic);
    if (!columns.contains(path))
        columns << path;
    setColumnsOf(topic, columns);
    m_page->reloadColumns();
}

std::vector<ExtraColumn> RecordActions::extraColumns(const std::string& topic) const
{
    std::vector<ExtraColumn> extra;
    const QStringList usual = usualColumns();
    for (const QString& column : columnsOf(QString::fromStdString(topic))) {
        auto path = weir::FieldPath::parse(column.toStdString());
        if (!path || usual.contains(column))
            continue;
        extra.push_back(extraColumn(std::move(*path)));
        extra.back().title = columnTitle(column);
    }
    return extra;
}

void RecordActions::openColumns()
{
    const QString topic = QString::fromStdString(m_page->topic());
    auto* dialog = new ColumnsDialog(topic, m_page->seenFields(), m_page);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ColumnsDialog::chosen, m_page, &RecordsPage::reloadColumns);
    dialog->open();
}

void RecordActions::openEventTypes()
{
    auto* dialog = new EventTypesDialog(m_context, m_page->topic(), m_page->browseMode()->range(),
                                        m_page->choice().isolation, m_page);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &EventTypesDialog::recordRequested, m_page,
            [page = m_page](int partition, qint64 offset) { page->goTo(partition, offset); });
    connect(dialog, &EventTypesDialog::filterRequested, this, &RecordActions::filterBy);
    dialog->open();
}

void RecordActions::openExport()
{
    if (m_page->topic().empty() || !m_context.cluster)
        return;
    ExportOffer offer;
    offer.topic = QString::fromStdString(m_page->topic());
    offer.rangeWords = describe(m_page->choice());
    weir::ExportRange range;
    range.range.topic = m_page->topic();
    range.range.range = m_page->browseMode()->range();
    range.range.isolation = m_page->choice().isolation;
    range.range.maxHits = 0;
    if (auto filter = weir::Filter::parse(m_page->filterBar()->text().toStdString(), weir::nowMs());
        filter && !filter->matchesEverything()) {
        range.range.filter = std::move(*filter);
        offer.filtered = true;
    }
    offer.range = std::move(range);
    const auto chosen = [this](qint64 first, qint64 last) {
        weir::ExportChosen some;
        some.topic = m_page->topic();
        some.isolation = m_page->choice().isolation;
        SparseRows* rows = m_page->mode()->rows();
        for (auto at = rows->atOrAfter(first); at.state == SparseRows::Lookup::State::Row && at.position <= last;
             at = rows->atOrAfter(at.position + 1)) {
            if (const auto place = m_page->mode()->placeOf(at.position))
                some.places.push_back({place->first.partition, place->second});
        }
        return some;
    };
    if (m_page->view() == RecordsPage::View::Search && m_page->mode()->rows()->end() > 0)
        offer.hits = chosen(0, m_page->mode()->rows()->end());
    if (const auto selection = m_page->table()->selection())
        offer.selected = chosen(selection->first, selection->second);
    for (const QString& column : columnsOf(offer.topic))
        if (!usualColumns().contains(column))
            offer.columns << column;
    auto* dialog = new ExportDialog(m_context.tasks, exportFrom(m_context.cluster), std::move(offer), m_page);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

} // namespace weir::ui
