// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/handled_tab.h"

#include "ui/deadletters/failure_words.h"
#include "ui/deadletters/inbox_feed.h"
#include "ui/deadletters/letter_words.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/state_view.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QInputDialog>
#include <QtWidgets/QPushButton>

#include <algorithm>

namespace weir::ui {
namespace {

using Row = HandledRow;

QString markText(LetterMark mark)
{
    switch (mark) {
    case LetterMark::Open: return HandledTab::tr("open, with a note");
    case LetterMark::Handled: return HandledTab::tr("handled");
    case LetterMark::Ignored: return HandledTab::tr("ignored");
    }
    return {};
}

QString lettersText(const Row& row)
{
    if (row.letter)
        return QStringLiteral("1");
    return row.covered ? countText(*row.covered) : QStringLiteral("–");
}

QString noteText(const Row& row) { return displayText(std::string_view(row.word.note), 400); }

HandledRow groupRow(const InboxFeed& feed, const std::string& id, const MarkedGroup& mark)
{
    HandledRow row;
    row.group = id;
    row.word = mark.word;
    row.until = mark.until;
    const FailureGroup* group = findGroup(*feed.state(), id);
    if (!group) {
        row.title = HandledTab::tr("A failure that is not in the inbox now");
        row.detail = displayText(std::string_view(id), 40);
        return row;
    }
    row.title = failureName(group->key);
    row.detail = group->key.exceptionClass.empty() ? displayText(std::string_view(group->key.origin), 249)
                                                   : displayText(std::string_view(group->key.pattern), 300);
    row.open = feed.open(*group);
    row.covered = group->count - row.open;
    return row;
}

} // namespace

QString handledKey(const HandledRow& row)
{
    return row.letter ? QString::fromStdString(placeText(*row.letter)) : QString::fromStdString(row.group);
}

std::vector<HandledRow> handledRows(const InboxFeed& feed, std::size_t most)
{
    std::vector<HandledRow> rows;
    for (const auto& [id, mark] : feed.states()->groups)
        rows.push_back(groupRow(feed, id, mark));
    const auto newest = [](const HandledRow& a, const HandledRow& b) { return a.word.time > b.word.time; };
    std::ranges::sort(rows, newest);
    std::vector<HandledRow> letters;
    for (const auto& [place, word] : feed.states()->letters) {
        HandledRow row;
        row.letter = place;
        row.word = word;
        row.title = placeWords(place);
        row.detail = HandledTab::tr("a single letter");
        letters.push_back(std::move(row));
    }
    std::ranges::sort(letters, newest);
    if (letters.size() > most)
        letters.resize(most);
    rows.insert(rows.end(), std::make_move_iterator(letters.begin()), std::make_move_iterator(letters.end()));
    return rows;
}

std::vector<Column<HandledRow>> handledColumns()
{
    return {
        {.id = QStringLiteral("what"), .title = HandledTab::tr("Failure or letter"),
         .text = [](const Row& row) { return row.title; }, .width = 380,
         .subText = [](const Row& row) { return row.detail; }, .strong = [](const Row& row) { return !row.letter; },
         .toolTip = [](const Row& row) { return QStringLiteral("%1\n%2").arg(row.title, row.detail); }},
        {.id = QStringLiteral("mark"), .title = HandledTab::tr("Word"), .text = [](const Row& row) { return markText(row.word.mark); },
         .width = 130, .mark = [](const Row& row) -> CellMark {
             return PillCell{markText(row.word.mark), row.word.mark == LetterMark::Handled ? Tone::Accent : Tone::Neutral};
         }},
        {.id = QStringLiteral("letters"), .title = HandledTab::tr("Letters"), .text = lettersText, .width = 84,
         .alignment = Qt::AlignRight, .mono = true, .searchable = false,
         .sortKey = [](const Row& row) { return row.letter ? SortKey(qint64{1}) : row.covered ? SortKey(*row.covered) : SortKey(); }},
        {.id = QStringLiteral("again"), .title = HandledTab::tr("Open again"), .text = [](const Row& row) {
             return row.open > 0 ? countText(row.open) : QString();
         }, .width = 96, .alignment = Qt::AlignRight, .mono = true, .searchable = false,
         .sortKey = [](const Row& row) { return SortKey(row.open); },
         .tone = [](const Row& row) { return row.open > 0 ? Tone::Warning : Tone::Neutral; },
         .toolTip = [](const Row& row) {
             return row.open > 0 ? HandledTab::tr("Failures like it that came after %1").arg(momentText(row.until)) : QString();
         }},
        {.id = QStringLiteral("note"), .title = HandledTab::tr("Note"), .text = noteText, .width = 0,
         .toolTip = [](const Row& row) { return displayText(std::string_view(row.word.note), 4'000); }},
        {.id = QStringLiteral("when"), .title = HandledTab::tr("Said"), .text = [](const Row& row) { return shortMoment(row.word.time); },
         .width = 110, .alignment = Qt::AlignRight, .mono = true, .searchable = false,
         .sortKey = [](const Row& row) { return SortKey(static_cast<qint64>(row.word.time)); },
         .toolTip = [](const Row& row) { return momentDetails(row.word.time); }},
    };
}

HandledTab::HandledTab(InboxFeed& feed, QWidget* parent) : QWidget(parent), m_feed(feed), m_model(handledColumns(), handledKey)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    auto* card = new Card(Card::Padding::None, this);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(11, 6, 8, 4);
    head->setSpacing(4);
    m_title = new PlainLabel({}, PlainLabel::Look::Strong, card);
    m_title->setElide(Qt::ElideMiddle);
    head->addWidget(m_title, 1);
    m_open = linkButton(tr("Open again"), card);
    m_note = linkButton(tr("Note…"), card);
    head->addWidget(m_open);
    head->addWidget(m_note);
    card->body()->addLayout(head);
    m_table = new DataTable(&m_model, tr("Handled and ignored failures"), QStringLiteral("handled-failures"), card);
    m_table->setRowHeight(Theme::twoLineRowHeight);
    card->body()->addWidget(m_table, 1);
    m_view = new StateView(card, this);
    layout->addWidget(m_view, 1);
    m_foot = new PlainLabel(tr("Marks and notes are kept on this computer; nothing is changed on the cluster. A failure that comes again after it was handled is open again; an ignored one stays ignored."),
                            PlainLabel::Look::Caption, this);
    m_foot->setElide(Qt::ElideRight);
    layout->addWidget(m_foot);
    connect(&m_feed, &InboxFeed::statesChanged, this, &HandledTab::showRows);
    connect(m_table, &DataTable::currentKeyChanged, this, &HandledTab::showSelected);
    connect(m_open, &QPushButton::clicked, this, &HandledTab::openAgain);
    connect(m_note, &QPushButton::clicked, this, &HandledTab::askForNote);
    showRows();
}

HandledTab::~HandledTab()
{
    // The table goes before the model it shows: that is a member, which end before a widget's children.
    delete m_view;
}

void HandledTab::showRows()
{
    const int before = m_model.totalRows();
    m_model.setRows(handledRows(m_feed));
    if (m_model.totalRows() == 0)
        m_view->showEmpty(tr("Nothing is handled or ignored"),
                          m_feed.canMark() ? tr("Choose a failure or tick letters on the tab Failures and mark them there.") : m_feed.whyNotMark());
    else if (m_view->state() != StateView::State::Content)
        m_view->showContent();
    if (m_table->currentKey().isEmpty() && m_model.rowCount() > 0)
        m_table->selectKey(m_model.keyAt(0));
    showSelected();
    if (before != m_model.totalRows())
        Q_EMIT countChanged();
}

void HandledTab::showSelected()
{
    const HandledRow* row = m_model.find(m_table->currentKey());
    m_title->setText(row ? row->title : tr("Select a failure."));
    m_open->setEnabled(row != nullptr && m_feed.canMark());
    m_note->setEnabled(row != nullptr && m_feed.canMark());
}

void HandledTab::say(const HandledRow& row, const MarkedLetter& word)
{
    if (row.letter)
        m_feed.markLetters({*row.letter}, word);
    else
        m_feed.markGroups({{row.group, MarkedGroup{word, row.until}}});
}

void HandledTab::openAgain()
{
    if (const HandledRow* row = m_model.find(m_table->currentKey()))
        say(*row, {LetterMark::Open, {}, nowMs()});
}

void HandledTab::askForNote()
{
    const HandledRow* row = m_model.find(m_table->currentKey());
    if (!row)
        return;
    auto* dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Note"));
    dialog->setOption(QInputDialog::UsePlainTextEditForTextInput);
    dialog->setLabelText(tr("A note, kept on this computer:"));
    dialog->setTextValue(QString::fromStdString(row->word.note));
    connect(dialog, &QInputDialog::textValueSelected, this, [this, key = handledKey(*row)](const QString& text) {
        if (const HandledRow* now = m_model.find(key))
            say(*now, {now->word.mark, text.trimmed().toStdString(), nowMs()});
    });
    dialog->open();
}

} // namespace weir::ui
