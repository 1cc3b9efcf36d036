// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QElapsedTimer>
#include <QtCore/QFile>
#include <QtCore/QObject>
#include <QtCore/QTimer>
#include <QtTest/QTest>

#include <time.h>

#include <algorithm>

namespace weir::test {

/// Measures the longest stall of the event loop while it lives: a timer that should fire every 5 ms notes by how much it
/// was late. A GUI test starts it before the work and ends with `QVERIFY2(heart.steady(), heart.report())`.
/// Time in which the thread was ready to run and had no processor is nobody's stall: it is taken off, as Linux counts it
/// (the second number of /proc/thread-self/schedstat).
/// The limit is 50 ms, 500 ms under sanitizers, which slow everything down.
class Heartbeat : public QObject
{
public:
    explicit Heartbeat(QObject* parent = nullptr) : QObject(parent)
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.setInterval(interval);
        connect(&m_timer, &QTimer::timeout, this, [this] { beat(); });
        m_waited = waitedForProcessorMs();
        m_since.start();
        m_timer.start();
    }

    static constexpr int limitMs()
    {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
        return 500;
#else
        return 50;
#endif
    }
    /// Forgets what was; call it when the set-up that may take its time is done.
    void restart()
    {
        m_longest = 0;
        m_beats = 0;
        m_waited = waitedForProcessorMs();
        m_since.restart();
    }
    [[nodiscard]] int longestStallMs() const { return static_cast<int>(m_longest); }
    /// False also when the loop never ran: a check that saw nothing has shown nothing.
    [[nodiscard]] bool steady() const { return m_beats > 0 && m_longest <= limitMs(); }
    [[nodiscard]] QByteArray report() const
    {
        return QByteArrayLiteral("event loop stalled for ") + QByteArray::number(m_longest) + " ms, allowed are "
            + QByteArray::number(limitMs()) + ", beats " + QByteArray::number(m_beats);
    }

private:
    static constexpr int interval = 5;
    void beat()
    {
        ++m_beats;
        const double waited = waitedForProcessorMs();
        const double waitedNow = waited - m_waited;
        m_waited = waited;
        m_longest = std::max(m_longest, m_since.restart() - interval - static_cast<qint64>(waitedNow));
    }
    /// Of this thread so far; 0 where the kernel does not count it.
    double waitedForProcessorMs()
    {
        if (!m_schedule.isOpen() && !m_schedule.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
            return 0;
        m_schedule.seek(0);
        return m_schedule.readAll().split(' ').value(1).toDouble() / 1e6;
    }

    QTimer m_timer;
    QElapsedTimer m_since;
    qint64 m_longest = 0;
    int m_beats = 0;
    double m_waited = 0;
    QFile m_schedule{QStringLiteral("/proc/thread-self/schedstat")};
};

/// Processor time of this thread so far. For work that must stay cheap, on a machine that may be busy with other things.
inline double threadMilliseconds()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

} // namespace weir::test
