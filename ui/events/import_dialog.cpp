// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/import_dialog.h"

#include "core/topics/topic_list.h"
#include "ui/events/csv_mapping_form.h"
#include "ui/events/import_rows.h"
#include "ui/events/run_forecast.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QFileInfo>
#include <QtCore/QSignalBlocker>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSpinBox>
#include <QtWidgets/QStackedWidget>

#include <limits>

namespace weir::ui {
namespace {

constexpr std::size_t lookedRecords = 1'000;
constexpr std::chrono::seconds lookTime{20};
constexpr int restMs = 250;
enum Pace { Fastest, AtRate };

QString fileName(const QString& file)
{
    return displayText(std::string_view(QFileInfo(file).fileName().toStdString()), 255);
}

} // namespace

ImportDialog::ImportDialog(PageContext context, const QString& file, QWidget* parent)
    : QDialog(parent), m_context(std::move(context)), m_file(file), m_rows(importColumns(), importRowKey)
{
    setWindowTitle(tr("Import records"));
    resize(980, 680);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 18, 20, 16);
    layout->setSpacing(Theme::gap);
    layout->addWidget(makeFile());
    auto* row = new QHBoxLayout;
    row->setSpacing(Theme::gap);
    row->addWidget(makeFormat(), 1);
    auto* right = new QVBoxLayout;
    right->setSpacing(Theme::gap);
    right->addWidget(makeTarget(), 1);
    right->addWidget(makePace());
    row->addLayout(right, 1);
    layout->addLayout(row);
    layout->addWidget(makePreview(), 1);
    layout->addWidget(makeButtons());
    m_rest.setSingleShot(true);
    m_rest.setInterval(restMs);
    connect(&m_rest, &QTimer::timeout, this, &ImportDialog::preview);
    look();
    loadTopics();
}

ImportDialog::~ImportDialog()
{
    delete m_tableCard; // tables go before the models they show
}

QWidget* ImportDialog::makeFile()
{
    auto* head = new QWidget(this);
    auto* column = new QVBoxLayout(head);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(new PlainLabel(windowTitle(), PlainLabel::Look::Title, head));
    m_about = new PlainLabel({}, PlainLabel::Look::Dim, head);
    m_about->setElide(Qt::ElideMiddle);
    column->addWidget(m_about);
    return head;
}

QWidget* ImportDialog::makeFormat()
{
    auto* card = new Card(Card::Padding::Normal, this);
    card->body()->setSpacing(8);
    card->body()->addWidget(new PlainLabel(tr("How the file is written"), PlainLabel::Look::Strong, card));
    m_format = new QComboBox(card);
    m_format->setAccessibleName(tr("Format"));
    m_format->addItem(tr("Lines of JSON, as Weir exports them"), static_cast<int>(ImportFormat::JsonLines));
    m_format->addItem(tr("CSV"), static_cast<int>(ImportFormat::Csv));
    m_format->addItem(tr("Lines of key and value, as kcat -K"), static_cast<int>(ImportFormat::KeyedLines));
    card->body()->addWidget(m_format);
    m_details = new QStackedWidget(card);
    auto* json = new PlainLabel(tr("One record a line with topic, key, value, headers and timestamp; bytes survive exactly."),
                                PlainLabel::Look::Dim, m_details);
    json->setWordWrap(true);
    json->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_details->addWidget(json);
    m_csv = new CsvMappingForm(m_details);
    m_details->addWidget(m_csv);
    auto* lines = new QWidget(m_details);
    auto* grid = new QGridLayout(lines);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(10);
    grid->setVerticalSpacing(4);
    m_delimiter = new QLineEdit(QStringLiteral(":"), lines);
    m_delimiter->setAccessibleName(tr("Between key and value"));
    m_delimiter->setFont(Theme::monoFont());
    m_delimiter->setToolTip(plainToolTip(tr("Empty: each line is a value, without a key.")));
    m_emptyIsNull = new QCheckBox(tr("Empty is NULL, as kcat -Z"), lines);
    m_emptyIsNull->setAccessibleName(m_emptyIsNull->text());
    grid->addWidget(new PlainLabel(tr("Between key and value"), PlainLabel::Look::Caption, lines), 0, 0);
    grid->addWidget(m_delimiter, 1, 0);
    grid->addWidget(m_emptyIsNull, 1, 1);
    grid->setRowStretch(2, 1);
    m_details->addWidget(lines);
    card->body()->addWidget(m_details, 1);
    connect(m_format, &QComboBox::currentIndexChanged, this, &ImportDialog::choiceChanged);
    connect(m_csv, &CsvMappingForm::changed, this, &ImportDialog::choiceChanged);
    connect(m_delimiter, &QLineEdit::textChanged, this, &ImportDialog::choiceChanged);
    connect(m_emptyIsNull, &QCheckBox::toggled, this, &ImportDialog::choiceChanged);
    return card;
}

QWidget* ImportDialog::makeTarget()
{
    auto* card = new Card(Card::Padding::Normal, this);
    card->body()->setSpacing(8);
    card->body()->addWidget(new PlainLabel(tr("Where to"), PlainLabel::Look::Strong, card));
    m_own = new QCheckBox(tr("Each record's own topic"), card);
    m_own->setChecked(true);
    m_topic = new QComboBox(card);
    m_topic->setEditable(true);
    m_topic->setInsertPolicy(QComboBox::NoInsert);
    m_topic->setAccessibleName(tr("Topic"));
    m_topic->lineEdit()->setAccessibleName(tr("Topic"));
    m_topic->lineEdit()->setPlaceholderText(tr("Name the topic"));
    m_topic->setFont(Theme::monoFont());
    m_keepPartition = new QCheckBox(tr("Keep partitions"), card);
    m_keepPartition->setToolTip(plainToolTip(tr("Otherwise the key decides.")));
    m_keepTimestamp = new QCheckBox(tr("Keep timestamps"), card);
    m_keepTimestamp->setToolTip(plainToolTip(tr("Otherwise the time of sending.")));
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(14);
    grid->setVerticalSpacing(6);
    grid->addWidget(m_own, 0, 0, 1, 2);
    grid->addWidget(new PlainLabel(tr("Topic"), PlainLabel::Look::Caption, card), 1, 0, 1, 2);
    grid->addWidget(m_topic, 2, 0, 1, 2);
    grid->addWidget(m_keepPartition, 3, 0);
    grid->addWidget(m_keepTimestamp, 3, 1);
    grid->setColumnStretch(1, 1);
    card->body()->addLayout(grid);
    card->body()->addStretch(1);
    for (QCheckBox* box : {m_own, m_keepPartition, m_keepTimestamp}) {
        box->setAccessibleName(box->text());
        connect(box, &QCheckBox::toggled, this, &ImportDialog::choiceChanged);
    }
    connect(m_topic, &QComboBox::editTextChanged, this, &ImportDialog::choiceChanged);
    return card;
}

QWidget* ImportDialog::makePace()
{
    auto* card = new Card(Card::Padding::Normal, this);
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(10);
    grid->setVerticalSpacing(4);
    m_pace = new QComboBox(card);
    m_pace->setAccessibleName(tr("Pace"));
    m_pace->addItem(tr("as fast as possible"), Fastest);
    m_pace->addItem(tr("at a rate"), AtRate);
    m_rate = new QSpinBox(card);
    m_rate->setAccessibleName(tr("Records a second"));
    m_rate->setRange(1, 1'000'000);
    m_rate->setGroupSeparatorShown(true);
    m_rate->setValue(100);
    m_rate->setEnabled(false);
    m_failures = new QSpinBox(card);
    m_failures->setAccessibleName(tr("Failures, at most"));
    m_failures->setRange(0, std::numeric_limits<int>::max());
    m_failures->setGroupSeparatorShown(true);
    m_failures->setSpecialValueText(tr("never"));
    m_failures->setValue(100);
    int column = 0;
    for (const auto& [caption, field] : {std::pair<QString, QWidget*>(tr("Pace"), m_pace), {tr("Records a second"), m_rate},
                                         {tr("Stop after failures"), m_failures}}) {
        grid->addWidget(new PlainLabel(caption, PlainLabel::Look::Caption, card), 0, column);
        grid->addWidget(field, 1, column);
        grid->setColumnStretch(column++, 1);
    }
    card->body()->addLayout(grid);
    connect(m_pace, &QComboBox::currentIndexChanged, this, &ImportDialog::showState);
    connect(m_rate, &QSpinBox::valueChanged, this, &ImportDialog::showState);
    connect(m_failures, &QSpinBox::valueChanged, this, &ImportDialog::showState);
    return card;
}

QWidget* ImportDialog::makePreview()
{
    auto* card = new Card(Card::Padding::None, this);
    m_tableCard = card;
    auto* head = new QHBoxLayout;
    head->setContentsMargins(11, 8, 11, 4);
    head->setSpacing(10);
    head->addWidget(new PlainLabel(tr("The first records, as they will be sent"), PlainLabel::Look::Strong, card));
    m_found = new PlainLabel({}, PlainLabel::Look::Dim, card);
    m_found->setElide(Qt::ElideRight);
    head->addWidget(m_found, 1);
    card->body()->addLayout(head);
    m_table = new DataTable(&m_rows, tr("First records of the file"), QStringLiteral("import-preview"), card);
    m_table->setMinimumHeight(6 * Theme::rowHeight + 6);
    card->body()->addWidget(m_table, 1);
    return card;
}

QWidget* ImportDialog::makeButtons()
{
    auto* foot = new QWidget(this);
    auto* column = new QVBoxLayout(foot);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    m_problem = new NoticeBar(foot);
    m_problem->hide();
    m_sentence = new PlainLabel({}, PlainLabel::Look::Text, foot);
    m_sentence->setWordWrap(true);
    m_sentence->setAccessibleName(tr("What will happen"));
    column->addWidget(m_problem);
    column->addWidget(m_sentence);
    auto* row = new QHBoxLayout;
    row->setSpacing(10);
    m_reason = new PlainLabel({}, PlainLabel::Look::Dim, foot);
    m_reason->setWordWrap(true);
    auto* cancel = plainButton(tr("Cancel"), foot);
    m_start = primaryButton(tr("Start import"), foot);
    row->addWidget(m_reason, 1);
    row->addWidget(cancel);
    row->addWidget(m_start);
    column->addLayout(row);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_start, &QPushButton::clicked, this, &ImportDialog::start);
    connect(m_problem, &NoticeBar::actionRequested, this, &ImportDialog::look);
    return foot;
}

void ImportDialog::look()
{
    m_preview.reset();
    m_looking.start(
        m_context.tasks, [file = std::filesystem::path(m_file.toStdString())](std::stop_token) { return lookAtFile(file); },
        [this](Result<ImportLook> look) { takeLook(std::move(look)); });
    showState();
}

void ImportDialog::takeLook(Result<ImportLook> look)
{
    const bool first = !m_look || !*m_look;
    m_look = std::move(look);
    if (*m_look && first) {
        const ImportGuess& guess = (*m_look)->guess;
        QStringList columns;
        for (const std::string& column : guess.columns)
            columns << QString::fromStdString(column);
        const QSignalBlocker quietFormat(m_format);
        m_format->setCurrentIndex(m_format->findData(static_cast<int>(guess.format)));
        m_own->setChecked(guess.format == ImportFormat::JsonLines);
        m_csv->setGuess(guess.separator, columns);
    }
    choiceChanged();
}

void ImportDialog::loadTopics()
{
    m_listing.start(
        m_context.tasks,
        [cluster = m_context.cluster](std::stop_token stop) { return listTopics(*cluster, Call::within(lookTime, stop)); },
        [this](const Result<Partial<std::vector<TopicSummary>>>& answer) {
            // Without them names are written by hand; whether they exist is looked at anyway.
            if (!answer)
                return;
            const QString typed = m_topic->currentText();
            const QSignalBlocker quiet(m_topic);
            for (const TopicSummary& topic : answer->values) {
                if (!topic.internal)
                    m_topic->addItem(QString::fromStdString(topic.name));
            }
            m_topic->setEditText(typed);
        });
}

ImportFormat ImportDialog::format() const
{
    return static_cast<ImportFormat>(m_format->currentData().toInt());
}

ImportChoice ImportDialog::choice() const
{
    ImportChoice choice;
    choice.file = std::filesystem::path(m_file.toStdString());
    choice.format = format();
    choice.csv = m_csv->mapping();
    choice.lines = {m_delimiter->text().toStdString(), m_emptyIsNull->isChecked()};
    const bool lines = choice.format == ImportFormat::JsonLines;
    choice.target.topic = lines && m_own->isChecked() ? std::string() : m_topic->currentText().trimmed().toStdString();
    choice.target.keepPartition = lines && m_keepPartition->isChecked();
    // Who names a column for the timestamp wants it kept.
    choice.target.keepTimestamp = lines ? m_keepTimestamp->isChecked() : !choice.csv.timestamp.empty();
    return choice;
}

RunPlan ImportDialog::plan() const
{
    RunPlan plan;
    plan.rate.shape = m_pace->currentData().toInt() == Fastest ? RunRate::Shape::Fastest : RunRate::Shape::Constant;
    plan.rate.perSecond = m_rate->value();
    if (m_failures->value() > 0)
        plan.stop.afterFailures = static_cast<std::uint64_t>(m_failures->value());
    return plan;
}

void ImportDialog::choiceChanged()
{
    m_stale = true;
    m_previewing.cancel();
    m_rest.start();
    showState();
}

void ImportDialog::preview()
{
    const ImportChoice now = choice();
    const bool noTopic = now.target.topic.empty() && (now.format != ImportFormat::JsonLines || !m_own->isChecked());
    if (!m_look || !*m_look || noTopic) {
        m_preview.reset();
        m_stale = false;
        showRows();
        return showState();
    }
    m_previewing.start(
        m_context.tasks,
        [cluster = m_context.cluster, now](std::stop_token stop) {
            return previewImport(*cluster, now, lookedRecords, Call::within(lookTime, stop));
        },
        [this](Result<ImportPreview> preview) {
            m_preview = std::move(preview);
            m_stale = false;
            showRows();
            showState();
        });
    showState();
}

void ImportDialog::showRows()
{
    const bool known = m_preview && *m_preview;
    m_rows.setRows(known ? (*m_preview)->rows : std::vector<ImportRow>());
    if (!known)
        return m_found->setText({});
    const ImportPreview& found = **m_preview;
    QString words = countedText(static_cast<qint64>(found.looked), found.whole ? tr("1 record in the file") : tr("1 record looked at"),
                                found.whole ? tr("%1 records in the file") : tr("the first %1 records looked at"));
    if (found.bad > 0)
        words += QStringLiteral(" · ") +
                 countedText(static_cast<qint64>(found.bad), tr("1 cannot be sent and is left out"), tr("%1 cannot be sent and are left out"));
    m_found->setText(words);
    m_found->setTone(found.bad > 0 ? Tone::Warning : Tone::Neutral);
}

QString ImportDialog::whyNot() const
{
    if (m_context.connection.readOnly)
        return tr("This connection is read-only: nothing can be sent.");
    if (!m_look)
        return tr("Looking at the file…");
    if (!*m_look)
        return tr("The file cannot be read.");
    if (m_topic->isEnabled() && m_topic->currentText().trimmed().isEmpty())
        return tr("Name the topic.");
    if (m_stale || m_previewing.isRunning() || !m_preview)
        return tr("Reading the first records…");
    if (!*m_preview || !(*m_preview)->sample)
        return tr("It cannot be started like this.");
    if ((*m_preview)->looked == (*m_preview)->bad)
        return tr("There is no record that can be sent.");
    if (const auto checked = checkPlan(plan(), false); !checked)
        return sentenceOf(checked.error());
    return {};
}

QString ImportDialog::sentence() const
{
    if (!m_preview || !*m_preview || !(*m_preview)->sample)
        return {};
    const ImportPreview& found = **m_preview;
    RunSubject subject;
    subject.topics = found.sample->topics;
    subject.endless = false;
    if (found.whole)
        subject.total = found.looked - found.bad;
    subject.one = tr("1 record");
    subject.many = tr("%1 records");
    subject.all = tr("All records of %1").arg(fileName(m_file));
    return planSentence(plan(), subject);
}

void ImportDialog::showState()
{
    const ImportFormat now = format();
    m_details->setCurrentIndex(m_format->currentIndex());
    const bool lines = now == ImportFormat::JsonLines;
    for (QCheckBox* box : {m_own, m_keepPartition, m_keepTimestamp})
        box->setVisible(lines);
    m_topic->setEnabled(!lines || !m_own->isChecked());
    m_rate->setEnabled(m_pace->currentData().toInt() == AtRate);
    QString about = displayText(std::string_view(m_file.toStdString()), 1'000);
    if (m_look && *m_look)
        about += QStringLiteral(" · %1").arg(sizeText(static_cast<qint64>((*m_look)->mark.size)));
    m_about->setText(about);
    const weir::Error* error = nullptr;
    if (m_look && !*m_look)
        error = &m_look->error();
    else if (!m_stale && m_preview && !*m_preview)
        error = &m_preview->error();
    else if (!m_stale && m_preview && !(*m_preview)->sample)
        error = &(*m_preview)->sample.error();
    if (error)
        m_problem->setNotice(Tone::Bad, sentenceOf(*error), tr("Look again"), errorDetails(*error));
    m_problem->setVisible(error);
    m_sentence->setText(m_stale ? QString() : sentence());
    m_sentence->setVisible(!error && !m_sentence->fullText().isEmpty());
    const QString reason = whyNot();
    m_start->setEnabled(reason.isEmpty());
    m_reason->setText(error && !m_context.connection.readOnly ? QString() : reason);
}

void ImportDialog::start()
{
    if (!whyNot().isEmpty())
        return;
    RunRequest request;
    request.plan = plan();
    request.title = tr("Import of %1 %2").arg(fileName(m_file), rateTitle(request.plan.rate));
    request.topics = (*m_preview)->sample->topics;
    request.sentence = sentence();
    request.open = openChecked(m_context.cluster, request.topics,
                               [choice = choice(), mark = (*m_preview)->mark] { return openImportSource(choice, mark); });
    Q_EMIT startWanted(request);
    accept();
}

} // namespace weir::ui
