// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/convention_dialog.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/theme.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

#include <algorithm>

namespace weir::ui {
namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(ConventionDialog)
};

QString fieldText(FailureField field)
{
    switch (field) {
    case FailureField::OriginTopic: return Words::tr("origin topic");
    case FailureField::OriginPartition: return Words::tr("origin partition");
    case FailureField::OriginOffset: return Words::tr("origin offset");
    case FailureField::OriginTimestamp: return Words::tr("origin time");
    case FailureField::ConsumerGroup: return Words::tr("consumer group");
    case FailureField::Attempts: return Words::tr("tries");
    case FailureField::Stage: return Words::tr("stage");
    case FailureField::ExceptionClass: return Words::tr("exception class");
    case FailureField::Message: return Words::tr("message");
    case FailureField::StackTrace: return Words::tr("stack trace");
    case FailureField::Nothing: return Words::tr("nothing (only removed when replayed)");
    }
    return {};
}

QString encodingText(HeaderEncoding encoding)
{
    switch (encoding) {
    case HeaderEncoding::Text: return Words::tr("text");
    case HeaderEncoding::Decimal: return Words::tr("decimal digits");
    case HeaderEncoding::BigEndian32: return Words::tr("4 bytes, big-endian");
    case HeaderEncoding::BigEndian64: return Words::tr("8 bytes, big-endian");
    case HeaderEncoding::TopicUri: return Words::tr("the end of an address");
    case HeaderEncoding::BigEndianVariable: return Words::tr("1 to 8 bytes, big-endian");
    }
    return {};
}

CustomConvention freshConvention()
{
    CustomConvention fresh;
    fresh.rules = {{"", FailureField::OriginTopic, HeaderEncoding::Text},
                   {"", FailureField::OriginPartition, HeaderEncoding::Decimal},
                   {"", FailureField::OriginOffset, HeaderEncoding::Decimal},
                   {"", FailureField::ExceptionClass, HeaderEncoding::Text},
                   {"", FailureField::Message, HeaderEncoding::Text}};
    return fresh;
}

} // namespace

ConventionDialog::ConventionDialog(std::vector<CustomConvention> conventions, QWidget* parent)
    : QDialog(parent), m_conventions(std::move(conventions))
{
    setWindowTitle(tr("Header names"));
    resize(680, 430);
    if (m_conventions.empty())
        m_conventions.push_back(freshConvention());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 18, 20, 16);
    layout->setSpacing(10);
    layout->addWidget(new PlainLabel(windowTitle(), PlainLabel::Look::Title, this));
    auto* what = new PlainLabel(tr("What consumers of your own write into the headers of a dead letter. A set is recognised by its first "
                                   "header, before the frameworks Weir knows."), PlainLabel::Look::Dim, this);
    what->setWordWrap(true);
    layout->addWidget(what);
    layout->addLayout(makeChoice());
    m_list = new QVBoxLayout;
    m_list->setSpacing(6);
    layout->addLayout(m_list);
    auto* add = linkButton(tr("Add a header"), this);
    connect(add, &QPushButton::clicked, this, [this] {
        addLine({});
        check();
    });
    auto* more = new QHBoxLayout;
    more->addWidget(add);
    more->addStretch(1);
    m_newest = new QCheckBox(tr("Repeated headers: the newest comes first"), this);
    m_newest->setAccessibleName(m_newest->text());
    more->addWidget(m_newest);
    layout->addLayout(more);
    layout->addStretch(1);
    m_sentence = new PlainLabel({}, PlainLabel::Look::Caption, this);
    m_sentence->setWordWrap(true);
    layout->addWidget(m_sentence);
    layout->addLayout(makeButtons());
    showConvention(0);
}

QLayout* ConventionDialog::makeChoice()
{
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    m_choice = new QComboBox(this);
    m_choice->setAccessibleName(tr("Set of headers"));
    m_choice->setMinimumWidth(180);
    m_name = new QLineEdit(this);
    m_name->setAccessibleName(tr("Name of the set"));
    m_name->setPlaceholderText(tr("name of the set, for people: billing"));
    auto* another = linkButton(tr("Another set"), this);
    m_remove = linkButton(tr("Remove the set"), this);
    row->addWidget(m_choice);
    row->addWidget(m_name, 1);
    row->addWidget(another);
    row->addWidget(m_remove);
    connect(m_choice, &QComboBox::activated, this, [this](int index) {
        keepShown();
        showConvention(index);
    });
    connect(m_name, &QLineEdit::textEdited, this, &ConventionDialog::check);
    connect(another, &QPushButton::clicked, this, [this] {
        keepShown();
        m_conventions.push_back(freshConvention());
        showConvention(static_cast<int>(m_conventions.size()) - 1);
    });
    connect(m_remove, &QPushButton::clicked, this, [this] {
        m_conventions.erase(m_conventions.begin() + m_shown);
        if (m_conventions.empty())
            m_conventions.push_back(freshConvention());
        showConvention(std::max(0, m_shown - 1));
    });
    return row;
}

QLayout* ConventionDialog::makeButtons()
{
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addStretch(1);
    auto* cancel = plainButton(tr("Cancel"), this);
    m_save = primaryButton(tr("Save"), this);
    m_save->setDefault(true);
    row->addWidget(cancel);
    row->addWidget(m_save);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_save, &QPushButton::clicked, this, &ConventionDialog::save);
    return row;
}

void ConventionDialog::addLine(const CustomConvention::Rule& rule)
{
    Line line;
    line.widget = new QWidget(this);
    auto* row = new QHBoxLayout(line.widget);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    line.header = new QLineEdit(QString::fromStdString(rule.header), line.widget);
    line.header->setFont(Theme::monoFont());
    line.header->setAccessibleName(tr("Header"));
    line.header->setPlaceholderText(tr("header name"));
    line.field = new QComboBox(line.widget);
    line.field->setAccessibleName(tr("What the header tells"));
    for (int field = 0; field <= static_cast<int>(FailureField::Nothing); ++field)
        line.field->addItem(fieldText(static_cast<FailureField>(field)), field);
    line.field->setCurrentIndex(line.field->findData(static_cast<int>(rule.field)));
    line.encoding = new QComboBox(line.widget);
    line.encoding->setAccessibleName(tr("How the header is written"));
    for (int encoding = 0; encoding <= static_cast<int>(HeaderEncoding::BigEndianVariable); ++encoding)
        line.encoding->addItem(encodingText(static_cast<HeaderEncoding>(encoding)), encoding);
    line.encoding->setCurrentIndex(line.encoding->findData(static_cast<int>(rule.encoding)));
    auto* remove = linkButton(tr("Remove"), line.widget);
    row->addWidget(line.header, 2);
    row->addWidget(line.field, 1);
    row->addWidget(line.encoding, 1);
    row->addWidget(remove);
    connect(line.header, &QLineEdit::textEdited, this, &ConventionDialog::check);
    connect(remove, &QPushButton::clicked, this, [this, widget = line.widget] { removeLine(widget); });
    m_list->addWidget(line.widget);
    m_lines.push_back(line);
}

void ConventionDialog::removeLine(const QWidget* widget)
{
    const auto found = std::ranges::find(m_lines, widget, &Line::widget);
    if (found == m_lines.end())
        return;
    found->widget->deleteLater();
    m_lines.erase(found);
    check();
}

void ConventionDialog::showConvention(int index)
{
    m_shown = index;
    for (const Line& line : m_lines)
        line.widget->deleteLater();
    m_lines.clear();
    const CustomConvention& convention = m_conventions[static_cast<std::size_t>(index)];
    m_name->setText(QString::fromStdString(convention.name));
    m_newest->setChecked(convention.order == HopOrder::NewestFirst);
    for (const CustomConvention::Rule& rule : convention.rules)
        addLine(rule);
    m_choice->clear();
    for (const CustomConvention& one : m_conventions)
        m_choice->addItem(one.name.empty() ? tr("new set") : QString::fromStdString(one.name));
    m_choice->setCurrentIndex(index);
    m_choice->setVisible(m_conventions.size() > 1);
    check();
}

CustomConvention ConventionDialog::shown() const
{
    CustomConvention convention;
    convention.name = m_name->text().trimmed().toStdString();
    convention.order = m_newest->isChecked() ? HopOrder::NewestFirst : HopOrder::OldestFirst;
    for (const Line& line : m_lines) {
        // Lines that nobody filled in are none.
        if (!line.header->text().isEmpty())
            convention.rules.push_back({line.header->text().toStdString(), static_cast<FailureField>(line.field->currentData().toInt()),
                                        static_cast<HeaderEncoding>(line.encoding->currentData().toInt())});
    }
    return convention;
}

void ConventionDialog::keepShown()
{
    m_conventions[static_cast<std::size_t>(m_shown)] = shown();
}

std::vector<CustomConvention> ConventionDialog::conventions() const
{
    std::vector<CustomConvention> result = m_conventions;
    result[static_cast<std::size_t>(m_shown)] = shown();
    std::erase_if(result, [](const CustomConvention& convention) {
        return std::ranges::all_of(convention.rules, [](const auto& rule) { return rule.header.empty(); });
    });
    for (CustomConvention& convention : result)
        std::erase_if(convention.rules, [](const auto& rule) { return rule.header.empty(); });
    return result;
}

void ConventionDialog::check()
{
    // The fields are filled before the buttons are there.
    if (!m_save)
        return;
    const CustomConvention now = shown();
    QString problem;
    if (!now.rules.empty() && now.name.empty())
        problem = tr("Give the set a name.");
    for (std::size_t i = 0; i < now.rules.size(); ++i) {
        for (std::size_t k = 0; k < i; ++k) {
            if (now.rules[i].header == now.rules[k].header)
                problem = tr("The header %1 is there twice.").arg(QString::fromStdString(now.rules[i].header));
        }
    }
    m_sentence->setTone(problem.isEmpty() ? Tone::Neutral : Tone::Bad);
    m_sentence->setText(!problem.isEmpty()      ? problem
                        : now.rules.empty() ? tr("Without headers the set is dropped.")
                                            : tr("Recognised by the header %1.").arg(QString::fromStdString(now.rules.front().header)));
    m_save->setEnabled(problem.isEmpty());
}

void ConventionDialog::save()
{
    keepShown();
    Q_EMIT conventionsChosen(conventions());
    accept();
}

} // namespace weir::ui
