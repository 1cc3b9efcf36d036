// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/main_window.h"

#include "ui/shell/cluster_card.h"
#include "ui/shell/command_palette.h"
#include "ui/shell/navigation_column.h"
#include "ui/shell/page_tabs.h"
#include "ui/shell/status_line.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/state_panel.h"
#include "ui/widgets/theme.h"

#include <QtCore/QSettings>
#include <QtGui/QCloseEvent>
#include <QtGui/QPainter>
#include <QtGui/QScreen>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStackedWidget>

namespace weir::ui {
namespace {
constexpr QSize firstSize(1440, 900);
constexpr std::size_t historyLength = 100;
} // namespace

MainWindow::MainWindow(Connector connector, PageCatalogue catalogue, ThemeSwitch& theme, QWidget* parent)
    : QWidget(parent),
      m_connector(std::move(connector)),
      m_catalogue(std::move(catalogue)),
      m_theme(theme),
      m_tasks(TaskPool::create(1)),
      m_navigation(new NavigationColumn(this)),
      m_tabs(new PageTabs(this)),
      m_stack(new QStackedWidget(this)),
      m_panel(new StatePanel(m_stack)),
      m_status(new StatusLine(this)),
      m_palette(new CommandPalette(this))
{
    setAccessibleName(tr("Weir"));
    m_stack->addWidget(m_panel);
    auto* pages = new QVBoxLayout;
    pages->setSpacing(0);
    pages->addWidget(m_tabs);
    pages->addWidget(m_stack, 1);
    auto* middle = new QHBoxLayout;
    middle->setSpacing(0);
    middle->addWidget(m_navigation);
    middle->addLayout(pages, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(middle, 1);
    layout->addWidget(m_status);

    connect(m_navigation, &NavigationColumn::entryChosen, this, &MainWindow::goHome);
    connect(m_navigation, &NavigationColumn::commandsRequested, this, &MainWindow::openPalette);
    connect(m_navigation->card(), &QAbstractButton::clicked, this, [this] { go(OpenConnections{}); });
    connect(m_navigation->themeButton(), &QPushButton::clicked, this, &MainWindow::showThemeMenu);
    connect(m_tabs, &PageTabs::tabClosed, this, &MainWindow::closeTab);
    connect(m_tabs, &PageTabs::tabChosen, this, [this](const QString& key) {
        if (const auto* opened = openedPage(key))
            showPage(*opened);
    });
    connect(m_panel, &StatePanel::actionRequested, this, [this] { go(OpenConnections{}); });
    setUpShortcuts();
    setMinimumSize(900, 560);
    // A window that is larger than the screen has its right side where nobody sees it.
    resize(firstSize.boundedTo(screen()->availableSize()));
    restoreGeometry(QSettings().value(QStringLiteral("window")).toByteArray());
}

MainWindow::~MainWindow()
{
    // Pages know this object as their navigator, so they go first.
    m_session.reset();
    delete m_stack;
}

void MainWindow::useProfile(const QString& profile)
{
    endSession();
    StatePanel::Look look;
    look.text = tr("Opening %1…").arg(profile);
    m_panel->setLook(look);
    m_navigation->card()->setWords(profile, tr("opening…"));
    m_status->setWords(Tone::Warning, tr("connecting…"));
    m_opening.start(
        m_tasks, [connector = m_connector, profile](std::stop_token stop) { return connector(profile, std::move(stop)); },
        [this](Result<OpenedConnection> opened) {
            if (!opened)
                return showOpenFailure(opened.error());
            startSession(std::move(*opened));
            goHome(m_session->entries().empty() ? QString() : m_session->entries().front().id);
        });
}

void MainWindow::startUnconnected(const std::optional<weir::Error>& error)
{
    endSession();
    startSession({});
    if (error)
        showOpenFailure(*error);
    else
        go(OpenConnections{});
}

void MainWindow::showOpenFailure(const weir::Error& error)
{
    endSession();
    startSession({});
    StatePanel::Look look;
    look.icon = QStringLiteral("warning");
    look.tone = Tone::Bad;
    look.title = tr("The connection could not be opened");
    look.text = sentenceOf(error);
    look.details = QString::fromStdString(error.detail);
    look.copied = errorDetails(error);
    look.action = tr("Choose a connection");
    look.primaryAction = true;
    m_panel->setLook(look);
    m_stack->setCurrentWidget(m_panel);
    m_status->setWords(Tone::Bad, tr("not connected · %1").arg(sentenceOf(error)));
}

void MainWindow::endSession()
{
    m_opening.cancel();
    m_stack->setCurrentWidget(m_panel);
    m_session.reset();
    m_currentKey.clear();
    m_baseKey.clear();
    m_pageTexts.clear();
    m_countedByPage.clear();
    m_history.clear();
    m_historyAt = 0;
    m_status->setPageText({});
    m_status->setReadOnly(false);
    updateTabs();
}

void MainWindow::startSession(OpenedConnection connection)
{
    m_session = std::make_unique<Session>(std::move(connection), *this, m_catalogue);
    m_navigation->setEntries(m_session->entries(), m_session->connected());
    for (const PageEntry& entry : m_session->entries()) {
        if (entry.count)
            entry.count(m_session.get(), [this, id = entry.id](const QString& count) {
                m_countedByPage.insert(id);
                m_navigation->setCount(id, count);
            });
    }
    connect(m_session.get(), &Session::pageOpened, this, [this](const Session::Opened* opened) { watchPage(*opened); });
    if (!m_session->connected()) {
        m_navigation->card()->setWords(tr("Not connected"), tr("choose a connection"));
        m_status->setWords(Tone::Neutral, tr("not connected"));
        updateTitle();
        return;
    }
    m_navigation->card()->setConnection(m_session->info());
    m_status->setReadOnly(m_session->info().readOnly);
    m_status->setConnection(*m_session->watcher());
    connect(m_session->watcher(), &ConnectionWatcher::changed, this,
            [this] { m_status->setConnection(*m_session->watcher()); });
    connect(m_session->watcher(), &ConnectionWatcher::recovered, this, [this] {
        m_session->names()->refresh();
        refreshPage();
    });
    connect(m_session->names(), &ClusterNames::changed, this, [this] {
        updateCounts();
        if (m_palette->isVisible())
            m_palette->setCommands(commands());
    });
}

void MainWindow::watchPage(const Session::Opened& opened)
{
    m_stack->addWidget(opened.page);
    const QString key = opened.key;
    connect(opened.page, &Page::statusText, this, [this, key](const QString& text) {
        m_pageTexts[key] = text;
        if (key == m_currentKey)
            m_status->setPageText(text);
    });
    connect(opened.page, &Page::countChanged, this, [this, id = opened.entry->id](const QString& count) {
        m_countedByPage.insert(id);
        m_navigation->setCount(id, count);
    });
}

void MainWindow::updateCounts()
{
    // Until its page has counted itself, and may say more than a number.
    const std::pair<QString, const std::optional<QStringList>&> counts[] = {
        {QStringLiteral("topics"), m_session->names()->topics()},
        {QStringLiteral("groups"), m_session->names()->groups()}};
    for (const auto& [id, names] : counts) {
        if (names && !m_countedByPage.contains(id))
            m_navigation->setCount(id, countText(names->size()));
    }
}

void MainWindow::go(const Destination& destination)
{
    if (const auto* use = std::get_if<UseConnection>(&destination))
        return useProfile(use->profile);
    if (!m_session)
        startSession({});
    const Session::Opened* opened = m_session->pageFor(destination, m_stack);
    if (!opened)
        return;
    if (!m_travelling) {
        m_history.resize(m_historyAt);
        m_history.push_back(destination);
        if (m_history.size() > historyLength)
            m_history.erase(m_history.begin());
        m_historyAt = m_history.size();
    }
    showPage(*opened);
    opened->page->open(destination);
}

void MainWindow::goHome(const QString& entryId)
{
    for (const PageEntry& entry : m_session ? m_session->entries() : std::vector<PageEntry>()) {
        if (entry.id == entryId)
            return go(entry.home);
    }
}

void MainWindow::goBack(int steps)
{
    const auto target = static_cast<std::ptrdiff_t>(m_historyAt) + steps;
    if (target < 1 || target > static_cast<std::ptrdiff_t>(m_history.size()))
        return;
    m_historyAt = static_cast<std::size_t>(target);
    m_travelling = true;
    go(m_history[m_historyAt - 1]);
    m_travelling = false;
}

void MainWindow::showPage(const Session::Opened& opened)
{
    if (Page* before = currentPage(); before && before != opened.page)
        before->setActive(false);
    m_currentKey = opened.key;
    if (!opened.entry->title.isEmpty())
        m_baseKey = opened.key;
    const bool switched = m_stack->currentWidget() != opened.page;
    QWidget* const last = opened.page->focusWidget();
    m_stack->setCurrentWidget(opened.page);
    opened.page->setActive(true);
    // Tab then goes on inside the page, from where the keyboard was in it.
    if (switched)
        (last ? last : opened.page)->setFocus();
    m_navigation->setCurrent(opened.entry->title.isEmpty() ? opened.entry->under : opened.entry->id);
    m_status->setPageText(m_pageTexts[opened.key]);
    updateTabs();
    updateTitle();
}

Page* MainWindow::currentPage() const
{
    return qobject_cast<Page*>(m_stack->currentWidget());
}

const Session::Opened* MainWindow::openedPage(const QString& key) const
{
    if (!m_session)
        return nullptr;
    for (const auto& opened : m_session->opened()) {
        if (opened->key == key)
            return opened.get();
    }
    return nullptr;
}

void MainWindow::updateTabs()
{
    QList<PageTabs::Tab> tabs;
    if (const auto* base = openedPage(m_baseKey))
        tabs << PageTabs::Tab{base->key, base->page->title()};
    if (m_session) {
        for (const auto& opened : m_session->opened()) {
            if (opened->entry->title.isEmpty())
                tabs << PageTabs::Tab{opened->key, opened->page->title()};
        }
    }
    m_tabs->setTabs(tabs, m_currentKey);
}

void MainWindow::closeTab(const QString& key)
{
    const Session::Opened* opened = openedPage(key);
    if (!opened || !opened->entry->title.isEmpty())
        return;
    if (key == m_currentKey) {
        if (const auto* base = openedPage(m_baseKey))
            showPage(*base);
        else
            goHome(opened->entry->under);
    }
    m_stack->removeWidget(opened->page);
    m_session->close(key);
    updateTabs();
}

void MainWindow::updateTitle()
{
    QStringList parts;
    if (const Page* page = currentPage())
        parts << page->title();
    if (m_session && m_session->connected())
        parts << m_session->info().name;
    parts << QStringLiteral("Weir");
    setWindowTitle(parts.join(QStringLiteral(" — ")));
}

void MainWindow::refreshPage()
{
    if (m_session && m_session->watcher())
        m_session->watcher()->askNow();
    if (Page* page = currentPage())
        page->refresh();
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    QSettings().setValue(QStringLiteral("window"), saveGeometry());
    QWidget::closeEvent(event);
}

void MainWindow::paintEvent(QPaintEvent*)
{
    QPainter(this).fillRect(rect(), themeOf(this).background);
}

} // namespace weir::ui
