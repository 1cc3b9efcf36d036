// SPDX-License-Identifier: GPL-3.0-or-later
// What keys and the palette do.
#include "ui/shell/command_palette.h"
#include "ui/shell/main_window.h"
#include "ui/shell/navigation_column.h"
#include "ui/shell/page_tabs.h"
#include "ui/shell/theme_switch.h"

#include <QtGui/QActionGroup>
#include <QtGui/QShortcut>
#include <QtWidgets/QMenu>
#include <QtWidgets/QPushButton>

namespace weir::ui {
namespace {

struct ThemeWords {
    ThemeChoice choice;
    QString text;
};

QList<ThemeWords> themeWords()
{
    return {{ThemeChoice::Light, MainWindow::tr("Light")},
            {ThemeChoice::Dark, MainWindow::tr("Dark")},
            {ThemeChoice::FollowDesktop, MainWindow::tr("Follow desktop")}};
}

} // namespace

void MainWindow::setUpShortcuts()
{
    const auto bind = [this](const QKeySequence& keys, auto action) {
        auto* shortcut = new QShortcut(keys, this);
        connect(shortcut, &QShortcut::activated, this, action);
    };
    bind(QKeySequence(Qt::CTRL | Qt::Key_K), [this] { openPalette(); });
    bind(QKeySequence(Qt::Key_F5), [this] { refreshPage(); });
    bind(QKeySequence(Qt::CTRL | Qt::Key_F), [this] {
        if (Page* page = currentPage())
            page->focusFilter();
    });
    bind(QKeySequence(Qt::CTRL | Qt::Key_W), [this] { closeTab(m_currentKey); });
    bind(QKeySequence(Qt::ALT | Qt::Key_Left), [this] { goBack(-1); });
    bind(QKeySequence(Qt::ALT | Qt::Key_Right), [this] { goBack(1); });
    bind(QKeySequence(Qt::CTRL | Qt::Key_Q), [this] { close(); });
    for (int i = 0; i < 9; ++i) {
        bind(QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_1 + i)), [this, i] {
            int at = 0;
            for (const PageEntry& entry : m_session ? m_session->entries() : std::vector<PageEntry>()) {
                if (!entry.title.isEmpty() && at++ == i)
                    return goHome(entry.id);
            }
        });
    }
}

void MainWindow::openPalette()
{
    if (m_session && m_session->names())
        m_session->names()->refresh();
    m_palette->open(commands());
}

std::vector<Command> MainWindow::commands()
{
    std::vector<Command> result;
    int number = 0;
    for (const PageEntry& entry : m_session ? m_session->entries() : std::vector<PageEntry>()) {
        if (entry.title.isEmpty() || (entry.needsConnection && !m_session->connected()))
            continue;
        result.push_back({entry.title, tr("Page"), QStringLiteral("Ctrl+%1").arg(++number),
                          [this, id = entry.id] { goHome(id); }});
    }
    result.push_back({tr("Refresh"), tr("Action"), QStringLiteral("F5"), [this] { refreshPage(); }});
    result.push_back({tr("Back"), tr("Action"), QStringLiteral("Alt+Left"), [this] { goBack(-1); }});
    for (const ThemeWords& theme : themeWords()) {
        result.push_back({tr("Theme: %1").arg(theme.text), tr("Action"), {},
                          [this, choice = theme.choice] { m_theme.choose(choice); }});
    }
    result.push_back({tr("Quit"), tr("Action"), QStringLiteral("Ctrl+Q"), [this] { close(); }});
    const ClusterNames* names = m_session ? m_session->names() : nullptr;
    if (!names)
        return result;
    for (const QString& topic : names->topics().value_or(QStringList()))
        result.push_back({topic, tr("Topic"), {}, [this, topic] { go(OpenTopic{topic}); }});
    for (const QString& group : names->groups().value_or(QStringList()))
        result.push_back({group, tr("Consumer group"), {}, [this, group] { go(OpenGroup{group}); }});
    return result;
}

void MainWindow::showThemeMenu()
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    auto* group = new QActionGroup(menu);
    for (const ThemeWords& theme : themeWords()) {
        QAction* action = menu->addAction(theme.text);
        action->setCheckable(true);
        action->setChecked(theme.choice == m_theme.choice());
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, choice = theme.choice] { m_theme.choose(choice); });
    }
    QPushButton* button = m_navigation->themeButton();
    menu->popup(button->mapToGlobal(QPoint(0, -menu->sizeHint().height())));
}

} // namespace weir::ui
