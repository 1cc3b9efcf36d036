// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/source_view.h"

#include "core/records/payload_format.h"
#include "ui/deadletters/letter_bytes_dialog.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/payload_view.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QEvent>
#include <QtGui/QTextBlock>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStackedWidget>

#include <set>

namespace weir::ui {
namespace {

constexpr std::size_t longestCell = 300;
constexpr std::size_t longestSide = 64 * 1024;
constexpr std::size_t mostMarked = 500;

struct StateLook {
    QString word;
    Tone tone;
};

StateLook lookOf(const SourceRecord& source)
{
    switch (source.state) {
    case SourceRecord::State::Identical: return {SourceView::tr("identical"), Tone::Ok};
    case SourceRecord::State::Differs: return {SourceView::tr("differs"), Tone::Warning};
    case SourceRecord::State::Gone: return {SourceView::tr("source gone"), Tone::Warning};
    case SourceRecord::State::Unknown: return {SourceView::tr("source not known"), Tone::Neutral};
    case SourceRecord::State::Failed: return {SourceView::tr("source not readable"), Tone::Bad};
    }
    return {};
}

QString defaultSentence(const SourceRecord& source)
{
    switch (source.state) {
    case SourceRecord::State::Identical: return SourceView::tr("Key and value are those of the source record, byte for byte.");
    case SourceRecord::State::Differs: return SourceView::tr("The source record is not what stands in the dead letter.");
    case SourceRecord::State::Gone: return SourceView::tr("The source record is not there any more.");
    case SourceRecord::State::Unknown: return SourceView::tr("The headers do not tell where the record came from.");
    case SourceRecord::State::Failed: break;
    }
    return source.error ? QString::fromStdString(source.error->message) : QString();
}

QString sideText(const std::optional<std::string>& side)
{
    return side ? displayText(std::string_view(*side), longestCell) : QStringLiteral("–");
}

std::string prettyText(const OptionalBytes& bytes, const std::stop_token& stop)
{
    return bytes ? formatPayload(*bytes, PayloadForm::Pretty, longestSide, stop).text : "NULL";
}

/// A line of pretty JSON without its indentation and the comma behind it.
QString bare(QString line)
{
    line = line.trimmed();
    if (line.endsWith(u','))
        line.chop(1);
    return line;
}

std::vector<int> linesOnlyIn(const QStringList& here, const QStringList& there)
{
    std::multiset<QString> other;
    for (const QString& line : there)
        other.insert(bare(line));
    std::vector<int> result;
    for (int i = 0; i < here.size() && result.size() < mostMarked; ++i) {
        const auto found = other.find(bare(here[i]));
        if (found == other.end())
            result.push_back(i);
        else
            other.erase(found);
    }
    return result;
}

QPlainTextEdit* makeSide(const QString& name, QWidget* parent)
{
    auto* edit = new QPlainTextEdit(parent);
    edit->setAccessibleName(name);
    edit->setReadOnly(true);
    edit->setTabChangesFocus(true);
    edit->setLineWrapMode(QPlainTextEdit::NoWrap);
    edit->setProperty("look", QStringLiteral("well"));
    edit->setFont(Theme::monoFont());
    return edit;
}

} // namespace

SourceView::SourceView(PageContext context, QWidget* parent)
    : QWidget(parent),
      m_context(std::move(context)),
      m_fields(columns(), [](const FieldRow& row) { return QString::number(row.index); }),
      m_state(new PillLabel({}, Tone::Neutral, this)),
      m_sentence(new PlainLabel({}, PlainLabel::Look::Caption, this)),
      m_bytes(linkButton(tr("Compare bytes…"), this)),
      m_stack(new QStackedWidget(this)),
      m_value(new PayloadView(tr("Value of the dead letter"), m_context.tasks, weir::formatPayload, m_stack))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(m_state);
    m_sentence->setWordWrap(true);
    head->addWidget(m_sentence, 1);
    head->addWidget(m_bytes);
    layout->addLayout(head);
    m_stack->addWidget(m_value);
    m_sides = makeSides();
    m_stack->addWidget(m_sides);
    layout->addWidget(m_stack, 1);
    connect(m_bytes, &QPushButton::clicked, this, &SourceView::openBytes);
    setLetter(nullptr);
}

SourceView::~SourceView()
{
    delete m_sides;
}

std::vector<Column<SourceView::FieldRow>> SourceView::columns()
{
    const auto tone = [](const FieldRow& row) {
        return row.difference.change == FieldChange::Rewritten ? Tone::Neutral : Tone::Warning;
    };
    return {
        {.id = QStringLiteral("field"), .title = tr("Field"),
         .text = [](const FieldRow& row) { return displayText(std::string_view(row.difference.field), longestCell); },
         .width = 130, .mono = true, .sortKey = [](const FieldRow& row) { return SortKey(qint64{row.index}); }},
        {.id = QStringLiteral("source"), .title = tr("Source"),
         .text = [](const FieldRow& row) { return sideText(row.difference.left); }, .width = 130, .mono = true, .tone = tone,
         .toolTip = [](const FieldRow& row) { return sideText(row.difference.left); }},
        {.id = QStringLiteral("letter"), .title = tr("Dead letter"),
         .text = [](const FieldRow& row) { return sideText(row.difference.right); }, .width = 0, .mono = true, .tone = tone,
         .toolTip = [](const FieldRow& row) { return sideText(row.difference.right); }},
    };
}

QWidget* SourceView::makeSides()
{
    auto* page = new QWidget(m_stack);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    auto* sides = new QHBoxLayout;
    sides->setSpacing(Theme::gap);
    const auto side = [&](const QString& caption, const QString& name) {
        auto* column = new QVBoxLayout;
        column->setSpacing(3);
        column->addWidget(new PlainLabel(caption, PlainLabel::Look::Caption, page));
        QPlainTextEdit* edit = makeSide(name, page);
        column->addWidget(edit, 1);
        sides->addLayout(column, 1);
        return edit;
    };
    m_left = side(tr("Source record"), tr("Value of the source record"));
    m_right = side(tr("Dead letter"), tr("Value of the dead letter beside its source"));
    layout->addLayout(sides, 3);
    auto* card = new Card(Card::Padding::None, page);
    m_table = new DataTable(&m_fields, tr("Differences from the source record"), QStringLiteral("source-differences"), card);
    m_table->setMinimumHeight(84);
    card->body()->addWidget(m_table);
    layout->addWidget(card, 2);
    return page;
}

void SourceView::setLetter(std::shared_ptr<const Record> letter)
{
    m_task.cancel();
    m_letter = std::move(letter);
    m_sourceRecord.reset();
    m_stack->setCurrentIndex(0);
    m_bytes->hide();
    m_state->setPill({});
    m_sentence->setText(m_letter ? tr("Looking for the source record…") : QString());
    if (!m_letter)
        return m_value->clear();
    m_value->setPayload(m_letter->value ? std::shared_ptr<const Bytes>(m_letter, &*m_letter->value) : nullptr);
}

void SourceView::setSource(SourceRecord source)
{
    if (!m_letter)
        return;
    const StateLook look = lookOf(source);
    m_state->setPill(source.onlyHere ? tr("data only in the source") : look.word, source.onlyHere ? Tone::Accent : look.tone);
    m_sentence->setText(source.sentence.empty() ? defaultSentence(source) : displayText(std::string_view(source.sentence), 600));
    if (source.record)
        m_sourceRecord = std::make_shared<const Record>(std::move(*source.record));
    if (source.onlyHere && m_sourceRecord) {
        // What would be sent is what a person wants to see.
        m_value->setPayload(m_sourceRecord->value ? std::shared_ptr<const Bytes>(m_sourceRecord, &*m_sourceRecord->value) : nullptr);
        return;
    }
    if (source.state != SourceRecord::State::Differs || !m_sourceRecord)
        return;
    std::vector<FieldRow> rows;
    if (source.diff) {
        for (FieldDifference& difference : source.diff->fields) {
            // Every dead letter stands in another place, at another time and with more headers.
            const std::string& field = difference.field;
            if (field.starts_with("value") || field.starts_with("key"))
                rows.push_back({static_cast<int>(rows.size()), std::move(difference)});
        }
    }
    m_fields.setRows(std::move(rows));
    m_bytes->show();
    showDifferences();
}

void SourceView::showDifferences()
{
    m_task.start(
        m_context.tasks,
        [source = m_sourceRecord, letter = m_letter](std::stop_token stop) { return compareLines(*source, *letter, stop); },
        [this](Lines lines) {
            m_lines = std::move(lines);
            m_left->setPlainText(m_lines.left);
            m_right->setPlainText(m_lines.right);
            showLines();
            m_stack->setCurrentIndex(1);
        });
}

SourceView::Lines SourceView::compareLines(const Record& source, const Record& letter, const std::stop_token& stop)
{
    Lines lines;
    lines.left = QString::fromStdString(prettyText(source.value, stop));
    lines.right = QString::fromStdString(prettyText(letter.value, stop));
    const QStringList left = lines.left.split(u'\n');
    const QStringList right = lines.right.split(u'\n');
    lines.leftOnly = linesOnlyIn(left, right);
    lines.rightOnly = linesOnlyIn(right, left);
    return lines;
}

void SourceView::showLines()
{
    markLines(*m_left, m_lines.leftOnly, Tone::Bad);
    markLines(*m_right, m_lines.rightOnly, Tone::Ok);
}

void SourceView::markLines(QPlainTextEdit& edit, const std::vector<int>& lines, Tone tone) const
{
    QList<QTextEdit::ExtraSelection> marks;
    for (const int line : lines) {
        const QTextBlock block = edit.document()->findBlockByNumber(line);
        if (!block.isValid())
            break;
        QTextEdit::ExtraSelection mark;
        mark.cursor = QTextCursor(block);
        mark.format.setBackground(themeOf(this).tintOf(tone));
        mark.format.setProperty(QTextFormat::FullWidthSelection, true);
        marks << mark;
    }
    edit.setExtraSelections(marks);
    if (!lines.empty()) {
        edit.setTextCursor(QTextCursor(edit.document()->findBlockByNumber(lines.front())));
        edit.ensureCursorVisible();
    }
}

void SourceView::openBytes()
{
    if (!m_letter || !m_sourceRecord)
        return;
    auto* dialog = new LetterBytesDialog(m_context, m_sourceRecord, m_letter, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
}

QString SourceView::word() const
{
    return m_state->text();
}

void SourceView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_right)
        showLines();
}

} // namespace weir::ui
