// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/replay_job_panel.h"

#include "ui/deadletters/canary_card.h"
#include "ui/deadletters/replay_feed.h"
#include "ui/deadletters/replay_jobs_table.h"
#include "ui/deadletters/replay_result_rows.h"
#include "ui/deadletters/replay_words.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/cancel_dialog.h"
#include "ui/widgets/card.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/key_figure.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/sparse_table.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QProgressBar>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSpinBox>

#include <cmath>

namespace weir::ui {
namespace {

enum Figure { Committed, Waiting, Failed, Gone, Changed, Skipped, Unknown, CameBack, Copies, Figures };
constexpr int barSteps = 10'000;

} // namespace

ReplayJobPanel::ReplayJobPanel(PageContext context, std::shared_ptr<ReplayFeed> feed, QWidget* parent)
    : QWidget(parent),
      m_context(std::move(context)),
      m_feed(std::move(feed)),
      m_rows(new ReplayResultRows(m_context.tasks, this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(10);
    layout->addWidget(makeHead());
    m_notice = new NoticeBar(this);
    m_saved = new NoticeBar(this);
    m_canary = new CanaryCard(m_context, this);
    for (QWidget* bar : std::initializer_list<QWidget*>{m_notice, m_saved, m_canary}) {
        layout->addWidget(bar);
        bar->hide();
    }
    layout->addWidget(makeFigures());
    layout->addWidget(makeRecords(), 1);
    connectParts();
}

ReplayJobPanel::~ReplayJobPanel() = default;

QWidget* ReplayJobPanel::makeHead()
{
    auto* head = new QWidget(this);
    auto* column = new QVBoxLayout(head);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    m_title = new PlainLabel({}, PlainLabel::Look::Strong, head);
    m_title->setElide(Qt::ElideMiddle);
    m_state = new PillLabel({}, Tone::Neutral, head);
    row->addWidget(m_title);
    row->addWidget(m_state);
    row->addStretch(1);
    m_pause = plainButton(tr("&Pause"), head);
    m_resume = plainButton(tr("&Resume"), head);
    m_cancel = plainButton(tr("&Cancel…"), head);
    m_receipt = plainButton(tr("&Save receipt…"), head);
    for (QPushButton* button : {m_pause, m_resume, m_cancel, m_receipt})
        row->addWidget(button);
    column->addLayout(row);
    m_caption = new PlainLabel({}, PlainLabel::Look::Dim, head);
    m_caption->setWordWrap(true);
    column->addWidget(m_caption);
    return head;
}

QWidget* ReplayJobPanel::makeFigures()
{
    auto* card = new Card(Card::Padding::Normal, this);
    card->body()->setContentsMargins(14, 10, 14, 10);
    card->body()->setSpacing(8);
    auto* line = new QHBoxLayout;
    line->setSpacing(12);
    m_progress = new PlainLabel({}, PlainLabel::Look::Strong, card);
    m_bar = new QProgressBar(card);
    m_bar->setAccessibleName(tr("Records with an outcome"));
    m_bar->setRange(0, barSteps);
    m_bar->setTextVisible(false);
    line->addWidget(m_progress);
    line->addWidget(m_bar, 1);
    line->addWidget(makeRate());
    card->body()->addLayout(line);
    auto* figures = new QWidget(card);
    auto* flow = new FlowLayout(28, 6, figures);
    const QStringList names{tr("Committed"), tr("Waiting"), tr("Failed"),    tr("Gone before"), tr("Changed since"),
                            tr("Skipped"),   tr("Not known"), tr("Came back"), tr("Written twice")};
    for (const QString& name : names) {
        auto* figure = new KeyFigure(name, figures);
        flow->addWidget(figure);
        m_figures.push_back(figure);
    }
    card->body()->addWidget(figures);
    return card;
}

QWidget* ReplayJobPanel::makeRate()
{
    m_rateArea = new QWidget(this);
    auto* row = new QHBoxLayout(m_rateArea);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_rate = new QSpinBox(m_rateArea);
    m_rate->setAccessibleName(tr("Records a second at most"));
    m_rate->setRange(0, 1'000'000);
    m_rate->setSpecialValueText(tr("as fast as possible"));
    m_rate->setSuffix(tr(" a second"));
    auto* set = plainButton(tr("Set rate"), m_rateArea);
    row->addWidget(new PlainLabel(tr("Change to"), PlainLabel::Look::Dim, m_rateArea));
    row->addWidget(m_rate);
    row->addWidget(set);
    connect(set, &QPushButton::clicked, this, [this] { m_feed->setRate(id(), m_rate->value()); });
    return m_rateArea;
}

QWidget* ReplayJobPanel::makeRecords()
{
    auto* card = new Card(Card::Padding::None, this);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(11, 6, 11, 4);
    head->setSpacing(12);
    head->addWidget(new PlainLabel(tr("Records"), PlainLabel::Look::Strong, card));
    m_tableError = new PlainLabel({}, PlainLabel::Look::Text, card);
    m_tableError->setTone(Tone::Bad);
    m_tableError->setElide(Qt::ElideRight);
    head->addWidget(m_tableError, 1);
    m_openLetter = linkButton(tr("Open the dead letter"), card);
    m_openTarget = linkButton(tr("Open it in the target"), card);
    head->addWidget(m_openLetter);
    head->addWidget(m_openTarget);
    card->body()->addLayout(head);
    m_table = new SparseTable(tr("Records of the replay"), QStringLiteral("replay-records"), card);
    m_table->setRows(m_rows);
    m_table->setMinimumHeight(110);
    card->body()->addWidget(m_table, 1);
    return card;
}

void ReplayJobPanel::connectParts()
{
    connect(m_pause, &QPushButton::clicked, this, [this] { m_feed->pause(id()); });
    connect(m_resume, &QPushButton::clicked, this, [this] { m_feed->resume(id()); });
    connect(m_canary, &CanaryCard::goOn, this, [this] { m_feed->resume(id()); });
    connect(m_cancel, &QPushButton::clicked, this, &ReplayJobPanel::askToCancel);
    connect(m_receipt, &QPushButton::clicked, this, &ReplayJobPanel::chooseReceiptFile);
    connect(m_feed.get(), &ReplayFeed::receiptSaved, this, [this](const QString& path, const std::optional<weir::Error>& error) {
        if (error)
            m_saved->setNotice(Tone::Bad, tr("The receipt was not saved: %1").arg(sentenceOf(*error)), {}, errorDetails(*error));
        else
            m_saved->setNotice(Tone::Ok, tr("The receipt was saved as %1.").arg(displayText(std::string_view(path.toStdString()))), {}, {});
        m_saved->show();
    });
    connect(m_table, &SparseTable::currentChanged, this, &ReplayJobPanel::showRecordButtons);
    connect(m_table, &SparseTable::activated, this, [this](qint64 position) {
        const ReplayResult* result = m_rows->at(position);
        if (result && result->targetOffset)
            openTarget();
        else
            openLetter();
    });
    connect(m_rows, &SparseRows::changed, this, &ReplayJobPanel::showRecordButtons);
    connect(m_rows, &ReplayResultRows::errorChanged, this, [this] {
        m_tableError->setText(m_rows->error() ? sentenceOf(*m_rows->error()) : QString());
    });
    connect(m_openLetter, &QPushButton::clicked, this, &ReplayJobPanel::openLetter);
    connect(m_openTarget, &QPushButton::clicked, this, &ReplayJobPanel::openTarget);
}

void ReplayJobPanel::setJob(const std::string& job)
{
    if (job == m_job)
        return showProgress();
    m_job = job;
    m_saved->hide();
    m_shownDone = -1;
    const ReplayProgress* progress = m_feed->job(m_job);
    m_rows->setJob(progress ? m_feed->journal() : nullptr, m_job, progress ? progress->info.counts.total : 0);
    showRecordButtons();
    showProgress();
}

void ReplayJobPanel::showProgress()
{
    const ReplayProgress* progress = m_feed->job(m_job);
    if (!progress)
        return;
    const bool here = m_feed->runsHere(m_job);
    const bool starting = m_feed->isStarting(m_job);
    const ReplayJobInfo& info = progress->info;
    m_title->setText(displayText(std::string_view(info.title), 300));
    const ReplayWord word = stateWord(info.state, here, starting);
    m_state->setPill(word.text, word.tone);
    m_caption->setText(tr("To %1 · %2 · started %3 on connection %4 · job %5")
                           .arg(targetsText(info.targets), deliveryWord(info.delivery), replayTimeText(info.created),
                                displayText(std::string_view(info.profile)), displayText(std::string_view(info.job))));
    m_caption->setToolTip(plainToolTip(deliverySentence(info.delivery)));
    showNotice(*progress, here);
    m_canary->showJob(m_feed->journal(), *progress);
    showFigures(*progress);
    showButtons(*progress, here, starting);
    const qint64 done = info.counts.total - info.counts.pending;
    if (done != m_shownDone || info.state != m_shownState) {
        m_shownDone = done;
        m_shownState = info.state;
        m_rows->refresh(info.counts.total);
    }
}

void ReplayJobPanel::showNotice(const ReplayProgress& progress, bool here)
{
    if (const auto error = m_feed->startError(m_job)) {
        m_notice->setNotice(Tone::Bad, sentenceOf(*error), {}, errorDetails(*error));
        m_notice->show();
        return;
    }
    QString sentence = stateSentence(progress, here);
    if (progress.readsStillHeld)
        sentence += QLatin1Char(' ') + tr("A transaction is open meanwhile: read_committed readers of the targets wait for it, for "
                                          "its time-out at most.");
    const bool bad = progress.info.state == ReplayState::Stopped;
    const bool fine = progress.info.state == ReplayState::Done || progress.info.state == ReplayState::Cancelled;
    m_notice->setNotice(bad ? Tone::Bad : fine ? Tone::Neutral : Tone::Warning, sentence.trimmed(), {},
                        progress.trouble ? errorDetails(*progress.trouble) : QString());
    m_notice->setVisible(!sentence.trimmed().isEmpty());
}

void ReplayJobPanel::showFigures(const ReplayProgress& progress)
{
    const ReplayCounts& counts = progress.info.counts;
    const auto show = [&](Figure figure, std::int64_t value, Tone tone, bool always) {
        m_figures[figure]->setValue(countText(value), value > 0 ? tone : Tone::Neutral);
        m_figures[figure]->setVisible(always || value > 0);
    };
    show(Committed, counts.committed, Tone::Ok, true);
    show(Waiting, counts.pending, Tone::Neutral, true);
    show(Failed, counts.failed, Tone::Bad, true);
    show(Gone, counts.gone, Tone::Warning, false);
    show(Changed, counts.changed, Tone::Warning, false);
    show(Skipped, counts.skipped, Tone::Neutral, true);
    const bool atLeastOnce = progress.info.delivery == ReplayDelivery::AtLeastOnce;
    show(Unknown, counts.unknown, Tone::Bad, atLeastOnce);
    show(CameBack, progress.returned, Tone::Bad, true);
    show(Copies, counts.duplicates, Tone::Warning, atLeastOnce);
    m_bar->setValue(static_cast<int>(std::lround(fractionDone(counts) * barSteps)));
    m_progress->setText(progressText(progress));
}

void ReplayJobPanel::showButtons(const ReplayProgress& progress, bool here, bool starting)
{
    const ReplayActions actions = actionsFor(progress, here, starting);
    const bool readOnly = m_context.connection.readOnly;
    m_pause->setVisible(actions.pause || progress.info.state == ReplayState::Running);
    m_pause->setEnabled(actions.pause);
    // After the canary the card has the button.
    m_resume->setVisible(actions.resume && progress.info.state != ReplayState::Canary);
    m_resume->setEnabled(!readOnly);
    m_resume->setToolTip(readOnly ? plainToolTip(tr("This connection is read-only: nothing can be sent.")) : QString());
    m_cancel->setVisible(actions.cancel);
    m_cancel->setEnabled(!readOnly || here);
    m_receipt->setEnabled(m_feed->ready());
    m_rateArea->setVisible(here && !starting);
}

void ReplayJobPanel::askToCancel()
{
    const ReplayProgress* progress = m_feed->job(m_job);
    if (!progress)
        return;
    auto* dialog = new CancelDialog(tr("Cancel this replay?"), cancelSentence(*progress), tr("Cancel the replay"), this);
    connect(dialog, &QDialog::accepted, this, [this, job = id()] { m_feed->cancel(job); });
    dialog->open();
}

void ReplayJobPanel::chooseReceiptFile()
{
    auto* dialog = new QFileDialog(this, tr("Save the receipt"), QStringLiteral("replay-%1.ndjson").arg(id()));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("ndjson"));
    dialog->setNameFilter(tr("JSON lines (*.ndjson)"));
    connect(dialog, &QFileDialog::fileSelected, this, [this, job = id()](const QString& path) { m_feed->saveReceipt(job, path); });
    dialog->open();
}

void ReplayJobPanel::showRecordButtons()
{
    const auto current = m_table->current();
    const ReplayResult* result = current ? m_rows->at(*current) : nullptr;
    m_openLetter->setEnabled(result);
    m_openTarget->setEnabled(result && result->targetPartition && result->targetOffset);
}

void ReplayJobPanel::openLetter()
{
    const auto current = m_table->current();
    if (const ReplayResult* result = current ? m_rows->at(*current) : nullptr)
        m_context.navigator.go(OpenRecords{QString::fromStdString(result->letter.partition.topic),
                                           result->letter.partition.partition, result->letter.offset});
}

void ReplayJobPanel::openTarget()
{
    const auto current = m_table->current();
    const ReplayResult* result = current ? m_rows->at(*current) : nullptr;
    if (result && result->targetPartition && result->targetOffset)
        m_context.navigator.go(OpenRecords{QString::fromStdString(result->targetTopic), *result->targetPartition,
                                           *result->targetOffset});
}

} // namespace weir::ui
