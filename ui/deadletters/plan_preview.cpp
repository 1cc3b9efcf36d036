// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/plan_preview.h"

#include "ui/async/task_pool.h"
#include "ui/deadletters/plan_samples.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/segmented_tabs.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStackedWidget>

#include <algorithm>

namespace weir::ui {
namespace {

enum Tab { PlanTab, HeadersTab, SamplesTab };

} // namespace

PlanPreview::PlanPreview(std::shared_ptr<TaskPool> tasks, QWidget* parent)
    : Card(Padding::None, parent),
      m_rows(planColumns(), planRowKey),
      m_headers(headerSummaryColumns(), headerSummaryKey),
      m_tasks(std::move(tasks)),
      m_state(new PillLabel({}, Tone::Neutral, this)),
      m_progress(new PlainLabel({}, PlainLabel::Look::Dim, this)),
      m_stop(linkButton(tr("Stop looking"), this)),
      m_error(new NoticeBar(this)),
      m_tabs(new SegmentedTabs(tr("Parts of the plan"), this)),
      m_stack(new QStackedWidget(this))
{
    setAccessibleName(tr("The plan"));
    auto* head = new QVBoxLayout;
    head->setContentsMargins(15, 10, 15, 0);
    head->setSpacing(6);
    auto* first = new QHBoxLayout;
    first->setSpacing(8);
    first->addWidget(new PlainLabel(tr("Plan"), PlainLabel::Look::Strong, this));
    first->addWidget(new PlainLabel(tr("nothing is sent yet"), PlainLabel::Look::Dim, this));
    first->addStretch(1);
    first->addWidget(m_progress);
    first->addWidget(m_stop);
    first->addWidget(m_state);
    head->addLayout(first);
    head->addWidget(m_error);
    m_tabs->setCompact(true);
    for (const QString& name : {tr("What happens"), tr("Headers"), tr("Samples")})
        m_tabs->addTab(name);
    head->addWidget(m_tabs, 0, Qt::AlignLeft);
    body()->addLayout(head);
    m_samples = new PlanSamples(m_tasks, m_stack);
    m_stack->addWidget(makePlanPage());
    m_stack->addWidget(makeHeadersPage());
    m_stack->addWidget(m_samples);
    body()->addWidget(m_stack, 1);
    m_error->hide();
    setBusy(false);
    connect(m_tabs, &QTabBar::currentChanged, m_stack, &QStackedWidget::setCurrentIndex);
    connect(m_error, &NoticeBar::actionRequested, this, &PlanPreview::retryRequested);
    connect(m_stop, &QPushButton::clicked, this, &PlanPreview::stopRequested);
}

PlanPreview::~PlanPreview()
{
    // Tables go before the models they show: those are members, which end before a widget's children.
    delete m_stack;
}

QWidget* PlanPreview::makePlanPage()
{
    auto* page = new QWidget(m_stack);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 4, 0, 12);
    layout->setSpacing(8);
    m_table = new DataTable(&m_rows, tr("What happens to the records"), QStringLiteral("replay-plan"), page);
    m_table->horizontalHeader()->hide();
    layout->addWidget(m_table, 1000);
    auto* words = new QVBoxLayout;
    words->setContentsMargins(15, 0, 15, 0);
    words->setSpacing(6);
    m_warnings = new PlainLabel({}, PlainLabel::Look::Text, page);
    m_warnings->setTone(Tone::Warning);
    m_headersLine = new PlainLabel({}, PlainLabel::Look::Dim, page);
    m_deliveryLine = new PlainLabel({}, PlainLabel::Look::Dim, page);
    for (PlainLabel* line : {m_warnings, m_headersLine, m_deliveryLine}) {
        line->setWordWrap(true);
        words->addWidget(line);
    }
    layout->addLayout(words);
    layout->addStretch(1);
    return page;
}

QWidget* PlanPreview::makeHeadersPage()
{
    auto* page = new QWidget(m_stack);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 4, 0, 0);
    m_headersTable = new DataTable(&m_headers, tr("What happens to the headers"), QStringLiteral("replay-headers"), page);
    layout->addWidget(m_headersTable);
    return page;
}

void PlanPreview::setBusy(bool busy)
{
    m_stop->setVisible(busy);
    m_progress->setVisible(busy);
}

void PlanPreview::showPlanning()
{
    m_state->setPill(tr("looking…"), Tone::Neutral);
    m_error->hide();
    m_progress->setText({});
    setBusy(true);
}

void PlanPreview::showProgress(qint64 looked, qint64 selected)
{
    m_progress->setText(selected > 0 ? tr("%1 of %2 letters").arg(countText(std::min(looked, selected)), countText(selected))
                                     : countedText(looked, tr("1 letter"), tr("%1 letters")));
}

void PlanPreview::showPlan(std::shared_ptr<const ReplayPlan> plan)
{
    setBusy(false);
    m_error->hide();
    const QStringList warnings = planWarnings(*plan);
    if (plan->ready() == 0)
        m_state->setPill(tr("nothing to send"), Tone::Warning);
    else
        m_state->setPill(warnings.isEmpty() && !namedByHeadersOnly(*plan) ? tr("ready") : tr("ready, look first"),
                         warnings.isEmpty() && !namedByHeadersOnly(*plan) ? Tone::Ok : Tone::Warning);
    auto rows = planRows(*plan);
    // A table that is taller than its rows looks as if some of them were missing.
    m_table->setMaximumHeight(static_cast<int>(std::max<std::size_t>(rows.size(), 1)) * Theme::rowHeight + 4);
    m_rows.setRows(std::move(rows));
    m_headers.setRows(plan->headers);
    QStringList marked;
    for (const QString& warning : warnings)
        marked << QStringLiteral("⚠ %1").arg(warning);
    m_warnings->setText(marked.join(QLatin1Char('\n')));
    m_warnings->setVisible(!marked.isEmpty());
    m_headersLine->setText(headersLine(*plan));
    m_deliveryLine->setText(deliveryLine(plan->options));
    m_tabs->setTabText(HeadersTab, tr("Headers %1").arg(countText(static_cast<qint64>(plan->headers.size()))));
    m_tabs->setTabText(SamplesTab, tr("Samples %1").arg(countText(static_cast<qint64>(plan->samples.size()))));
    m_samples->setPlan(std::move(plan));
}

void PlanPreview::clearPlan()
{
    setBusy(false);
    m_rows.setRows({});
    m_headers.setRows({});
    m_samples->setPlan(nullptr);
    m_tabs->setTabText(HeadersTab, tr("Headers"));
    m_tabs->setTabText(SamplesTab, tr("Samples"));
    m_warnings->hide();
    m_headersLine->setText({});
    m_deliveryLine->setText({});
}

void PlanPreview::showBlocked(const QString& sentence)
{
    clearPlan();
    m_state->setPill(tr("not ready"), Tone::Neutral);
    m_error->setNotice(Tone::Warning, sentence, {}, {});
    m_error->show();
}

void PlanPreview::showError(const weir::Error& error)
{
    clearPlan();
    m_state->setPill(tr("no plan"), Tone::Bad);
    m_error->setNotice(Tone::Bad, sentenceOf(error), tr("Plan again"), errorDetails(error));
    m_error->show();
}

} // namespace weir::ui
