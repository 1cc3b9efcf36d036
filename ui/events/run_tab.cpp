// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/run_tab.h"

#include "ui/events/confirm_run_dialog.h"
#include "ui/events/import_dialog.h"
#include "ui/events/run_feed.h"
#include "ui/events/run_panel.h"
#include "ui/events/run_rows.h"
#include "ui/events/run_setup.h"
#include "ui/widgets/card.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/environment.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/state_view.h"

#include <QtCore/QPointer>
#include <QtCore/QTimer>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QScrollArea>
#include <QtWidgets/QSplitter>

#include <algorithm>

namespace weir::ui {
namespace {

constexpr int showMs = 250; // four pictures a second are enough for a chart of seconds
constexpr int mostListed = 6;

} // namespace

struct RunTab::Parts {
    PageContext context;
    std::shared_ptr<RunFeed> feed;
    TableModel<RunRow> model{runColumns(), runRowKey};
    bool active = false;
    bool changed = false;
    QTimer tick{};
    QPointer<QDialog> confirm{};
    NoticeBar* notice = nullptr;
    RunSetup* setup = nullptr;
    StateView* view = nullptr;
    RunPanel* panel = nullptr;
    DataTable* table = nullptr;
};

RunTab::RunTab(PageContext context, std::shared_ptr<RunFeed> runs, QWidget* parent)
    : QWidget(parent), m_parts(new Parts{std::move(context), std::move(runs)})
{
    Parts& parts = *m_parts;
    if (!parts.feed)
        parts.feed = std::make_shared<RunFeed>(parts.context, std::filesystem::path());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::gap);
    parts.notice = new NoticeBar(this);
    parts.notice->hide();
    layout->addWidget(parts.notice);
    auto* across = new QSplitter(Qt::Horizontal, this);
    across->setChildrenCollapsible(false);
    across->setHandleWidth(Theme::gap);
    parts.setup = new RunSetup(parts.context, across);
    parts.setup->setMinimumWidth(380);
    across->addWidget(parts.setup);
    across->addWidget(makeRuns());
    across->setStretchFactor(0, 2);
    across->setStretchFactor(1, 3);
    across->setSizes({420, 760});
    layout->addWidget(across, 1);
    parts.tick.setSingleShot(true);
    parts.tick.setInterval(showMs);
    connect(&parts.tick, &QTimer::timeout, this, [this] {
        if (m_parts->changed)
            takeChange();
    });
    connect(parts.setup, &RunSetup::startWanted, this, &RunTab::want);
    connect(parts.panel, &RunPanel::againWanted, this, &RunTab::again);
    connect(parts.table, &DataTable::currentKeyChanged, parts.panel, &RunPanel::setRun);
    connect(parts.feed.get(), &RunFeed::changed, this, &RunTab::takeChange);
    connect(parts.feed.get(), &RunFeed::runStarted, this, [this](const QString& id) {
        m_parts->notice->hide();
        showRun(id);
    });
    connect(parts.feed.get(), &RunFeed::startFailed, this, [this](const QString& title, const weir::Error& error) {
        m_parts->notice->setNotice(Tone::Bad, tr("\"%1\" was not started. %2").arg(title, sentenceOf(error)), {}, errorDetails(error));
        m_parts->notice->show();
    });
    showRuns();
}

RunTab::~RunTab()
{
    delete m_parts->view; // tables go before the models they show
}

QWidget* RunTab::makeRuns()
{
    Parts& parts = *m_parts;
    auto* area = new QScrollArea(this);
    area->setFocusPolicy(Qt::NoFocus);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setMinimumWidth(400);
    auto* inner = new QWidget(area);
    auto* column = new QVBoxLayout(inner);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::gap);
    parts.panel = new RunPanel(parts.context, parts.feed, inner);
    column->addWidget(parts.panel, 1);
    auto* card = new Card(Card::Padding::None, inner);
    auto* head = new PlainLabel(tr("Runs since Weir was connected"), PlainLabel::Look::Strong, card);
    head->setContentsMargins(11, 8, 11, 4);
    card->body()->addWidget(head);
    parts.table = new DataTable(&parts.model, tr("Runs"), QStringLiteral("runs"), card);
    card->body()->addWidget(parts.table);
    column->addWidget(card);
    area->setWidget(inner);
    parts.view = new StateView(area, this);
    return parts.view;
}

void RunTab::useTemplate(const EventTemplate& value)
{
    m_parts->setup->useTemplate(value);
}

void RunTab::setTemplates(const std::vector<EventTemplate>& templates, const std::filesystem::path& dataFolder)
{
    m_parts->setup->setTemplates(templates, dataFolder);
}

void RunTab::chooseImport()
{
    auto* dialog = new QFileDialog(this, tr("Import records"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Records (*.ndjson *.jsonl *.json *.csv *.tsv *.txt)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, &RunTab::openImport);
    dialog->open();
}

void RunTab::openImport(const QString& path)
{
    auto* dialog = new ImportDialog(m_parts->context, path, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ImportDialog::startWanted, this, &RunTab::want);
    dialog->open();
}

void RunTab::want(const RunRequest& request)
{
    Parts& parts = *m_parts;
    if (parts.context.connection.readOnly || parts.confirm)
        return;
    if (!isProduction(parts.context.connection.environment))
        return startNow(request);
    parts.confirm = new ConfirmRunDialog(parts.context.connection, request, this);
    parts.confirm->setAttribute(Qt::WA_DeleteOnClose);
    connect(parts.confirm, &QDialog::accepted, this, [this, request] { startNow(request); });
    parts.confirm->open();
}

void RunTab::startNow(const RunRequest& request)
{
    m_parts->notice->hide();
    m_parts->feed->start(request.title, request.topics.join(QStringLiteral(", ")), request.open, request.plan, request.sentence);
}

void RunTab::again(const QString& id)
{
    Parts& parts = *m_parts;
    const RunView* view = parts.feed->run(id);
    if (!view || parts.context.connection.readOnly || parts.confirm)
        return;
    parts.notice->hide();
    if (!isProduction(parts.context.connection.environment))
        return parts.feed->startAgain(id);
    RunRequest request;
    request.title = view->title;
    request.sentence = view->about;
    parts.confirm = new ConfirmRunDialog(parts.context.connection, request, this);
    parts.confirm->setAttribute(Qt::WA_DeleteOnClose);
    connect(parts.confirm, &QDialog::accepted, this, [this, id] { m_parts->feed->startAgain(id); });
    parts.confirm->open();
}

void RunTab::showRun(const QString& id)
{
    showRuns();
    m_parts->table->selectKey(id);
}

void RunTab::setActive(bool active)
{
    m_parts->active = active;
    m_parts->setup->setActive(active);
    if (active)
        showRuns();
    else
        m_parts->tick.stop();
}

void RunTab::takeChange()
{
    Parts& parts = *m_parts;
    parts.setup->setStarting(parts.feed->starting() > 0);
    parts.changed = true;
    if (!parts.active || parts.tick.isActive())
        return;
    showRuns();
    parts.tick.start();
}

void RunTab::showRuns()
{
    Parts& parts = *m_parts;
    parts.changed = false;
    parts.model.setRows(runRows(parts.feed->runs()));
    const int rows = std::clamp(parts.model.rowCount(), 1, mostListed);
    parts.table->setFixedHeight((rows + 1) * Theme::rowHeight + 10);
    if (parts.model.rows().empty())
        return parts.view->showEmpty(tr("Nothing was run yet"),
                                     tr("A run sends events from templates, or the records of a file, at the pace you choose. Its rates "
                                        "and latencies are drawn here while it goes on."));
    if (parts.table->currentKey().isEmpty())
        parts.table->selectKey(parts.model.keyAt(0));
    parts.panel->showProgress();
    parts.view->showContent();
}

} // namespace weir::ui
