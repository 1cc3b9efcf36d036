// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/records_page.h"

#include "ui/records/browse_mode.h"
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
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/sparse_table.h"
#include "ui/widgets/state_view.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QMenu>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSplitter>

namespace weir::ui {

RecordsPage::RecordsPage(const PageContext& context, Place place, QWidget* parent)
    : Page(tr("Records"), parent),
      m_context(context),
      m_topicRows(new TopicRows(context.tasks, this)),
      m_hitRows(new HitRows(this)),
      m_tailRows(new TailRows(this)),
      m_browse(new BrowseMode(context, m_topicRows, this)),
      m_search(new SearchMode(context, m_hitRows, this)),
      m_tail(new TailMode(context, m_tailRows, this)),
      m_timelineFeed(new TimelineFeed(context, this)),
      m_actions(new RecordActions(context, this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(Theme::gap);
    if (place == Place::Tab)
        layout->setContentsMargins(0, Theme::gap, 0, 0);
    else
        layout->setContentsMargins(Theme::pageMargin, Theme::pageMargin - 4, Theme::pageMargin, Theme::gap);
    layout->addWidget(buildTop(place));
    m_timeline = new TimelineStrip(this);
    layout->addWidget(m_timeline);
    layout->addWidget(buildContent(), 1);
    connectBars();
    connectTable();
    showNothing();
}

RecordsPage::~RecordsPage()
{
    // The table looks at the rows until it is gone; both are children of this page.
    m_table->setRows(nullptr);
}

QWidget* RecordsPage::buildTop(Place place)
{
    auto* top = new QWidget(this);
    auto* lines = new QVBoxLayout(top);
    lines->setContentsMargins(0, 0, 0, 0);
    lines->setSpacing(Theme::gap);
    m_tailButton = plainButton(tr("&Tail"), top);
    m_tailButton->setCheckable(true);
    m_tailButton->setToolTip(tr("Show new records as they arrive"));
    m_export = plainButton(tr("&Export…"), top);
    m_more = plainButton(tr("&More"), top);
    m_send = primaryButton(tr("Send &like this…"), top);
    m_send->setToolTip(m_context.connection.readOnly ? tr("This connection is read-only")
                                                     : tr("Opens the Send page with the bytes of this record"));
    m_headerControls = {m_more, m_export, m_tailButton, m_send};
    m_range = new RangePicker(top);
    m_filter = new FilterBar(m_context.connection.name, top);
    auto* line = new QHBoxLayout;
    line->setSpacing(8);
    if (place == Place::Page) {
        auto* header = new QHBoxLayout;
        header->setSpacing(Theme::gap);
        m_topicField = new TopicField(m_context, top);
        header->addWidget(new PlainLabel(tr("Records"), PlainLabel::Look::Title, top));
        header->addWidget(m_topicField, 1);
        header->addStretch(1);
        for (QWidget* control : m_headerControls)
            header->addWidget(control);
        lines->addLayout(header);
    } else {
        for (QWidget* control : m_headerControls)
            control->hide();
    }
    line->addWidget(m_range, 0, Qt::AlignTop);
    line->addWidget(m_filter, 1);
    lines->addLayout(line);
    return top;
}

std::vector<QWidget*> RecordsPage::takeHeaderControls()
{
    return m_headerControls;
}

QWidget* RecordsPage::buildContent()
{
    auto* splitter = new QSplitter(Qt::Horizontal, this);
    splitter->setChildrenCollapsible(false);
    auto* card = new Card(Card::Padding::None, splitter);
    m_table = new SparseTable(tr("Records"), QStringLiteral("records"), card);
    m_state = new StateView(m_table, card);
    m_foot = new RecordsFoot(card);
    card->body()->setSpacing(0);
    card->body()->addWidget(m_state, 1);
    card->body()->addWidget(m_foot);
    m_inspector = new RecordInspector(m_context, splitter);
    m_inspector->setMinimumWidth(300);
    splitter->addWidget(card);
    splitter->addWidget(m_inspector);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 0);
    splitter->setSizes({830, 370});
    return splitter;
}

void RecordsPage::connectBars()
{
    if (m_topicField) {
        connect(m_topicField, &TopicField::chosen, this, [this](const QString& topic) { open(OpenRecords{topic}); });
        connect(m_topicField, &TopicField::namesChanged, this, [this] {
            m_range->setPartitionCount(m_topicField->partitionsOf(QString::fromStdString(m_topic)));
        });
    }
    connect(m_range, &RangePicker::chosen, this, &RecordsPage::choose);
    connect(m_filter, &FilterBar::searchRequested, this, &RecordsPage::search);
    connect(m_filter, &FilterBar::stopRequested, m_search, &SearchMode::stop);
    connect(m_filter, &FilterBar::cleared, this, [this] {
        if (m_view == View::Search)
            show(View::Browse);
    });
    connect(m_tailButton, &QPushButton::toggled, this, &RecordsPage::setTail);
    connect(m_send, &QPushButton::clicked, this, &RecordsPage::sendLikeThis);
    connect(m_export, &QPushButton::clicked, this, [this] { m_actions->openExport(); });
    connect(m_more, &QPushButton::clicked, this, [this] { m_actions->openMore(m_more); });
    connect(m_timeline, &TimelineStrip::jumped, this, &RecordsPage::jumpTo);
    connect(m_timeline, &TimelineStrip::rangeChosen, this, [this](qint64 from, qint64 to) {
        RangeChoice choice = m_choice;
        choice.lastMinutes = 0;
        choice.from = {weir::RangeEdge::Kind::Time, from, {}};
        choice.to = {weir::RangeEdge::Kind::Time, to, {}};
        choose(choice);
    });
    connect(m_timeline, &TimelineStrip::rangeCleared, this, [this] {
        RangeChoice choice;
        choice.partitions = m_choice.partitions;
        choice.isolation = m_choice.isolation;
        choose(choice);
    });
    connect(m_timeline, &TimelineStrip::retryRequested, this, &RecordsPage::readTimeline);
    connect(m_timelineFeed, &TimelineFeed::started, m_timeline, &TimelineStrip::setLoading);
    connect(m_timelineFeed, &TimelineFeed::arrived, this, [this](const weir::Timeline& timeline, const QString& note) {
        m_timeline->setTimeline(timeline);
        m_timeline->setNote(note);
    });
    connect(m_timelineFeed, &TimelineFeed::failed, this, [this](const weir::Error& error) {
        m_timeline->setFailed(QString::fromStdString(error.message));
    });
}

void RecordsPage::connectTable()
{
    for (RecordMode* one : std::initializer_list<RecordMode*>{m_browse, m_search, m_tail}) {
        connect(one, &RecordMode::changed, this, [this, one] {
            if (one == mode())
                showMode();
        });
    }
    connect(m_browse, &BrowseMode::opened, this, [this] {
        m_since = QDateTime::currentDateTime();
        m_selectFirst = true;
        if (m_wanted)
            m_topicRows->goToRecord(m_wanted->first, m_wanted->second);
    });
    connect(m_topicRows, &TopicRows::wentTo, this, [this](qint64 position) {
        m_selectFirst = false;
        m_table->scrollTo(position);
        m_table->setCurrent(position);
    });
    connect(m_table, &SparseTable::currentChanged, this, &RecordsPage::currentChanged);
    connect(m_table, &SparseTable::contextMenuRequested, m_actions, &RecordActions::openContextMenu);
    connect(m_table, &SparseTable::activated, this, [this](qint64 position) {
        // A hit opens among its neighbours.
        const auto place = m_view == View::Search ? m_search->placeOf(position) : std::nullopt;
        if (place)
            m_context.navigator.go(OpenRecords{QString::fromStdString(m_topic), place->first.partition, place->second});
    });
    connect(m_table, &SparseTable::followChanged, this, [this](bool follow) {
        if (m_view == View::Tail && !follow)
            m_table->setToolTip(tr("Standing still; press End to follow again"));
        else
            m_table->setToolTip({});
    });
    connect(m_table, &SparseTable::visibleRangeChanged, this, [this](qint64 first, qint64 last) {
        std::optional<qint64> from;
        std::optional<qint64> to;
        for (const qint64 position : {first, last}) {
            const auto record = m_view == View::Browse ? m_topicRows->recordAt(position) : nullptr;
            if (!record || !record->timestamp)
                continue;
            from = from ? std::min<qint64>(*from, *record->timestamp) : *record->timestamp;
            to = to ? std::max<qint64>(*to, *record->timestamp) : *record->timestamp;
        }
        m_timeline->setVisibleSpan(from, to);
    });
    connect(m_foot, &RecordsFoot::actionRequested, this, &RecordsPage::act);
    connect(m_state, &StateView::retryRequested, this, &RecordsPage::refresh);
    connect(m_state, &StateView::actionRequested, this, [this] {
        if (m_topic.empty())
            m_context.navigator.go(OpenTopics{});
        else if (m_view == View::Search)
            show(View::Browse);
        else
            m_context.navigator.go(OpenSend{QString::fromStdString(m_topic), {}, {}, {}});
    });
    connect(m_inspector, &RecordInspector::filterWanted, this, [this](const QString& term) { m_actions->filterBy(term); });
    connect(m_inspector, &RecordInspector::columnWanted, this, [this](const QString& path) { m_actions->addColumn(path); });
    connect(m_inspector, &RecordInspector::followKeyWanted, this, [this] { m_actions->followKey(); });
}

} // namespace weir::ui
