// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/plan_samples.h"

#include "core/records/payload_text.h"
#include "ui/async/task_pool.h"
#include "ui/widgets/card.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/hex_view.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QEvent>
#include <QtGui/QTextBlock>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QButtonGroup>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QStackedWidget>

#include <algorithm>

namespace weir::ui {
namespace {

constexpr std::size_t shownBytes = std::size_t{16} << 10U;

Tone toneOf(FieldChange change)
{
    switch (change) {
    case FieldChange::Added: return Tone::Ok;
    case FieldChange::Removed: return Tone::Bad;
    case FieldChange::Changed: return Tone::Warning;
    case FieldChange::Rewritten: break;
    }
    return Tone::Neutral;
}

QString sideText(const std::optional<std::string>& side)
{
    return side ? displayText(std::string_view(*side), 400) : QStringLiteral("–");
}

/// The lines of a value as they are shown: JSON indented, everything escaped.
QStringList linesOf(const OptionalBytes& value)
{
    if (!value)
        return {QStringLiteral("NULL")};
    if (value->empty())
        return {PlanSamples::tr("empty (0 bytes)")};
    std::string text = value->substr(0, shownBytes);
    if (value->size() <= shownBytes)
        if (auto pretty = prettyJson(*value))
            text = std::move(*pretty);
    QStringList lines;
    for (std::string_view rest = text; !rest.empty();) {
        const auto end = rest.find('\n');
        lines << displayText(rest.substr(0, end), 4096);
        rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    }
    if (value->size() > shownBytes)
        lines << PlanSamples::tr("… %1 in all").arg(sizeText(static_cast<qint64>(value->size())));
    return lines;
}

/// Lines between the common beginning and end that do not occur in the other's.
std::vector<int> ownLines(const QStringList& mine, const QStringList& other)
{
    qsizetype begin = 0;
    while (begin < std::min(mine.size(), other.size()) && mine[begin] == other[begin])
        ++begin;
    qsizetype end = 0;
    while (end < std::min(mine.size(), other.size()) - begin && mine[mine.size() - 1 - end] == other[other.size() - 1 - end])
        ++end;
    const QStringList middle = other.mid(begin, other.size() - begin - end);
    const QSet<QString> there(middle.begin(), middle.end());
    std::vector<int> own;
    for (qsizetype i = begin; i < mine.size() - end; ++i)
        if (!there.contains(mine[i]))
            own.push_back(static_cast<int>(i));
    return own;
}

QPlainTextEdit* textSide(const QString& name, QWidget* parent)
{
    auto* field = new QPlainTextEdit(parent);
    field->setAccessibleName(name);
    field->setReadOnly(true);
    field->setTabChangesFocus(true);
    field->setFont(Theme::monoFont());
    field->setProperty("look", QStringLiteral("well"));
    field->setWordWrapMode(QTextOption::WrapAnywhere);
    field->setMinimumHeight(80);
    return field;
}

QWidget* sidesOf(QWidget* left, QWidget* right, QWidget* page)
{
    auto* layout = new QHBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(10);
    const auto add = [&](const QString& caption, QWidget* side) {
        auto* column = new QVBoxLayout;
        column->setSpacing(4);
        column->addWidget(new PlainLabel(caption, PlainLabel::Look::Caption, page));
        column->addWidget(side, 1);
        layout->addLayout(column, 1);
    };
    add(PlanSamples::tr("Value as it stands there"), left);
    add(PlanSamples::tr("Value as it will be sent"), right);
    return page;
}

} // namespace

PlanSamples::PlanSamples(std::shared_ptr<TaskPool> tasks, QWidget* parent)
    : QWidget(parent),
      m_tasks(std::move(tasks)),
      m_rows(columns(), [](const Row& row) { return QString::number(row.index); }),
      m_choice(new QComboBox(this)),
      m_summary(new PlainLabel({}, PlainLabel::Look::Dim, this)),
      m_looks(new QButtonGroup(this)),
      m_stack(new QStackedWidget(this)),
      m_table(new DataTable(&m_rows, tr("Differences by field"), QStringLiteral("replay-differences"), this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(15, 10, 15, 8);
    layout->setSpacing(8);
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    m_choice->setAccessibleName(tr("Sample"));
    m_choice->setMinimumWidth(120);
    m_choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    head->addWidget(m_choice, 1);
    for (const QString& name : {tr("Text"), tr("Bytes")}) {
        auto* chip = new Chip(name, this);
        chip->setCheckable(true);
        m_looks->addButton(chip, static_cast<int>(m_looks->buttons().size()));
        chip->setChecked(m_looks->id(chip) == 0);
        head->addWidget(chip);
    }
    layout->addLayout(head);
    m_stack->addWidget(makeTexts());
    m_stack->addWidget(makeBytes());
    layout->addWidget(m_stack, 3);
    m_summary->setWordWrap(true);
    layout->addWidget(m_summary);
    m_table->setMinimumHeight(80);
    layout->addWidget(m_table, 2);
    connect(m_choice, &QComboBox::currentIndexChanged, this, &PlanSamples::showSample);
    connect(m_looks, &QButtonGroup::idClicked, m_stack, &QStackedWidget::setCurrentIndex);
}

PlanSamples::~PlanSamples()
{
    delete m_table; // before the model it shows
}

QWidget* PlanSamples::makeTexts()
{
    auto* page = new QWidget(m_stack);
    m_before = textSide(tr("Value as it stands there"), page);
    m_after = textSide(tr("Value as it will be sent"), page);
    return sidesOf(m_before, m_after, page);
}

QWidget* PlanSamples::makeBytes()
{
    auto* page = new QWidget(m_stack);
    m_beforeHex = new HexView(tr("Bytes of the value as it stands there"), page);
    m_afterHex = new HexView(tr("Bytes of the value as it will be sent"), page);
    return sidesOf(m_beforeHex, m_afterHex, page);
}

std::vector<Column<PlanSamples::Row>> PlanSamples::columns()
{
    std::vector<Column<Row>> columns;
    columns.push_back({.id = QStringLiteral("field"), .title = tr("Field"),
                       .text = [](const Row& row) { return displayText(std::string_view(row.difference.field), 300); },
                       .width = 232, .mono = true,
                       .sortKey = [](const Row& row) { return SortKey(qint64{row.index}); },
                       .toolTip = [](const Row& row) { return displayText(std::string_view(row.difference.field), 300); }});
    columns.push_back({.id = QStringLiteral("before"), .title = tr("As it stands there"),
                       .text = [](const Row& row) { return sideText(row.difference.left); }, .width = 142, .mono = true,
                       .toolTip = [](const Row& row) { return sideText(row.difference.left); }});
    columns.push_back({.id = QStringLiteral("after"), .title = tr("As it will be sent"),
                       .text = [](const Row& row) { return sideText(row.difference.right); }, .width = 0, .mono = true,
                       .toolTip = [](const Row& row) { return sideText(row.difference.right); }});
    columns.push_back({.id = QStringLiteral("change"), .title = tr("What changes"),
                       .text = [](const Row& row) { return displayText(fieldChangeName(row.difference.change)); }, .width = 96,
                       .mark = [](const Row& row) -> CellMark {
                           return PillCell{displayText(fieldChangeName(row.difference.change)), toneOf(row.difference.change)};
                       }});
    return columns;
}

void PlanSamples::setPlan(std::shared_ptr<const ReplayPlan> plan)
{
    const int shown = m_choice->currentIndex();
    m_plan = std::move(plan);
    {
        const QSignalBlocker quiet(m_choice);
        m_choice->clear();
        for (const ReplaySample& sample : m_plan ? m_plan->samples : std::vector<ReplaySample>()) {
            const std::string place = placeText(sample.place);
            const QString partition = sample.after.partition ? QString::number(*sample.after.partition) : tr("by key");
            m_choice->addItem(tr("%1 → %2, partition %3").arg(displayText(std::string_view(place)),
                                                             displayText(std::string_view(sample.after.topic), 249), partition));
        }
        m_choice->setCurrentIndex(std::clamp(shown, m_choice->count() > 0 ? 0 : -1, m_choice->count() - 1));
    }
    showSample();
}

PlanSamples::Compared PlanSamples::compare(const ReplaySample& sample, std::stop_token stop)
{
    // Where it goes is said above; what is compared is what a consumer gets.
    Record after = sample.before;
    after.key = sample.after.key;
    after.value = sample.after.value;
    after.headers = sample.after.headers;
    Compared result;
    result.fields = diffRecords(sample.before, after, stop);
    // What was edited comes before the headers, which change in every replay.
    std::ranges::stable_partition(result.fields.fields, [](const FieldDifference& one) {
        return one.field.starts_with("value") || one.field.starts_with("key");
    });
    result.bytes = diffBytes(sample.before.value.value_or(Bytes()), after.value.value_or(Bytes()), stop);
    const QStringList left = linesOf(sample.before.value);
    const QStringList right = linesOf(after.value);
    result.changedBefore = ownLines(left, right);
    result.changedAfter = ownLines(right, left);
    result.before = left.join(QLatin1Char('\n'));
    result.after = right.join(QLatin1Char('\n'));
    if (sample.before.value)
        result.beforeBytes = std::make_shared<const Bytes>(*sample.before.value);
    if (after.value)
        result.afterBytes = std::make_shared<const Bytes>(*after.value);
    return result;
}

void PlanSamples::showSample()
{
    const int index = m_choice->currentIndex();
    m_task.cancel();
    if (!m_plan || index < 0 || index >= static_cast<int>(m_plan->samples.size())) {
        m_summary->setText(m_plan ? tr("No record would be sent, so there is nothing to show.") : QString());
        m_before->clear();
        m_after->clear();
        m_beforeHex->setBytes(nullptr);
        m_afterHex->setBytes(nullptr);
        m_rows.setRows({});
        return;
    }
    m_summary->setText({});
    m_task.start(
        m_tasks,
        [plan = m_plan, index](std::stop_token stop) {
            return compare(plan->samples[static_cast<std::size_t>(index)], stop);
        },
        [this](Compared compared) { showCompared(std::move(compared)); });
}

void PlanSamples::showCompared(Compared compared)
{
    m_before->setPlainText(compared.before);
    m_after->setPlainText(compared.after);
    m_changedBefore = std::move(compared.changedBefore);
    m_changedAfter = std::move(compared.changedAfter);
    markLines(m_before, m_changedBefore, false);
    markLines(m_after, m_changedAfter, true);
    m_beforeHex->setBytes(std::move(compared.beforeBytes));
    m_afterHex->setBytes(std::move(compared.afterBytes));
    std::vector<HexView::Mark> left;
    std::vector<HexView::Mark> right;
    for (const ByteSpan& span : compared.bytes.spans) {
        if (span.same)
            continue;
        left.push_back({span.leftBegin, span.leftEnd});
        right.push_back({span.rightBegin, span.rightEnd});
    }
    m_beforeHex->setMarks(std::move(left));
    m_afterHex->setMarks(std::move(right));
    const ReplaySample& sample = m_plan->samples[static_cast<std::size_t>(m_choice->currentIndex())];
    QStringList words;
    words << (compared.fields.sameKey ? tr("key byte for byte") : tr("key changes"));
    words << (compared.fields.sameValue ? tr("value byte for byte") : tr("value changes"));
    words << countedText(static_cast<qint64>(compared.fields.fields.size()), tr("1 difference"), tr("%1 differences"));
    if (sample.fromSource)
        words << tr("data taken from the source record");
    m_summary->setText(words.join(QStringLiteral(" · ")));
    std::vector<Row> rows;
    for (FieldDifference& difference : compared.fields.fields)
        rows.push_back({static_cast<int>(rows.size()), std::move(difference)});
    m_rows.setRows(std::move(rows));
}

QString PlanSamples::summary() const { return m_summary->fullText(); }

void PlanSamples::markLines(QPlainTextEdit* field, const std::vector<int>& lines, bool added)
{
    const Theme& theme = themeOf(this);
    QList<QTextEdit::ExtraSelection> marks;
    for (const int line : lines) {
        QTextEdit::ExtraSelection mark;
        mark.format.setBackground(added ? theme.okTint : theme.badTint);
        mark.format.setProperty(QTextFormat::FullWidthSelection, true);
        mark.cursor = QTextCursor(field->document()->findBlockByNumber(line));
        marks << mark;
    }
    field->setExtraSelections(marks);
}

void PlanSamples::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange && m_after) {
        markLines(m_before, m_changedBefore, false);
        markLines(m_after, m_changedAfter, true);
    }
    QWidget::changeEvent(event);
}

} // namespace weir::ui
