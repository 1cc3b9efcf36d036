// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QDateTime>
#include <QtCore/QObject>
#include <QtCore/QString>

#include <vector>

namespace weir::ui {

/// Work that goes on beside the pages: a replay, an export, a run of events.
struct WorkItem {
    QString id;
    QString title;          ///< "Replay of 301 letters to events.orderpaid"
    QString state;          ///< one word for people: "running", "paused", "done"
    QString detail;         ///< "120 of 301 · 40 a second"
    int tone = 0;           ///< 0 neutral, 1 good, 2 look, 3 bad
    double fraction = -1;   ///< 0 to 1; -1: not known
    QDateTime started;
    bool canPause = false;
    bool canResume = false;
    bool canCancel = false;
    bool canOpen = false;   ///< there is a page that shows more
};

/// A feature's running work, as the Activity page shows it. GUI thread.
class RunningWork : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    [[nodiscard]] virtual std::vector<WorkItem> items() const = 0; ///< newest first
    virtual void pause(const QString& id) = 0;
    virtual void resume(const QString& id) = 0;
    virtual void cancel(const QString& id) = 0;
    virtual void open(const QString& id) = 0;

Q_SIGNALS:
    void changed();
};

} // namespace weir::ui
