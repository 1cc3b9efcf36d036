// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>
#include <QtCore/QString>

/// For bench_start: writes to the file named by WEIR_START_REPORT when the window was first painted and when a table
/// first painted rows, as "first_paint NANOSECONDS" on the monotonic clock. Installed only when that variable is set.
/// GUI thread.
class StartReport : public QObject
{
public:
    /// Watches the whole application; lives as long as `parent`.
    static void installIfAsked(QObject* parent);

    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    StartReport(QString path, QObject* parent);
    void write(const char* what);
    QString m_path;
    bool m_painted = false;
    bool m_rows = false;
};
