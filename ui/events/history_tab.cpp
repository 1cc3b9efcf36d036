// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/history_tab.h"

#include "ui/events/record_words.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/cancel_dialog.h"
#include "ui/widgets/card.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/filter_edit.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/state_view.h"

#include <QtCore/QCoreApplication>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSplitter>

namespace weir::ui {
namespace {

using Row = SentRecordPtr;
constexpr std::size_t shownBytes = std::size_t{64} << 10U;

class HistoryWords
{
    Q_DECLARE_TR_FUNCTIONS(HistoryTab)
};

/// Today's times without the date.
QString timeText(TimestampMs time)
{
    const QDateTime moment = QDateTime::fromMSecsSinceEpoch(time);
    const bool today = moment.date() == QDate::currentDate();
    return moment.toString(today ? QStringLiteral("HH:mm:ss.zzz") : QStringLiteral("MM-dd HH:mm"));
}

QString stateText(const Row& row)
{
    return row->delivery ? HistoryWords::tr("acknowledged") : HistoryWords::tr("failed: %1").arg(sentenceOf(row->delivery.error()));
}

Column<Row> numberColumn(const QString& id, const QString& title, int width, std::function<std::optional<qint64>(const Row&)> number)
{
    return {.id = id,
            .title = title,
            .text = [number](const Row& row) { return countText(number(row)); },
            .width = width,
            .alignment = Qt::AlignRight,
            .mono = true,
            .sortKey = [number](const Row& row) { const auto value = number(row); return value ? SortKey(*value) : SortKey(); }};
}

QPlainTextEdit* well(const QString& name, QWidget* parent)
{
    auto* text = new QPlainTextEdit(parent);
    text->setReadOnly(true);
    text->setTabChangesFocus(true);
    text->setAccessibleName(name);
    text->setFont(Theme::monoFont());
    text->setProperty("look", QStringLiteral("well"));
    text->setWordWrapMode(QTextOption::WrapAnywhere);
    text->setMinimumHeight(60);
    return text;
}

/// What was written, as a template says it, in lines that are safe to show.
QString writtenText(const EventTemplate& written)
{
    return valueText(templateText(written), shownBytes);
}

} // namespace

QString sentKey(const SentRecordPtr& sent)
{
    // What could not be written down has no id; its address stays as long as its row.
    return sent->id != 0 ? QString::number(sent->id) : QStringLiteral("-%1").arg(reinterpret_cast<quintptr>(sent.get()));
}

std::vector<Column<SentRecordPtr>> sentColumns()
{
    return {
        {.id = QStringLiteral("time"),
         .title = HistoryWords::tr("Time"),
         .text = [](const Row& row) { return timeText(row->time); },
         .width = 112,
         .mono = true,
         .sortKey = [](const Row& row) { return SortKey(static_cast<qint64>(row->time)); },
         .toolTip = [](const Row& row) { return QString::fromStdString(formatUtc(row->time)); }},
        {.id = QStringLiteral("topic"),
         .title = HistoryWords::tr("Topic"),
         .text = [](const Row& row) { return displayText(std::string_view(row->record.topic), 249); },
         .width = 0,
         .toolTip = [](const Row& row) { return displayText(std::string_view(row->record.topic), 249); }},
        {.id = QStringLiteral("key"),
         .title = HistoryWords::tr("Key"),
         .text = [](const Row& row) { return row->contentsKept ? keyText(row->record.key) : HistoryWords::tr("not kept"); },
         .width = 104,
         .mono = true},
        numberColumn(QStringLiteral("partition"), HistoryWords::tr("P"), 30,
                     [](const Row& row) { return row->delivery ? std::optional<qint64>(row->delivery->partition) : std::nullopt; }),
        numberColumn(QStringLiteral("offset"), HistoryWords::tr("Offset"), 76,
                     [](const Row& row) { return row->delivery ? std::optional<qint64>(row->delivery->offset) : std::nullopt; }),
        {.id = QStringLiteral("state"),
         .title = HistoryWords::tr("Result"),
         .text = stateText,
         .width = 114,
         .mark = [](const Row& row) -> CellMark {
             return row->delivery ? PillCell{HistoryWords::tr("acknowledged"), Tone::Ok} : PillCell{HistoryWords::tr("failed"), Tone::Bad};
         },
         .toolTip = stateText},
    };
}

HistoryTab::HistoryTab(PageContext context, SentHistory& history, QWidget* parent)
    : QWidget(parent), m_context(std::move(context)), m_history(history), m_model(sentColumns(), sentKey)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::gap);
    m_notice = new NoticeBar(this);
    m_notice->hide();
    layout->addWidget(m_notice);
    auto* content = new QSplitter(Qt::Horizontal, this);
    content->setChildrenCollapsible(false);
    content->addWidget(makeList());
    content->addWidget(makeDetail());
    content->setStretchFactor(0, 3);
    content->setStretchFactor(1, 2);
    content->setSizes({600, 400});
    m_state = new StateView(content, this);
    layout->addWidget(m_state, 1);
    connect(m_notice, &NoticeBar::actionRequested, &m_history, &SentHistory::load);
    connect(m_state, &StateView::retryRequested, &m_history, &SentHistory::load);
    connect(&m_history, &SentHistory::changed, this, &HistoryTab::showHistory);
    m_state->showLoading(tr("Reading the history…"));
    if (m_history.isLoaded())
        showHistory();
}

HistoryTab::~HistoryTab()
{
    // The table goes before the model it shows: that is a member, which end before a widget's children.
    delete m_table;
}

QWidget* HistoryTab::makeList()
{
    auto* card = new Card(Card::Padding::None, this);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(11, 10, 11, 6);
    head->setSpacing(8);
    m_filter = new FilterEdit(tr("Filter by topic, key or result"), card);
    m_filter->setAccessibleName(tr("Filter the history"));
    m_count = new PlainLabel({}, PlainLabel::Look::Dim, card);
    m_clear = linkButton(tr("Clear history"), card);
    head->addWidget(m_filter, 1);
    head->addWidget(m_count);
    head->addWidget(m_clear);
    card->body()->addLayout(head);
    m_table = new DataTable(&m_model, tr("History of sends"), QStringLiteral("send-history"), card);
    m_table->sortBy(0, Qt::DescendingOrder);
    card->body()->addWidget(m_table, 1);
    card->setMinimumWidth(380);
    connect(m_filter, &FilterEdit::filterChanged, this, [this](const QString& text) { m_model.setFilter(text); });
    connect(&m_model, &TableModelBase::shownChanged, this, [this](int shown, int total) {
        m_count->setText(shown == total ? countText(total) : tr("%1 of %2").arg(countText(shown), countText(total)));
    });
    connect(m_clear, &QPushButton::clicked, this, &HistoryTab::askToClear);
    connect(m_table, &DataTable::currentKeyChanged, this, &HistoryTab::showDetail);
    connect(m_table, &DataTable::rowActivated, this, &HistoryTab::showRecord);
    return card;
}

QWidget* HistoryTab::makeDetail()
{
    auto* card = new Card(Card::Padding::Normal, this);
    m_title = new PlainLabel({}, PlainLabel::Look::Strong, card);
    m_title->setElide(Qt::ElideMiddle);
    m_record = linkButton(tr("Show record"), card);
    connect(m_record, &QPushButton::clicked, this, &HistoryTab::showRecord);
    auto* head = new QHBoxLayout;
    head->addWidget(m_title, 1);
    head->addWidget(m_record);
    card->body()->addLayout(head);
    m_written = well(tr("As it was written"), card);
    m_sent = well(tr("As it was sent"), card);
    card->body()->addWidget(new PlainLabel(tr("As it was written"), PlainLabel::Look::Caption, card));
    card->body()->addWidget(m_written, 2);
    card->body()->addWidget(new PlainLabel(tr("As it was sent"), PlainLabel::Look::Caption, card));
    card->body()->addWidget(m_sent, 3);
    card->body()->addWidget(makeActions(card));
    card->setMinimumWidth(360);
    return card;
}

QWidget* HistoryTab::makeActions(QWidget* parent)
{
    auto* actions = new QWidget(parent);
    auto* row = new QHBoxLayout(actions);
    row->setContentsMargins(0, 4, 0, 0);
    row->setSpacing(8);
    m_open = plainButton(tr("Open in composer"), actions);
    m_open->setToolTip(plainToolTip(tr("Opens what was written; sending it makes a fresh record.")));
    m_again = plainButton(tr("Send the same again"), actions);
    row->addWidget(m_open);
    row->addWidget(m_again);
    row->addStretch(1);
    connect(m_open, &QPushButton::clicked, this, [this] {
        if (const auto sent = current())
            Q_EMIT openRequested(sent->written);
    });
    connect(m_again, &QPushButton::clicked, this, [this] {
        if (const auto sent = current())
            Q_EMIT sendAgain(sent);
    });
    return actions;
}

void HistoryTab::showHistory()
{
    const auto& error = m_history.error();
    if (error && !m_history.isLoaded() && m_history.records().empty()) {
        m_notice->hide();
        return m_state->showError(*error);
    }
    if (error)
        m_notice->setNotice(Tone::Warning, tr("The history is not complete. %1").arg(sentenceOf(*error)), tr("Retry"), errorDetails(*error));
    m_notice->setVisible(error.has_value());
    m_model.setRows(m_history.records());
    if (m_history.records().empty())
        return m_state->showEmpty(tr("Nothing was sent yet"), tr("What you send from this page is kept here, to be looked at and sent again."));
    m_state->showContent();
    if (m_table->currentKey().isEmpty() && m_model.rowCount() > 0)
        m_table->selectKey(m_model.keyAt(0));
    showDetail();
}

SentRecordPtr HistoryTab::current() const
{
    const SentRecordPtr* row = m_model.find(m_table->currentKey());
    return row ? *row : nullptr;
}

void HistoryTab::showDetail()
{
    const SentRecordPtr sent = current();
    const bool whole = sent && sent->contentsKept;
    const bool readOnly = m_context.connection.readOnly;
    m_open->setEnabled(whole);
    m_again->setEnabled(whole && !readOnly);
    m_again->setToolTip(plainToolTip(readOnly ? tr("This connection is read-only: nothing can be sent.")
                                     : sent && !whole
                                         ? tr("Its contents were too large to keep.")
                                         : tr("Sends the very bytes once more, with the same event id.")));
    m_record->setEnabled(sent && sent->delivery);
    if (!sent) {
        m_title->setText(tr("No send is chosen."));
        m_written->clear();
        m_sent->clear();
        return;
    }
    m_title->setText(sent->written.kind == EventTemplate::Kind::Event ? displayText(std::string_view(sent->written.eventType))
                                                                      : displayText(std::string_view(sent->record.topic), 249));
    const QString lost = tr("Its contents were too large to keep.");
    m_written->setPlainText(whole ? writtenText(sent->written) : lost);
    const QString answer = sent->delivery ? QString() : sentenceOf(sent->delivery.error()) + QStringLiteral("\n\n");
    m_sent->setPlainText(answer + (whole ? recordText(sent->record, shownBytes) : lost));
}

void HistoryTab::showRecord()
{
    const SentRecordPtr sent = current();
    if (sent && sent->delivery)
        m_context.navigator.go(OpenRecords{QString::fromStdString(sent->record.topic), sent->delivery->partition, sent->delivery->offset});
}

void HistoryTab::askToClear()
{
    auto* dialog = new CancelDialog(tr("Clear the history?"),
                                    tr("Weir forgets everything that was sent through %1 from this page. The records themselves "
                                       "stay where they are, and the activity keeps its entries.")
                                        .arg(m_context.connection.name),
                                    tr("Clear history"), this);
    connect(dialog, &QDialog::accepted, &m_history, &SentHistory::clear);
    dialog->open();
}

void HistoryTab::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    // On a narrow window the answer matters more than the key, which the detail beside it says too.
    m_table->setColumnHidden(2, width() < 1'000);
}

bool HistoryTab::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    return true;
}

} // namespace weir::ui
