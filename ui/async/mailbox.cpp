// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/async/mailbox.h"

#include <QtCore/QMetaObject>

#include <utility>

namespace weir::ui {

void Mailbox::post(std::function<void()> letter)
{
    const QMutexLocker lock(&m_mutex);
    // Posted under the lock: the receiver cannot be destroyed meanwhile, and a destroyed QObject drops its posted events.
    if (m_receiver)
        QMetaObject::invokeMethod(m_receiver, std::move(letter), Qt::QueuedConnection);
}

void Mailbox::close()
{
    const QMutexLocker lock(&m_mutex);
    m_receiver = nullptr;
}

} // namespace weir::ui
