// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/async/latest_task.h"

namespace weir::ui {

LatestTask::LatestTask(QObject* parent)
    : QObject(parent), m_mailbox(std::make_shared<Mailbox>(this)), m_stop(std::nostopstate)
{
}

LatestTask::~LatestTask()
{
    m_mailbox->close();
    m_stop.request_stop();
}

quint64 LatestTask::begin()
{
    m_stop.request_stop();
    m_stop = std::stop_source();
    ++m_ticket;
    if (!m_running) {
        m_running = true;
        Q_EMIT runningChanged(true);
    }
    return m_ticket;
}

void LatestTask::cancel()
{
    m_stop.request_stop();
    ++m_ticket;
    if (m_running) {
        m_running = false;
        Q_EMIT runningChanged(false);
    }
}

bool LatestTask::finish(quint64 ticket)
{
    if (ticket != m_ticket)
        return false;
    m_running = false;
    Q_EMIT runningChanged(false);
    // A slot of that signal may have started the next question already.
    return ticket == m_ticket;
}

} // namespace weir::ui
