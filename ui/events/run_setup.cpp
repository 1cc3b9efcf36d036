// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/run_setup.h"

#include "ui/events/run_forecast.h"
#include "ui/events/run_mix.h"
#include "ui/events/run_plan_form.h"
#include "ui/events/run_words.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QRegularExpression>
#include <QtGui/QRegularExpressionValidator>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QScrollArea>

#include <random>

namespace weir::ui {
namespace {

constexpr std::size_t sampleSize = 200;
constexpr std::chrono::seconds sampleTime{15};
constexpr int restMs = 250;

std::uint64_t freshSeed()
{
    std::random_device device;
    return (static_cast<std::uint64_t>(device()) << 32U) | device();
}

RunSubject subjectOf(const QStringList& topics)
{
    return {topics, true, {}, RunSetup::tr("1 event"), RunSetup::tr("%1 events"), {}};
}

} // namespace

RunSetup::RunSetup(PageContext context, QWidget* parent) : QWidget(parent), m_context(std::move(context))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::gap);
    auto* area = new QScrollArea(this);
    area->setFocusPolicy(Qt::NoFocus);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* inner = new QWidget(area);
    auto* column = new QVBoxLayout(inner);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::gap);
    column->addWidget(makeMixCard());
    m_plan = new RunPlanForm(inner);
    column->addWidget(m_plan);
    column->addStretch(1);
    area->setWidget(inner);
    layout->addWidget(area, 1);
    layout->addWidget(makeStart());
    m_rest.setSingleShot(true);
    m_rest.setInterval(restMs);
    connect(&m_rest, &QTimer::timeout, this, &RunSetup::sample);
    connect(m_mix, &RunMix::changed, this, &RunSetup::mixChanged);
    connect(m_plan, &RunPlanForm::changed, this, &RunSetup::planChanged);
    connect(m_seed, &QLineEdit::textChanged, this, &RunSetup::mixChanged);
    connect(m_folder, &QLineEdit::textChanged, this, &RunSetup::mixChanged);
    showState();
}

RunSetup::~RunSetup() = default;

QWidget* RunSetup::makeMixCard()
{
    auto* card = new Card(Card::Padding::Normal, this);
    card->body()->setSpacing(10);
    m_mix = new RunMix(card);
    card->body()->addWidget(m_mix);
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(10);
    grid->setVerticalSpacing(4);
    m_seed = new QLineEdit(card);
    m_seed->setAccessibleName(tr("Seed"));
    m_seed->setPlaceholderText(tr("random"));
    m_seed->setToolTip(plainToolTip(tr("The same seed makes the same events again, but for times taken from the clock.")));
    m_seed->setValidator(new QRegularExpressionValidator(QRegularExpression(QStringLiteral("\\d{0,18}")), m_seed));
    m_folder = new QLineEdit(card);
    m_folder->setAccessibleName(tr("Data folder"));
    m_folder->setPlaceholderText(tr("none"));
    m_folder->setToolTip(plainToolTip(tr("{{csv …}} and {{ndjson …}} read files below it.")));
    auto* choose = linkButton(tr("Choose…"), card);
    choose->setAccessibleName(tr("Choose the data folder"));
    auto* head = new QHBoxLayout;
    head->setSpacing(6);
    head->addWidget(new PlainLabel(tr("Data folder"), PlainLabel::Look::Caption, card));
    head->addStretch(1);
    head->addWidget(choose);
    grid->addWidget(new PlainLabel(tr("Seed"), PlainLabel::Look::Caption, card), 0, 0);
    grid->addLayout(head, 0, 1);
    grid->addWidget(m_seed, 1, 0);
    grid->addWidget(m_folder, 1, 1);
    grid->setColumnStretch(0, 2);
    grid->setColumnStretch(1, 3);
    card->body()->addLayout(grid);
    connect(choose, &QPushButton::clicked, this, &RunSetup::chooseFolder);
    return card;
}

QWidget* RunSetup::makeStart()
{
    auto* card = new Card(Card::Padding::Normal, this);
    card->body()->setSpacing(8);
    m_sentence = new PlainLabel({}, PlainLabel::Look::Text, card);
    m_sentence->setWordWrap(true);
    m_sentence->setAccessibleName(tr("What will happen"));
    m_facts = new PlainLabel({}, PlainLabel::Look::Dim, card);
    m_facts->setWordWrap(true);
    m_problem = new PlainLabel({}, PlainLabel::Look::Text, card);
    m_problem->setTone(Tone::Bad);
    m_problem->setWordWrap(true);
    auto* row = new QHBoxLayout;
    row->setSpacing(10);
    m_start = primaryButton(tr("Start run"), card);
    m_reason = new PlainLabel({}, PlainLabel::Look::Dim, card);
    m_reason->setWordWrap(true);
    m_again = linkButton(tr("Look again"), card);
    row->addWidget(m_start, 0, Qt::AlignTop);
    row->addWidget(m_reason, 1);
    row->addWidget(m_again);
    for (QWidget* part : std::initializer_list<QWidget*>{m_sentence, m_facts, m_problem})
        card->body()->addWidget(part);
    card->body()->addLayout(row);
    connect(m_start, &QPushButton::clicked, this, &RunSetup::askStart);
    connect(m_again, &QPushButton::clicked, this, [this] {
        mixChanged();
        m_rest.stop();
        sample();
    });
    return card;
}

void RunSetup::useTemplate(const EventTemplate& value)
{
    m_mix->useComposer(value);
}

void RunSetup::setTemplates(const std::vector<EventTemplate>& templates, const std::filesystem::path& dataFolder)
{
    m_mix->setKnown(templates);
    // A folder that somebody wrote here stays.
    if (!m_folder->isModified())
        m_folder->setText(QString::fromStdString(dataFolder.string()));
}

void RunSetup::setPlan(const RunPlan& plan)
{
    m_plan->setPlan(plan);
}

void RunSetup::setStarting(bool starting)
{
    m_starting = starting;
    showState();
}

void RunSetup::setActive(bool active)
{
    m_active = active;
    if (active) {
        m_rest.start();
    } else {
        m_rest.stop();
        m_sampling.cancel();
        m_stale = true;
    }
}

void RunSetup::planChanged()
{
    showState();
}

void RunSetup::mixChanged()
{
    m_stale = true;
    m_sampling.cancel();
    if (m_active)
        m_rest.start();
    showState();
}

GeneratorOptions RunSetup::options() const
{
    GeneratorOptions options;
    options.seed = m_seed->text().isEmpty() ? freshSeed() : m_seed->text().toULongLong();
    options.dataFolder = m_folder->text().toStdString();
    return options;
}

void RunSetup::sample()
{
    const auto templates = m_mix->templates();
    if (templates.empty()) {
        m_sample.reset();
        m_stale = false;
        return showState();
    }
    m_sampling.start(
        m_context.tasks,
        [cluster = m_context.cluster, templates, options = options()](std::stop_token stop) -> Result<RunSample> {
            const auto records = previewEvents(templates, options, sampleSize);
            if (!records)
                return fail(records.error());
            return sampleRecords(*cluster, *records, Call::within(sampleTime, stop));
        },
        [this](Result<RunSample> sample) {
            m_sample = std::move(sample);
            m_stale = false;
            showState();
        });
    showState();
}

QString RunSetup::planProblem() const
{
    const RunPlan plan = m_plan->plan();
    if (const auto checked = checkPlan(plan, true); !checked)
        return sentenceOf(checked.error());
    const RunStop& stop = plan.stop;
    if (!stop.afterEvents && !stop.afterTime && !stop.afterFailures && !stop.slowerThan)
        return tr("Say when it ends: after events, a time, failures, or a latency.");
    return {};
}

QString RunSetup::whyNot() const
{
    if (m_context.connection.readOnly)
        return tr("This connection is read-only: nothing can be sent.");
    if (m_mix->templates().empty())
        return tr("There is nothing to send yet.");
    if (const QString problem = planProblem(); !problem.isEmpty())
        return problem;
    if (m_stale || m_sampling.isRunning() || !m_sample)
        return tr("Making the first events and looking at their topics…");
    return *m_sample ? QString() : tr("It cannot be started like this.");
}

QString RunSetup::sentence() const
{
    const bool known = m_sample && *m_sample;
    return planSentence(m_plan->plan(), subjectOf(known ? (*m_sample)->topics : QStringList()));
}

void RunSetup::showState()
{
    const bool any = !m_mix->templates().empty();
    m_sentence->setVisible(any);
    m_sentence->setText(any ? sentence() : QString());
    QString facts;
    if (any && m_sample && *m_sample && (*m_sample)->records > 0) {
        const qint64 bytes = (*m_sample)->meanBytes;
        facts = tr("About %1 each").arg(sizeText(bytes));
        if (const auto events = forecastRun(m_plan->plan(), {}).events)
            facts += tr(", %1 in all").arg(sizeText(bytes * static_cast<qint64>(*events)));
        facts += QLatin1Char('.');
    }
    m_facts->setText(facts);
    m_facts->setVisible(!facts.isEmpty());
    // What is wrong with what was written before is not wrong with what is written now.
    const bool bad = any && !m_stale && m_sample && !*m_sample;
    m_problem->setText(bad ? displayText(std::string_view(m_sample->error().message), 1'000) : QString());
    m_problem->setToolTip(bad ? plainToolTip(errorDetails(m_sample->error())) : QString());
    m_problem->setVisible(bad);
    m_again->setVisible(bad);
    const QString reason = m_starting ? tr("Starting…") : whyNot();
    m_start->setEnabled(reason.isEmpty());
    m_reason->setText(bad && !m_context.connection.readOnly ? QString() : reason);
}

void RunSetup::chooseFolder()
{
    auto* dialog = new QFileDialog(this, tr("Folder with data files"), m_folder->text());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        m_folder->setText(path);
        m_folder->setModified(true);
    });
    dialog->open();
}

void RunSetup::askStart()
{
    if (m_starting || !whyNot().isEmpty())
        return;
    RunRequest request;
    request.plan = m_plan->plan();
    request.title = tr("%1 %2").arg(m_mix->words(), rateTitle(request.plan.rate));
    request.topics = (*m_sample)->topics;
    request.sentence = sentence();
    const bool seeded = !m_seed->text().isEmpty();
    if (seeded)
        request.sentence += QLatin1Char(' ') + tr("Seed %1.").arg(m_seed->text());
    request.open = openChecked(m_context.cluster, request.topics, [templates = m_mix->templates(), options = options(), seeded] {
        GeneratorOptions now = options;
        // "Run again" must not send the event ids of the first time once more, unless that was asked for.
        if (!seeded)
            now.seed = freshSeed();
        return generateEvents(templates, now);
    });
    Q_EMIT startWanted(request);
}

} // namespace weir::ui
