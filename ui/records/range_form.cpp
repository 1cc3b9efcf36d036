// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/range_form.h"

#include "ui/records/foot_text.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtGui/QRegularExpressionValidator>
#include <QtWidgets/QAbstractItemView>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QButtonGroup>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QCompleter>
#include <QtWidgets/QDateTimeEdit>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QRadioButton>
#include <QtWidgets/QSpinBox>

#include <algorithm>

namespace weir::ui {
namespace {

using Kind = weir::RangeEdge::Kind;

/// More would be a wall of numbers; the text field serves any count.
constexpr int mostChips = 32;
constexpr int chipWidth = 330;
constexpr int minutesPerHour = 60;
constexpr int minutesPerDay = 24 * 60;

QWidget* row(std::initializer_list<QWidget*> widgets, QWidget* parent)
{
    auto* result = new QWidget(parent);
    auto* layout = new QHBoxLayout(result);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    for (QWidget* widget : widgets)
        layout->addWidget(widget);
    layout->addStretch(1);
    return result;
}

PlainLabel* word(const QString& text, QWidget* parent) { return new PlainLabel(text, PlainLabel::Look::Dim, parent); }

QButtonGroup* chipPair(const QString& first, const QString& second, const QString& what, QWidget* parent)
{
    auto* group = new QButtonGroup(parent);
    int id = 0;
    for (const QString& text : {first, second}) {
        auto* chip = new Chip(text, parent);
        chip->setAccessibleName(QStringLiteral("%1: %2").arg(what, text));
        group->addButton(chip, id++);
    }
    group->button(0)->setChecked(true);
    return group;
}

qint64 offsetIn(const QLineEdit* field) { return field->text().remove(QLatin1Char(',')).toLongLong(); }

} // namespace

RangeForm::RangeForm(QWidget* parent) : QWidget(parent)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    buildLines();
    auto* line = new QFrame(this);
    line->setFixedHeight(1);
    line->setAutoFillBackground(true);
    line->setBackgroundRole(QPalette::Mid);
    column->addWidget(line);
    buildScope();
    setChoice({});
}

void RangeForm::buildLines()
{
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(1, 1);
    static_cast<QVBoxLayout*>(layout())->addLayout(grid);

    addLine(grid, Whole, tr("Whole topic"), nullptr);
    m_last = new QSpinBox(this);
    m_last->setRange(1, 100'000);
    m_last->setValue(15);
    m_last->setFixedWidth(90);
    m_last->setAccessibleName(tr("How long ago"));
    m_lastUnit = new QComboBox(this);
    m_lastUnit->addItem(tr("minutes"), 1);
    m_lastUnit->addItem(tr("hours"), minutesPerHour);
    m_lastUnit->addItem(tr("days"), minutesPerDay);
    m_lastUnit->setAccessibleName(tr("Unit of time"));
    addLine(grid, Last, tr("The last"), row({m_last, m_lastUnit}, this));
    connect(m_last, &QSpinBox::valueChanged, this, [this] { choose(Last); });
    connect(m_lastUnit, &QComboBox::currentIndexChanged, this, [this] { choose(Last); });
    buildTimes(grid);
    buildOffsets(grid);
    m_group = groupField(tr("Group whose unread records are shown"), Group);
    addLine(grid, Group, tr("Not yet read by"), m_group);
    m_stuckGroup = groupField(tr("Group that is stuck"), Stuck);
    addLine(grid, Stuck, tr("Where a group is stuck"), m_stuckGroup);
}

void RangeForm::buildTimes(QGridLayout* grid)
{
    const QDateTime now = QDateTime::currentDateTime();
    const auto edit = [&](const QString& name, const QDateTime& time) {
        auto* result = new QDateTimeEdit(this);
        result->setDisplayFormat(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
        result->setDateTime(QDateTime(time.date(), QTime(time.time().hour(), 0)));
        result->setFont(Theme::monoFont());
        result->setAccessibleName(name);
        result->setButtonSymbols(QAbstractSpinBox::NoButtons);
        result->setFixedWidth(166);
        connect(result, &QDateTimeEdit::dateTimeChanged, this, [this] { choose(Times); });
        return result;
    };
    m_begin = edit(tr("First time"), now.addSecs(-3600));
    m_end = edit(tr("End time"), now);
    m_endKind = new QComboBox(this);
    m_endKind->addItem(tr("until now"));
    m_endKind->addItem(tr("until"));
    m_endKind->setAccessibleName(tr("Where the time range ends"));
    m_zone = new QComboBox(this);
    m_zone->addItem(tr("local time (%1)").arg(now.timeZoneAbbreviation()));
    m_zone->addItem(tr("UTC"));
    m_zone->setAccessibleName(tr("Time zone of the times"));
    auto* fields = new QWidget(this);
    auto* column = new QVBoxLayout(fields);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addWidget(row({m_begin, m_zone}, fields));
    column->addWidget(row({m_end, m_endKind}, fields));
    // The kind decides whether the time beside it counts, so it stands first in reading order too.
    static_cast<QHBoxLayout*>(m_endKind->parentWidget()->layout())->removeWidget(m_endKind);
    static_cast<QHBoxLayout*>(m_end->parentWidget()->layout())->insertWidget(0, m_endKind);
    setTabOrder(m_zone, m_endKind);
    setTabOrder(m_endKind, m_end);
    addLine(grid, Times, tr("Since"), fields);
    connect(m_endKind, &QComboBox::currentIndexChanged, this, [this] { choose(Times); });
    connect(m_zone, &QComboBox::currentIndexChanged, this, &RangeForm::zoneChanged);
}

void RangeForm::buildOffsets(QGridLayout* grid)
{
    m_firstOffset = numberField(tr("First offset"), Offset);
    m_lastOffset = numberField(tr("Last offset"), Offset);
    m_lastOffset->setPlaceholderText(tr("the end"));
    addLine(grid, Offset, tr("From offset"), row({m_firstOffset, word(tr("to"), this), m_lastOffset}, this));
}

QRadioButton* RangeForm::addLine(QGridLayout* grid, Line line, const QString& text, QWidget* fields)
{
    auto* radio = new QRadioButton(text, this);
    radio->setAccessibleName(text);
    m_lines[line] = radio;
    grid->addWidget(radio, line, 0, Qt::AlignTop);
    radio->setMinimumHeight(Theme::controlHeight);
    if (fields)
        grid->addWidget(fields, line, 1);
    connect(radio, &QRadioButton::toggled, this, [this](bool on) {
        if (on)
            lineChosen();
    });
    return radio;
}

QLineEdit* RangeForm::numberField(const QString& name, Line line)
{
    auto* field = new QLineEdit(this);
    field->setAccessibleName(name);
    field->setFont(Theme::monoFont());
    field->setAlignment(Qt::AlignRight);
    field->setFixedWidth(130);
    // Offsets are pasted from this program's own tables too, where they have separators.
    field->setValidator(new QRegularExpressionValidator(QRegularExpression(QStringLiteral("[0-9,]{0,25}")), field));
    connect(field, &QLineEdit::textEdited, this, [this, line] { choose(line); });
    connect(field, &QLineEdit::returnPressed, this, &RangeForm::submitted);
    return field;
}

QComboBox* RangeForm::groupField(const QString& name, Line line)
{
    auto* field = new QComboBox(this);
    field->setEditable(true);
    field->setInsertPolicy(QComboBox::NoInsert);
    field->setAccessibleName(name);
    field->lineEdit()->setPlaceholderText(tr("consumer group"));
    field->setMinimumWidth(220);
    field->setMaximumWidth(360);
    field->completer()->setFilterMode(Qt::MatchContains);
    field->completer()->setCompletionMode(QCompleter::PopupCompletion);
    field->completer()->popup()->setAccessibleName(tr("Groups that match"));
    connect(field, &QComboBox::editTextChanged, this, [this, line] { choose(line); });
    connect(field->lineEdit(), &QLineEdit::returnPressed, this, &RangeForm::submitted);
    return field;
}

void RangeForm::buildScope()
{
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(8);
    grid->setColumnStretch(1, 1);
    static_cast<QVBoxLayout*>(layout())->addLayout(grid);
    buildPartitions(grid);
    m_isolation = chipPair(tr("All records"), tr("Committed only"), tr("Isolation"), this);
    m_isolation->button(1)->setToolTip(plainToolTip(tr("Leaves out records of transactions that are open or were aborted")));
    m_order = chipPair(tr("Newest first"), tr("Oldest first"), tr("Order"), this);
    const auto add = [&](int line, const QString& text, QButtonGroup* group) {
        grid->addWidget(word(text, this), line, 0);
        grid->addWidget(row({group->button(0), group->button(1)}, this), line, 1);
        connect(group, &QButtonGroup::idClicked, this, &RangeForm::tell);
    };
    add(2, tr("Show"), m_isolation);
    add(3, tr("Order"), m_order);
    // As wide as the lines above, so that both blocks share one edge.
    grid->setColumnMinimumWidth(0, m_lines[Stuck]->sizeHint().width());
}

void RangeForm::buildPartitions(QGridLayout* grid)
{
    m_partitions = new QLineEdit(this);
    m_partitions->setAccessibleName(tr("Partitions"));
    m_partitions->setPlaceholderText(tr("all; or 0–3, 7"));
    m_partitions->setClearButtonEnabled(true);
    m_partitions->setFont(Theme::monoFont());
    m_partitions->setMaximumWidth(360);
    m_chipArea = new QWidget(this);
    auto* flow = new FlowLayout(4, 4, m_chipArea);
    flow->setContentsMargins(0, 0, 0, 0);
    grid->addWidget(word(tr("Partitions"), this), 0, 0);
    grid->addWidget(m_partitions, 0, 1);
    grid->addWidget(m_chipArea, 1, 1);
    connect(m_partitions, &QLineEdit::textChanged, this, [this] {
        showChips();
        tell();
    });
    connect(m_partitions, &QLineEdit::returnPressed, this, &RangeForm::submitted);
    makeChips();
}

void RangeForm::makeChips()
{
    qDeleteAll(m_chips);
    m_chips.clear();
    const int count = m_partitionCount > 1 && m_partitionCount <= mostChips ? m_partitionCount : 0;
    for (int i = 0; i < count; ++i) {
        auto* chip = new Chip(QString::number(i), m_chipArea);
        chip->setAccessibleName(tr("Partition %1").arg(i));
        m_chipArea->layout()->addWidget(chip);
        connect(chip, &Chip::clicked, this, &RangeForm::chipsChanged);
        m_chips.push_back(chip);
    }
    m_chipArea->setVisible(count > 0);
    // Said outright: a popup asks only for a size hint, and that of a flow is one line.
    m_chipArea->setFixedSize(chipWidth, m_chipArea->layout()->heightForWidth(chipWidth));
    showChips();
}

void RangeForm::showChips()
{
    const auto chosen = parsePartitions(m_partitions->text(), m_partitionCount);
    if (!chosen)
        return;
    for (std::size_t i = 0; i < m_chips.size(); ++i)
        m_chips[i]->setChecked(std::ranges::binary_search(*chosen, static_cast<int>(i)));
}

void RangeForm::chipsChanged()
{
    std::vector<std::int32_t> chosen;
    for (std::size_t i = 0; i < m_chips.size(); ++i) {
        if (m_chips[i]->isChecked())
            chosen.push_back(static_cast<std::int32_t>(i));
    }
    m_partitions->setText(partitionRuns(std::move(chosen)));
}

void RangeForm::choose(Line line)
{
    if (!m_setting)
        m_lines[line]->setChecked(true);
    tell();
}

void RangeForm::lineChosen()
{
    if (!m_setting) {
        // The usual order of the kind chosen; whoever wants the other one says so afterwards.
        const bool newest = line() == Whole || line() == Last || line() == Times;
        m_order->button(newest ? 0 : 1)->setChecked(true);
    }
    tell();
}

void RangeForm::zoneChanged()
{
    // The moment stays; only how it is written changes.
    const Qt::TimeSpec spec = m_zone->currentIndex() == 1 ? Qt::UTC : Qt::LocalTime;
    for (QDateTimeEdit* edit : {m_begin, m_end}) {
        const QDateTime moment = edit->dateTime().toTimeSpec(spec);
        const QSignalBlocker quiet(edit);
        edit->setTimeSpec(spec);
        edit->setDateTime(moment);
    }
    choose(Times);
}

void RangeForm::tell()
{
    if (m_setting)
        return;
    m_end->setEnabled(m_endKind->currentIndex() == 1);
    const bool bad = !parsePartitions(m_partitions->text(), m_partitionCount);
    const QString look = bad ? QStringLiteral("invalid") : QString();
    if (m_partitions->property("look").toString() != look) {
        m_partitions->setProperty("look", look);
        m_partitions->style()->unpolish(m_partitions);
        m_partitions->style()->polish(m_partitions);
    }
    Q_EMIT changed();
}

RangeForm::Line RangeForm::line() const
{
    const auto chosen = std::ranges::find_if(m_lines, [](const QRadioButton* radio) { return radio->isChecked(); });
    return chosen == m_lines.end() ? Whole : static_cast<Line>(chosen - m_lines.begin());
}

void RangeForm::setPartitionCount(int count)
{
    if (count == m_partitionCount)
        return;
    m_partitionCount = count;
    makeChips();
    tell();
}

void RangeForm::setGroups(const QStringList& groups)
{
    QStringList sorted = groups;
    sorted.sort(Qt::CaseInsensitive);
    m_setting = true;
    for (QComboBox* field : {m_group, m_stuckGroup}) {
        const QString typed = field->currentText();
        field->clear();
        field->addItems(sorted);
        field->setCurrentIndex(-1);
        field->setEditText(typed);
    }
    m_setting = false;
}

void RangeForm::focusFirst()
{
    m_lines[line()]->setFocus(Qt::PopupFocusReason);
}

void RangeForm::setChoice(const RangeChoice& choice)
{
    m_setting = true;
    m_zone->setCurrentIndex(choice.utc ? 1 : 0);
    const auto moment = [&](qint64 ms) { return QDateTime::fromMSecsSinceEpoch(ms, choice.utc ? Qt::UTC : Qt::LocalTime); };
    Line line = Whole;
    if (choice.lastMinutes > 0) {
        const int unit = choice.lastMinutes % minutesPerDay == 0 ? minutesPerDay
                         : choice.lastMinutes % minutesPerHour == 0 ? minutesPerHour
                                                                     : 1;
        line = Last;
        m_last->setValue(choice.lastMinutes / unit);
        m_lastUnit->setCurrentIndex(m_lastUnit->findData(unit));
    } else if (choice.from.kind == Kind::Time) {
        line = Times;
        m_begin->setDateTime(moment(choice.from.value));
        m_endKind->setCurrentIndex(choice.to.kind == Kind::Time ? 1 : 0);
        if (choice.to.kind == Kind::Time)
            m_end->setDateTime(moment(choice.to.value));
    } else if (choice.from.kind == Kind::Offset) {
        line = Offset;
        m_firstOffset->setText(QString::number(choice.from.value));
        m_lastOffset->setText(choice.to.kind == Kind::Offset ? QString::number(choice.to.value - 1) : QString());
    } else if (choice.from.kind == Kind::Group || choice.from.kind == Kind::Stuck) {
        line = choice.from.kind == Kind::Group ? Group : Stuck;
        (line == Group ? m_group : m_stuckGroup)->setEditText(QString::fromStdString(choice.from.group));
    }
    m_lines[line]->setChecked(true);
    m_partitions->setText(partitionRuns({choice.partitions.begin(), choice.partitions.end()}));
    m_isolation->button(choice.isolation == weir::Isolation::ReadCommitted ? 1 : 0)->setChecked(true);
    m_order->button(choice.newestFirst ? 0 : 1)->setChecked(true);
    m_setting = false;
    tell();
}

RangeChoice RangeForm::choice() const
{
    RangeChoice result;
    switch (line()) {
    case Last: result.lastMinutes = m_last->value() * m_lastUnit->currentData().toInt(); break;
    case Times:
        result.utc = m_zone->currentIndex() == 1;
        result.from = {Kind::Time, m_begin->dateTime().toMSecsSinceEpoch(), {}};
        if (m_endKind->currentIndex() == 1)
            result.to = {Kind::Time, m_end->dateTime().toMSecsSinceEpoch(), {}};
        break;
    case Offset:
        result.from = {Kind::Offset, offsetIn(m_firstOffset), {}};
        if (!m_lastOffset->text().isEmpty())
            result.to = {Kind::Offset, offsetIn(m_lastOffset) + 1, {}};
        break;
    case Group: result.from = {Kind::Group, 0, m_group->currentText().trimmed().toStdString()}; break;
    case Stuck: result.from = {Kind::Stuck, 0, m_stuckGroup->currentText().trimmed().toStdString()}; break;
    default: break;
    }
    if (const auto partitions = parsePartitions(m_partitions->text(), m_partitionCount))
        result.partitions = *partitions;
    result.isolation = m_isolation->checkedId() == 1 ? weir::Isolation::ReadCommitted : weir::Isolation::ReadUncommitted;
    result.newestFirst = m_order->checkedId() != 1;
    return result;
}

QString RangeForm::obstacle() const
{
    const auto offset = [](const QLineEdit* field) {
        bool good = false;
        const qint64 value = field->text().remove(QLatin1Char(',')).toLongLong(&good);
        return good && value < std::numeric_limits<qint64>::max();
    };
    switch (line()) {
    case Times:
        if (m_endKind->currentIndex() == 1 && m_end->dateTime() <= m_begin->dateTime())
            return tr("The end lies before the beginning.");
        break;
    case Offset:
        if (m_firstOffset->text().isEmpty())
            return tr("Type the offset to begin at.");
        if (!offset(m_firstOffset) || (!m_lastOffset->text().isEmpty() && !offset(m_lastOffset)))
            return tr("This is larger than any offset.");
        if (!m_lastOffset->text().isEmpty() && offsetIn(m_lastOffset) < offsetIn(m_firstOffset))
            return tr("The last offset lies before the first one.");
        break;
    case Group:
    case Stuck:
        if ((line() == Group ? m_group : m_stuckGroup)->currentText().trimmed().isEmpty())
            return tr("Name the consumer group.");
        break;
    default: break;
    }
    const auto partitions = parsePartitions(m_partitions->text(), m_partitionCount);
    return partitions ? QString() : partitions.error();
}

} // namespace weir::ui
