// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/run_panel.h"

#include "ui/events/run_charts.h"
#include "ui/events/run_rows.h"
#include "ui/events/run_words.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/cancel_dialog.h"
#include "ui/widgets/card.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/key_figure.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QProgressBar>
#include <QtWidgets/QPushButton>

#include <algorithm>
#include <cmath>

namespace weir::ui {
namespace {

enum Figure { Sent, Acknowledged, Failed, Skipped, Unknown, Rate, P50, P99, Longest, Time };
constexpr int barSteps = 10'000;
constexpr std::size_t mostAppended = 30; // more at once are drawn anew
constexpr int mostFailureRows = 4;

} // namespace

struct RunPanel::Failures {
    TableModel<RunFailureRow> model{runFailureColumns(), runFailureKey};
    DataTable* table = nullptr;
};

RunPanel::RunPanel(PageContext context, std::shared_ptr<RunFeed> feed, QWidget* parent)
    : QWidget(parent), m_context(std::move(context)), m_feed(std::move(feed)), m_failures(std::make_unique<Failures>())
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::gap);
    layout->addWidget(makeHead());
    m_charts = new RunCharts(this);
    layout->addWidget(m_charts, 1);
    layout->addWidget(makeFailures());
}

RunPanel::~RunPanel()
{
    delete m_failureCard; // tables go before the models they show
}

QWidget* RunPanel::makeHead()
{
    auto* card = new Card(Card::Padding::Normal, this);
    card->body()->setSpacing(8);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    m_title = new PlainLabel({}, PlainLabel::Look::Strong, card);
    m_title->setElide(Qt::ElideMiddle);
    m_state = new PillLabel({}, Tone::Neutral, card);
    m_pause = plainButton(tr("&Pause"), card);
    m_resume = plainButton(tr("&Resume"), card);
    m_cancel = plainButton(tr("&Cancel…"), card);
    m_again = plainButton(tr("Run &again"), card);
    row->addWidget(m_title);
    row->addWidget(m_state);
    row->addStretch(1);
    for (QPushButton* button : {m_pause, m_resume, m_cancel, m_again})
        row->addWidget(button);
    m_about = new PlainLabel({}, PlainLabel::Look::Dim, card);
    m_about->setWordWrap(true);
    m_notice = new NoticeBar(card);
    m_notice->hide();
    m_summary = new PlainLabel({}, PlainLabel::Look::Text, card);
    m_summary->setWordWrap(true);
    m_bar = new QProgressBar(card);
    m_bar->setAccessibleName(tr("How far the run is"));
    m_bar->setRange(0, barSteps);
    m_bar->setTextVisible(false);
    card->body()->addLayout(row);
    for (QWidget* part : std::initializer_list<QWidget*>{m_about, m_notice, m_summary, m_bar, makeFigures()})
        card->body()->addWidget(part);
    connect(m_pause, &QPushButton::clicked, this, [this] { m_feed->pause(m_id); });
    connect(m_resume, &QPushButton::clicked, this, [this] { m_feed->resume(m_id); });
    connect(m_cancel, &QPushButton::clicked, this, &RunPanel::askToCancel);
    connect(m_again, &QPushButton::clicked, this, [this] { Q_EMIT againWanted(m_id); });
    return card;
}

QWidget* RunPanel::makeFigures()
{
    auto* figures = new QWidget(this);
    auto* flow = new FlowLayout(26, 6, figures);
    for (const QString& name : {tr("Sent"), tr("Acknowledged"), tr("Failed"), tr("Not made"), tr("Not known"), tr("A second"), tr("p50"),
                                tr("p99"), tr("Longest"), tr("Time")}) {
        auto* figure = new KeyFigure(name, figures);
        flow->addWidget(figure);
        m_figures.push_back(figure);
    }
    return figures;
}

QWidget* RunPanel::makeFailures()
{
    auto* card = new Card(Card::Padding::None, this);
    m_failureCard = card;
    auto* head = new PlainLabel(tr("Failures"), PlainLabel::Look::Strong, card);
    head->setContentsMargins(11, 8, 11, 4);
    card->body()->addWidget(head);
    m_failures->table = new DataTable(&m_failures->model, tr("Failures of the run"), QStringLiteral("run-failures"), card);
    card->body()->addWidget(m_failures->table);
    card->hide();
    return card;
}

void RunPanel::setRun(const QString& id)
{
    if (id != m_id) {
        m_id = id;
        m_nextSecond = 0;
        m_charts->setSeconds({});
    }
    showProgress();
}

void RunPanel::showProgress()
{
    const RunView* view = m_feed->run(m_id);
    if (!view)
        return;
    const RunProgress& progress = view->progress;
    const RunWord word = runStateWord(progress);
    m_title->setText(view->title);
    m_state->setPill(word.text, word.tone);
    m_about->setText(view->about);
    m_about->setVisible(!view->about.isEmpty());
    const bool over = hasEnded(progress.state);
    const QString notice = runNotice(progress, view->plan);
    const bool quiet = over && !progress.error;
    m_summary->setVisible(over);
    m_summary->setText(over ? QStringLiteral("%1 %2").arg(quiet ? notice : QString(), displayText(std::string_view(runSummary(progress)), 500)).trimmed()
                            : QString());
    if (!quiet && !notice.isEmpty())
        m_notice->setNotice(progress.error ? Tone::Bad : Tone::Warning, notice, {}, progress.error ? errorDetails(*progress.error) : QString());
    m_notice->setVisible(!quiet && !notice.isEmpty());
    m_bar->setVisible(!over && progress.fraction.has_value());
    m_bar->setValue(static_cast<int>(std::lround(progress.fraction.value_or(0) * barSteps)));
    showFigures(progress);
    showButtons(progress);
    showCharts(*view);
    m_failures->model.setRows(runFailureRows(progress.failures));
    const int rows = std::clamp(m_failures->model.rowCount(), 1, mostFailureRows);
    m_failures->table->setFixedHeight((rows + 1) * Theme::rowHeight + 10);
    m_failureCard->setVisible(!progress.failures.empty());
}

void RunPanel::showFigures(const RunProgress& progress)
{
    const auto count = [&](Figure figure, std::uint64_t value, Tone tone, bool always) {
        m_figures[figure]->setValue(countText(static_cast<qint64>(value)), value > 0 ? tone : Tone::Neutral);
        m_figures[figure]->setVisible(always || value > 0);
    };
    count(Sent, progress.sent, Tone::Neutral, true);
    count(Acknowledged, progress.acknowledged, Tone::Neutral, true);
    count(Failed, progress.failed, Tone::Bad, true);
    count(Skipped, progress.skipped, Tone::Warning, false);
    count(Unknown, progress.unknown, Tone::Warning, false);
    const bool over = hasEnded(progress.state);
    const auto seconds = static_cast<double>(progress.elapsed.count()) / 1000;
    const double mean = seconds > 0 ? static_cast<double>(progress.acknowledged) / seconds : 0;
    m_figures[Rate]->setValue(rateFigure(over ? mean : progress.perSecond));
    m_figures[P50]->setValue(latencyText(progress.p50));
    m_figures[P99]->setValue(latencyText(progress.p99));
    m_figures[Longest]->setValue(latencyText(progress.longest));
    m_figures[Time]->setValue(durationText(progress.elapsed));
}

void RunPanel::showButtons(const RunProgress& progress)
{
    const RunActions actions = runActions(progress.state);
    m_pause->setVisible(actions.pause);
    m_resume->setVisible(actions.resume);
    m_cancel->setVisible(actions.cancel);
    m_again->setVisible(hasEnded(progress.state));
    m_again->setEnabled(!m_context.connection.readOnly);
}

void RunPanel::showCharts(const RunView& view)
{
    m_charts->setWholeShown(hasEnded(view.progress.state));
    if (view.secondsEnd == m_nextSecond)
        return;
    const auto fresh = m_feed->seconds(m_id, m_nextSecond);
    if (m_nextSecond == 0 || fresh.size() > mostAppended)
        m_charts->setSeconds(m_feed->seconds(m_id, 0));
    else
        m_charts->append(fresh);
    m_nextSecond = view.secondsEnd;
}

void RunPanel::askToCancel()
{
    const RunView* view = m_feed->run(m_id);
    if (!view)
        return;
    auto* dialog = new CancelDialog(tr("Cancel this run?"), cancelRunSentence(view->progress), tr("Cancel the run"), this);
    connect(dialog, &QDialog::accepted, this, [this, id = m_id] { m_feed->cancel(id); });
    dialog->open();
}

} // namespace weir::ui
