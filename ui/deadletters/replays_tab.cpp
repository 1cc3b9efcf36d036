// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/replays_tab.h"

#include "ui/deadletters/replay_job_panel.h"
#include "ui/deadletters/replay_jobs_table.h"
#include "ui/widgets/card.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/state_view.h"

#include <QtCore/QDateTime>
#include <QtCore/QTimer>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QSplitter>

namespace weir::ui {
namespace {

/// Other programs write to the journal too.
constexpr int reloadMs = 5'000;
constexpr int startedColumn = 5;

} // namespace

struct ReplaysTab::Parts {
    PageContext context;
    std::shared_ptr<ReplayFeed> feed;
    TableModel<ReplayJobRow> model{replayJobColumns(), replayJobKey};
    QString wanted{};
    QDateTime since{}; ///< when the journal was last read
    int count = 0;
    DataTable* table = nullptr;
    ReplayJobPanel* panel = nullptr;
    StateView* view = nullptr;
    QTimer timer{};
};

ReplaysTab::ReplaysTab(PageContext context, std::shared_ptr<ReplayFeed> feed, QWidget* parent)
    : QWidget(parent), m_parts(new Parts{std::move(context), std::move(feed)})
{
    Parts& parts = *m_parts;
    auto* down = new QSplitter(Qt::Vertical, this);
    down->setChildrenCollapsible(false);
    auto* card = new Card(Card::Padding::None, down);
    parts.table = new DataTable(&parts.model, tr("Replays"), QStringLiteral("replays"), card);
    parts.table->setMinimumHeight(90);
    parts.table->sortBy(startedColumn, Qt::DescendingOrder);
    card->body()->addWidget(parts.table);
    parts.panel = new ReplayJobPanel(parts.context, parts.feed, down);
    down->addWidget(card);
    down->addWidget(parts.panel);
    down->setStretchFactor(0, 1);
    down->setStretchFactor(1, 5);
    down->setSizes({132, 578});
    parts.view = new StateView(down, this);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(parts.view);
    parts.timer.setInterval(reloadMs);
    connect(&parts.timer, &QTimer::timeout, parts.feed.get(), &ReplayFeed::reload);
    connect(parts.feed.get(), &ReplayFeed::changed, this, &ReplaysTab::showFeed);
    connect(parts.feed.get(), &ReplayFeed::readyChanged, this, &ReplaysTab::showFeed);
    connect(parts.feed.get(), &ReplayFeed::startFailed, this, &ReplaysTab::showFeed);
    connect(parts.view, &StateView::retryRequested, this, [this] {
        m_parts->feed->reload();
        showFeed();
    });
    connect(parts.table, &DataTable::currentKeyChanged, this, [this](const QString& key) {
        m_parts->panel->setJob(key.toStdString());
        m_parts->panel->setVisible(!key.isEmpty());
    });
    parts.panel->hide();
    showFeed();
}

ReplaysTab::~ReplaysTab()
{
    delete m_parts->view; // tables go before the models they show
}

void ReplaysTab::select(const QString& job)
{
    m_parts->wanted = job;
    if (!m_parts->table->selectKey(job))
        m_parts->feed->reload();
    else
        m_parts->wanted.clear();
}

int ReplaysTab::count() const { return m_parts->count; }

bool ReplaysTab::isSettled() const { return m_parts->view->state() != StateView::State::Loading; }

void ReplaysTab::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_parts->feed->reload();
    m_parts->timer.start();
}

void ReplaysTab::hideEvent(QHideEvent* event)
{
    m_parts->timer.stop();
    QWidget::hideEvent(event);
}

void ReplaysTab::showFeed()
{
    Parts& parts = *m_parts;
    if (!parts.feed->ready()) {
        if (parts.feed->trouble())
            parts.view->showError(*parts.feed->trouble());
        else
            parts.view->showLoading(tr("Opening the replay journal…"));
        return;
    }
    parts.model.setRows(replayJobRows(*parts.feed));
    if (!parts.wanted.isEmpty() && parts.table->selectKey(parts.wanted))
        parts.wanted.clear();
    if (parts.table->currentKey().isEmpty() && parts.model.rowCount() > 0)
        parts.table->selectKey(parts.model.keyAt(0));
    parts.panel->showProgress();
    if (parts.model.rows().empty())
        parts.view->showEmpty(tr("Nothing was replayed yet"),
                              tr("Choose dead letters, plan their replay, look at the plan and start it: the job is shown here."));
    else if (parts.feed->trouble())
        parts.view->showFailure(*parts.feed->trouble(), parts.since);
    else
        parts.view->showContent();
    if (!parts.feed->trouble())
        parts.since = QDateTime::currentDateTime();
    if (const int count = static_cast<int>(parts.model.rows().size()); count != parts.count) {
        parts.count = count;
        Q_EMIT countChanged();
    }
}

} // namespace weir::ui
