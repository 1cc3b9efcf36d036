// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/navigator.h"

#include <QtCore/QDeadlineTimer>
#include <QtCore/QDir>
#include <QtCore/QTimer>

#include <vector>

namespace weir::ui {

class MainWindow;
class ThemeSwitch;

/// Walks the window through every page in both themes and writes FOLDER/<page>-<theme>.png, each taken once its page has
/// settled. Drives the window as a person would, from timers: the event loop goes on. GUI thread.
class ScreenshotWalk : public QObject
{
    Q_OBJECT
public:
    ScreenshotWalk(MainWindow& window, ThemeSwitch& theme, const QString& folder, QObject* parent = nullptr);
    void start();

Q_SIGNALS:
    /// `trouble` is empty when every picture was written, otherwise one sentence.
    void finished(const QString& trouble);

private:
    struct Shot {
        QString name;
        Destination destination;
        int restMs; ///< after settling, for live values to come in
    };
    void turn();
    void plan();
    void takePicture();
    void end(const QString& trouble);

    MainWindow& m_window;
    ThemeSwitch& m_theme;
    QDir m_folder;
    QTimer m_timer;
    QDeadlineTimer m_patience;
    QDeadlineTimer m_rest;
    std::vector<Shot> m_shots;
    std::size_t m_at = 0;
    bool m_planned = false;
    bool m_visiting = false;
    bool m_settled = false;
};

} // namespace weir::ui
