// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QMutex>
#include <QtCore/QObject>

#include <functional>

namespace weir::ui {

/// Where a worker leaves an answer for an object of the GUI thread that may be destroyed at any moment.
/// Shared between both. QFuture::then(receiver) cannot do this on Qt 6.4: it aborts when the receiver went first.
class Mailbox
{
public:
    explicit Mailbox(QObject* receiver) : m_receiver(receiver) {}

    /// Any thread: runs `letter` on the receiver's thread, or drops it when the receiver is gone.
    void post(std::function<void()> letter);
    /// The receiver's thread: nothing is delivered after this returns.
    void close();

private:
    QMutex m_mutex;
    QObject* m_receiver;
};

} // namespace weir::ui
