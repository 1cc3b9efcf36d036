// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/session.h"

#include <QtWidgets/QWidget>

#include <optional>
#include <set>

class QStackedWidget;

namespace weir::ui {

class CommandPalette;
class NavigationColumn;
class PageTabs;
class StatePanel;
class StatusLine;
class ThemeSwitch;
struct Command;

/// The window: navigation, tabs of opened objects, pages, status line, palette. It is shown before anything is asked of
/// the network; connections are opened and let go on other threads. GUI thread.
class MainWindow : public QWidget, public Navigator
{
    Q_OBJECT
public:
    MainWindow(Connector connector, PageCatalogue catalogue, ThemeSwitch& theme, QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Connects with that profile, closing the session that was open.
    void useProfile(const QString& profile);
    /// No connection: the Connections page, or what went wrong when there is an error.
    void startUnconnected(const std::optional<weir::Error>& error);
    void go(const Destination& destination) override;

    /// Null while a connection is being opened or could not be.
    [[nodiscard]] Page* currentPage() const;
    [[nodiscard]] Session* session() const { return m_session.get(); }
    [[nodiscard]] bool isOpening() const { return m_opening.isRunning(); }
    [[nodiscard]] StatusLine* statusLine() const { return m_status; }
    [[nodiscard]] CommandPalette* palette() const { return m_palette; }

public Q_SLOTS:
    void openPalette();
    void refreshPage();

protected:
    void closeEvent(QCloseEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void setUpShortcuts();
    void startSession(OpenedConnection connection);
    void endSession();
    void showOpenFailure(const weir::Error& error);
    void showPage(const Session::Opened& opened);
    void goHome(const QString& entryId);
    void goBack(int steps);
    void watchPage(const Session::Opened& opened);
    void updateCounts();
    void updateTabs();
    void updateTitle();
    void closeTab(const QString& key);
    void showThemeMenu();
    [[nodiscard]] std::vector<Command> commands();
    [[nodiscard]] const Session::Opened* openedPage(const QString& key) const;

    Connector m_connector;
    PageCatalogue m_catalogue;
    ThemeSwitch& m_theme;
    std::shared_ptr<TaskPool> m_tasks;
    LatestTask m_opening;
    std::unique_ptr<Session> m_session;
    NavigationColumn* m_navigation;
    PageTabs* m_tabs;
    QStackedWidget* m_stack;
    StatePanel* m_panel;
    StatusLine* m_status;
    CommandPalette* m_palette;
    QString m_currentKey;
    QString m_baseKey; ///< the navigation page shown last: the first tab
    std::map<QString, QString> m_pageTexts;
    std::set<QString> m_countedByPage;
    std::vector<Destination> m_history;
    std::size_t m_historyAt = 0; ///< one past the destination shown
    bool m_travelling = false;
};

} // namespace weir::ui
