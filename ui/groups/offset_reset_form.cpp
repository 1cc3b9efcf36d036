// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/groups/offset_reset_form.h"

#include "core/groups/reset_text.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/theme.h"

#include <QtCore/QRegularExpression>
#include <QtGui/QRegularExpressionValidator>
#include <QtWidgets/QAbstractItemView>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QCompleter>
#include <QtWidgets/QDateTimeEdit>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStackedWidget>

#include <algorithm>

namespace weir::ui {
namespace {

using To = ResetTarget::To;

enum Page { NoField, OffsetPage, TimePage, ShiftPage, GroupPageField, FilePage };

Page pageOf(To to)
{
    switch (to) {
    case To::Offset: return OffsetPage;
    case To::Time: return TimePage;
    case To::ShiftBy: return ShiftPage;
    case To::LikeGroup: return GroupPageField;
    case To::Offsets: return FilePage;
    case To::Earliest:
    case To::Latest:
    case To::SkipRecord: break;
    }
    return NoField;
}

QWidget* rowOf(std::initializer_list<QWidget*> widgets, QWidget* parent)
{
    auto* row = new QWidget(parent);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    for (QWidget* widget : widgets)
        layout->addWidget(widget);
    layout->addStretch(1);
    return row;
}

} // namespace

OffsetResetForm::OffsetResetForm(std::string group, QWidget* parent) : QWidget(parent), m_group(std::move(group))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    auto* first = new QHBoxLayout;
    auto* second = new QHBoxLayout;
    for (QHBoxLayout* row : {first, second}) {
        row->setSpacing(8);
        column->addLayout(row);
    }
    buildTarget(first);
    buildScope(second);
    targetChosen();
}

void OffsetResetForm::buildTarget(QHBoxLayout* row)
{
    auto* caption = new PlainLabel(tr("Set to"), PlainLabel::Look::Dim, this);
    caption->setFixedWidth(52);
    m_to = new QComboBox(this);
    m_to->setAccessibleName(tr("Set to"));
    m_to->setFixedWidth(250);
    const std::pair<To, QString> choices[] = {{To::Earliest, tr("the earliest offset")},
                                              {To::Latest, tr("the end")},
                                              {To::Offset, tr("an offset")},
                                              {To::Time, tr("a time")},
                                              {To::ShiftBy, tr("shifted by a number")},
                                              {To::LikeGroup, tr("where another group is")},
                                              {To::Offsets, tr("offsets from a file")},
                                              {To::SkipRecord, tr("behind the record it is stuck on")}};
    for (const auto& [to, text] : choices)
        m_to->addItem(text, static_cast<int>(to));
    m_offset = numberField(tr("Offset"), tr("offset"));
    m_shift = numberField(tr("Shift by"), tr("-10 reads 10 again"));
    m_other = new QComboBox(this);
    m_other->setEditable(true);
    m_other->setInsertPolicy(QComboBox::NoInsert);
    m_other->setAccessibleName(tr("Other group"));
    m_other->lineEdit()->setPlaceholderText(tr("consumer group"));
    m_other->setMinimumWidth(300);
    m_other->completer()->setFilterMode(Qt::MatchContains);
    m_other->completer()->setCompletionMode(QCompleter::PopupCompletion);
    m_other->completer()->popup()->setAccessibleName(tr("Groups that match"));
    m_fields = new QStackedWidget(this);
    // In the order of Page.
    m_fields->addWidget(new QWidget(this));
    m_fields->addWidget(rowOf({m_offset}, this));
    m_fields->addWidget(makeTimeFields());
    m_fields->addWidget(rowOf({m_shift, new PlainLabel(tr("records"), PlainLabel::Look::Dim, this)}, this));
    m_fields->addWidget(rowOf({m_other}, this));
    m_fields->addWidget(makeFileFields());
    m_fields->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    row->addWidget(caption);
    row->addWidget(m_to);
    row->addWidget(m_fields, 1);
    connect(m_to, &QComboBox::currentIndexChanged, this, [this] {
        targetChosen();
        Q_EMIT changed();
    });
    connect(m_other, &QComboBox::editTextChanged, this, &OffsetResetForm::changed);
}

QLineEdit* OffsetResetForm::numberField(const QString& name, const QString& placeholder)
{
    auto* field = new QLineEdit(this);
    field->setAccessibleName(name);
    field->setPlaceholderText(placeholder);
    field->setFont(Theme::monoFont());
    field->setAlignment(Qt::AlignRight);
    field->setFixedWidth(190);
    // Offsets are pasted from this program's own tables too, where they have separators.
    field->setValidator(new QRegularExpressionValidator(QRegularExpression(QStringLiteral("[+-]?[0-9,]{0,25}")), field));
    connect(field, &QLineEdit::textChanged, this, &OffsetResetForm::changed);
    return field;
}

QWidget* OffsetResetForm::makeTimeFields()
{
    const QDateTime now = QDateTime::currentDateTime();
    m_time = new QDateTimeEdit(this);
    m_time->setDisplayFormat(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
    m_time->setDateTime(QDateTime(now.date(), QTime(now.time().hour(), 0)));
    m_time->setFont(Theme::monoFont());
    m_time->setAccessibleName(tr("Time"));
    m_time->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_time->setFixedWidth(166);
    m_zone = new QComboBox(this);
    m_zone->addItem(tr("local time (%1)").arg(now.timeZoneAbbreviation()));
    m_zone->addItem(tr("UTC"));
    m_zone->setAccessibleName(tr("Time zone of the time"));
    m_preset = new QComboBox(this);
    m_preset->setAccessibleName(tr("Usual times"));
    const std::pair<QString, qint64> presets[] = {{tr("Usual times"), 0},
                                                  {tr("15 minutes ago"), 15 * 60},
                                                  {tr("1 hour ago"), 3'600},
                                                  {tr("6 hours ago"), 6 * 3'600},
                                                  {tr("1 day ago"), 86'400},
                                                  {tr("1 week ago"), 7 * 86'400},
                                                  {tr("today 00:00"), -1}};
    for (const auto& [text, seconds] : presets)
        m_preset->addItem(text, seconds);
    connect(m_time, &QDateTimeEdit::dateTimeChanged, this, &OffsetResetForm::changed);
    connect(m_zone, &QComboBox::currentIndexChanged, this, &OffsetResetForm::zoneChanged);
    connect(m_preset, &QComboBox::activated, this, &OffsetResetForm::presetChosen);
    return rowOf({m_time, m_zone, m_preset}, this);
}

QWidget* OffsetResetForm::makeFileFields()
{
    m_file = new QLineEdit(this);
    m_file->setAccessibleName(tr("File of offsets"));
    m_file->setPlaceholderText(tr("lines of topic,partition,offset"));
    m_file->setMinimumWidth(320);
    auto* choose = plainButton(tr("Choose…"), this);
    connect(choose, &QPushButton::clicked, this, &OffsetResetForm::browse);
    connect(m_file, &QLineEdit::textChanged, this, &OffsetResetForm::changed);
    return rowOf({m_file, choose}, this);
}

void OffsetResetForm::buildScope(QHBoxLayout* row)
{
    auto* caption = new PlainLabel(tr("In"), PlainLabel::Look::Dim, this);
    caption->setFixedWidth(52);
    m_scope = new QComboBox(this);
    m_scope->setAccessibleName(tr("In"));
    m_scope->setFixedWidth(250);
    m_scope->addItem(tr("all partitions with a commit"), static_cast<int>(Scope::All));
    m_scope->addItem(tr("whole topics"), static_cast<int>(Scope::Topics));
    m_scope->addItem(tr("single partitions"), static_cast<int>(Scope::Partitions));
    m_topics = new QLineEdit(this);
    m_topics->setAccessibleName(tr("Topics"));
    m_topics->setPlaceholderText(tr("orders, payments"));
    m_partitions = new QLineEdit(this);
    m_partitions->setAccessibleName(tr("Partitions"));
    m_partitions->setPlaceholderText(tr("orders:0-3,7 payments:2"));
    for (QLineEdit* field : {m_topics, m_partitions}) {
        field->setFont(Theme::monoFont());
        field->hide();
        connect(field, &QLineEdit::textChanged, this, &OffsetResetForm::changed);
    }
    row->addWidget(caption);
    row->addWidget(m_scope);
    row->addWidget(m_topics, 1);
    row->addWidget(m_partitions, 1);
    row->addStretch(0);
    connect(m_scope, &QComboBox::currentIndexChanged, this, [this](int index) {
        m_topics->setVisible(index == static_cast<int>(Scope::Topics));
        m_partitions->setVisible(index == static_cast<int>(Scope::Partitions));
        Q_EMIT changed();
    });
}

void OffsetResetForm::targetChosen() { m_fields->setCurrentIndex(pageOf(to())); }

void OffsetResetForm::zoneChanged()
{
    // The moment stays; only how it is written changes.
    const Qt::TimeSpec spec = m_zone->currentIndex() == 1 ? Qt::UTC : Qt::LocalTime;
    const QDateTime moment = m_time->dateTime().toTimeSpec(spec);
    const QSignalBlocker quiet(m_time);
    m_time->setTimeSpec(spec);
    m_time->setDateTime(moment);
}

void OffsetResetForm::presetChosen()
{
    const qint64 seconds = m_preset->currentData().toLongLong();
    const Qt::TimeSpec spec = m_zone->currentIndex() == 1 ? Qt::UTC : Qt::LocalTime;
    const QDateTime now = QDateTime::currentDateTime().toTimeSpec(spec);
    if (seconds > 0)
        m_time->setDateTime(now.addSecs(-seconds));
    else if (seconds < 0)
        m_time->setDateTime(QDateTime(now.date(), QTime(0, 0), spec));
    m_preset->setCurrentIndex(0);
}

void OffsetResetForm::browse()
{
    auto* dialog = new QFileDialog(this, tr("Offsets from a file"), m_file->text());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Offsets (*.csv *.ndjson *.json *.txt)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, m_file, &QLineEdit::setText);
    dialog->open();
}

void OffsetResetForm::setTarget(const ResetTarget& target)
{
    const QSignalBlocker quiet(this);
    m_to->setCurrentIndex(m_to->findData(static_cast<int>(target.to)));
    m_offsets = target.offsets;
    switch (target.to) {
    case To::Offset: m_offset->setText(QString::number(target.number)); break;
    case To::ShiftBy: m_shift->setText(QString::number(target.number)); break;
    case To::Time: m_time->setDateTime(QDateTime::fromMSecsSinceEpoch(target.time).toTimeSpec(m_time->timeSpec())); break;
    case To::LikeGroup: m_other->setEditText(QString::fromStdString(target.group)); break;
    default: break;
    }
    if (!m_offsets.empty())
        m_file->setPlaceholderText(tr("the offsets chosen before"));
}

void OffsetResetForm::setScope(const ResetScope& scope)
{
    const QSignalBlocker quiet(this);
    if (!scope.partitions.empty()) {
        QStringList entries;
        for (const TopicPartition& partition : scope.partitions)
            entries << QStringLiteral("%1:%2").arg(QString::fromStdString(partition.topic)).arg(partition.partition);
        m_partitions->setText(entries.join(QLatin1Char(' ')));
        m_scope->setCurrentIndex(static_cast<int>(Scope::Partitions));
    } else if (!scope.topics.empty()) {
        QStringList names;
        for (const std::string& topic : scope.topics)
            names << QString::fromStdString(topic);
        m_topics->setText(names.join(QStringLiteral(", ")));
        m_scope->setCurrentIndex(static_cast<int>(Scope::Topics));
    } else {
        m_scope->setCurrentIndex(static_cast<int>(Scope::All));
    }
}

void OffsetResetForm::setGroups(const QStringList& groups)
{
    const QString typed = m_other->currentText();
    const QSignalBlocker quiet(m_other);
    m_other->clear();
    m_other->addItems(groups);
    m_other->setCurrentIndex(-1);
    m_other->setEditText(typed);
}

void OffsetResetForm::setTopics(const QStringList& topics)
{
    completeFrom(m_topics, topics);
    QStringList firsts;
    for (const QString& topic : topics)
        firsts << topic + QStringLiteral(":0");
    completeFrom(m_partitions, firsts);
}

void OffsetResetForm::completeFrom(QLineEdit* field, const QStringList& words)
{
    auto* completer = new QCompleter(words, field);
    completer->setFilterMode(Qt::MatchContains);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->popup()->setAccessibleName(tr("Topics that match"));
    delete field->completer();
    field->setCompleter(completer);
}

To OffsetResetForm::to() const { return static_cast<To>(m_to->currentData().toInt()); }

std::expected<qint64, QString> OffsetResetForm::number(const QLineEdit* field, const QString& missing) const
{
    bool good = false;
    const qint64 value = field->text().remove(QLatin1Char(',')).toLongLong(&good);
    if (!good)
        return std::unexpected(missing);
    return value;
}

std::expected<ResetTarget, QString> OffsetResetForm::target() const
{
    ResetTarget target;
    target.to = to();
    if (target.to == To::Offset || target.to == To::ShiftBy) {
        const bool shift = target.to == To::ShiftBy;
        const auto value = shift ? number(m_shift, tr("Say by how many records: -10 reads ten again, 10 skips ten."))
                                 : number(m_offset, tr("Say to which offset."));
        if (!value)
            return std::unexpected(value.error());
        if (!shift && *value < 0)
            return std::unexpected(tr("An offset cannot be negative."));
        target.number = *value;
    }
    if (target.to == To::Time)
        target.time = m_time->dateTime().toMSecsSinceEpoch();
    if (target.to == To::LikeGroup) {
        target.group = m_other->currentText().trimmed().toStdString();
        if (target.group.empty())
            return std::unexpected(tr("Name the group whose offsets are copied."));
        if (target.group == m_group)
            return std::unexpected(tr("That is the group itself; name another one."));
    }
    if (target.to == To::Offsets) {
        target.offsets = m_offsets;
        if (m_offsets.empty() && m_file->text().trimmed().isEmpty())
            return std::unexpected(tr("Choose a file with lines of topic,partition,offset."));
    }
    return target;
}

std::expected<ResetScope, QString> OffsetResetForm::scope() const
{
    const auto spoken = [](const Error& error) { return std::unexpected(sentenceOf(error)); };
    ResetScope scope;
    switch (static_cast<Scope>(m_scope->currentData().toInt())) {
    case Scope::All: break;
    case Scope::Topics: {
        auto topics = parseTopicList(m_topics->text().toStdString());
        if (!topics)
            return spoken(topics.error());
        scope.topics = std::move(*topics);
        break;
    }
    case Scope::Partitions: {
        auto partitions = parsePartitionList(m_partitions->text().toStdString());
        if (!partitions)
            return spoken(partitions.error());
        scope.partitions = std::move(*partitions);
        break;
    }
    }
    return scope;
}

std::expected<OffsetQuestion, QString> OffsetResetForm::question() const
{
    auto where = target();
    if (!where)
        return std::unexpected(where.error());
    auto partitions = scope();
    if (!partitions)
        return std::unexpected(partitions.error());
    OffsetQuestion question;
    question.group = m_group;
    question.target = std::move(*where);
    question.scope = std::move(*partitions);
    question.file = question.target.to == To::Offsets ? m_file->text().trimmed().toStdString() : std::string();
    return question;
}

void OffsetResetForm::setLocked(bool locked)
{
    for (QWidget* field : std::initializer_list<QWidget*>{m_to, m_fields, m_scope, m_topics, m_partitions})
        field->setEnabled(!locked);
}

} // namespace weir::ui
