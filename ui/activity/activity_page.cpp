// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/activity/activity_page.h"

#include "ui/activity/activity_table.h"
#include "ui/activity/running_list.h"
#include "ui/async/latest_task.h"
#include "ui/widgets/card.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/filter_edit.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/state_view.h"

#include <QtCore/QDateTime>
#include <QtCore/QTimer>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QScrollArea>

#include <algorithm>

namespace weir::ui {
namespace {

constexpr std::size_t mostEntries = 5'000;
constexpr int reloadMs = 4'000;

} // namespace

struct ActivityPage::Parts {
    PageContext context;
    std::filesystem::path trail;
    TableModel<AuditEntry> model{activityColumns(), activityKey};
    QDateTime since{};
    QScrollArea* area = nullptr;
    RunningList* running = nullptr;
    PillLabel* runningPill = nullptr;
    FilterEdit* filter = nullptr;
    DataTable* table = nullptr;
    PlainLabel* noMatch = nullptr;
    PlainLabel* count = nullptr;
    StateView* view = nullptr;
    QTimer timer{};
    LatestTask task{};
};

ActivityPage::ActivityPage(PageContext context, std::vector<std::shared_ptr<RunningWork>> work, std::filesystem::path trail,
                           QWidget* parent)
    : Page(tr("Activity"), parent), m_parts(new Parts{std::move(context), std::move(trail)})
{
    Parts& parts = *m_parts;
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::pageMargin, 14, Theme::pageMargin, 12);
    layout->setSpacing(Theme::gap);
    layout->addWidget(makeHeader());
    layout->addWidget(new PlainLabel(tr("Running work"), PlainLabel::Look::Strong, this));
    auto* area = new QScrollArea(this);
    area->setAccessibleName(tr("Running work"));
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    parts.area = area;
    parts.running = new RunningList(std::move(work), area);
    area->setWidget(parts.running);
    layout->addWidget(area);
    auto* row = new QHBoxLayout;
    row->setSpacing(10);
    row->addWidget(new PlainLabel(tr("Changes made through Weir"), PlainLabel::Look::Strong, this));
    parts.count = new PlainLabel({}, PlainLabel::Look::Dim, this);
    row->addWidget(parts.count, 1);
    layout->addLayout(row);
    layout->addWidget(makeTrail(), 1);
    parts.timer.setInterval(reloadMs);
    connect(&parts.timer, &QTimer::timeout, this, &ActivityPage::load);
    connect(parts.running, &RunningList::changed, this, &ActivityPage::showRunning);
    connect(parts.filter, &FilterEdit::filterChanged, this, [this](const QString& text) { m_parts->model.setFilter(text); });
    connect(parts.view, &StateView::retryRequested, this, &ActivityPage::refresh);
    showRunning();
    if (parts.trail.empty())
        parts.view->showEmpty(tr("Nothing is kept for the demo"),
                              tr("The demo cluster is another one each time, so what is changed on it is not written down."));
    else
        parts.view->showLoading(tr("Reading the activity…"));
}

ActivityPage::~ActivityPage()
{
    delete m_parts->view; // tables go before the models they show
}

QWidget* ActivityPage::makeHeader()
{
    auto* header = new QWidget(this);
    auto* row = new QHBoxLayout(header);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(10);
    row->addWidget(new PlainLabel(title(), PlainLabel::Look::Title, header));
    m_parts->runningPill = new PillLabel({}, Tone::Accent, header);
    row->addWidget(m_parts->runningPill);
    row->addStretch(1);
    m_parts->filter = new FilterEdit(tr("Filter by action, target, outcome"), header);
    m_parts->filter->setAccessibleName(tr("Filter the activity"));
    m_parts->filter->setFixedWidth(290);
    row->addWidget(m_parts->filter);
    return header;
}

QWidget* ActivityPage::makeTrail()
{
    Parts& parts = *m_parts;
    auto* card = new Card(Card::Padding::None, this);
    parts.table = new DataTable(&parts.model, tr("Changes made through Weir"), QStringLiteral("activity"), card);
    parts.table->sortBy(0, Qt::DescendingOrder);
    parts.noMatch = new PlainLabel(tr("No entry matches the filter."), PlainLabel::Look::Dim, card);
    parts.noMatch->setAlignment(Qt::AlignCenter);
    parts.noMatch->hide();
    card->body()->addWidget(parts.table, 1);
    card->body()->addWidget(parts.noMatch, 1);
    connect(&parts.model, &TableModelBase::shownChanged, this, [this](int shown, int total) {
        const bool nothing = shown == 0 && total > 0;
        m_parts->table->setVisible(!nothing);
        m_parts->noMatch->setVisible(nothing);
    });
    parts.view = new StateView(card, this);
    return parts.view;
}

void ActivityPage::refresh() { load(); }

bool ActivityPage::focusFilter()
{
    m_parts->filter->setFocus();
    m_parts->filter->selectAll();
    return true;
}

bool ActivityPage::isSettled() const { return m_parts->view->state() != StateView::State::Loading; }

void ActivityPage::activated()
{
    m_parts->timer.start();
    load();
}

void ActivityPage::deactivated()
{
    m_parts->timer.stop();
}

void ActivityPage::load()
{
    if (m_parts->trail.empty())
        return;
    if (m_parts->view->state() == StateView::State::Failed || m_parts->view->state() == StateView::State::NoPermission)
        m_parts->view->showLoading(tr("Reading the activity…"));
    m_parts->task.start(
        m_parts->context.tasks,
        [path = m_parts->trail](std::stop_token) -> Result<std::vector<AuditEntry>> {
            const auto trail = AuditTrail::open(path);
            if (!trail)
                return fail(trail.error());
            return (*trail)->newest(mostEntries);
        },
        [this](Result<std::vector<AuditEntry>> entries) { take(std::move(entries)); });
}

void ActivityPage::take(Result<std::vector<AuditEntry>> entries)
{
    Parts& parts = *m_parts;
    if (!entries) {
        parts.view->showFailure(entries.error(), parts.since);
        return;
    }
    parts.since = QDateTime::currentDateTime();
    const auto count = static_cast<qint64>(entries->size());
    parts.model.setRows(std::move(*entries));
    parts.count->setText(count >= static_cast<qint64>(mostEntries) ? tr("the newest %1").arg(countText(count)) : QString());
    if (count == 0)
        parts.view->showEmpty(tr("Nothing was changed yet"),
                              tr("Sends, replays, resets of offsets and changes of topics are written down here, by this window and by weirctl."));
    else
        parts.view->showContent();
    Q_EMIT statusText(count == 0 ? QString() : countedText(count, tr("1 entry"), tr("%1 entries")));
}

void ActivityPage::showRunning()
{
    const QString text = runningText(m_parts->running->running());
    constexpr int tallest = 300;
    m_parts->area->setFixedHeight(std::min(tallest, m_parts->running->sizeHint().height() + 2));
    m_parts->runningPill->setPill(text, Tone::Accent);
    Q_EMIT countChanged(text);
}

} // namespace weir::ui
