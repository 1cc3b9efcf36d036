// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/async/mailbox.h"
#include "ui/async/task_pool.h"

#include <QtCore/QObject>

#include <memory>
#include <optional>
#include <stop_token>
#include <type_traits>
#include <utility>

namespace weir::ui {

/// One question of a page at a time: a newer start() asks the older work to stop and voids its answer.
/// Lives on the GUI thread as a member or child of the receiver. Destroying it asks the work to stop and drops the
/// answer; it never waits. `work(std::stop_token)` runs on the pool and returns a value, usually weir::Result<T>;
/// `done(value)` runs on the GUI thread, at most once, and never after a newer start(), cancel() or destruction.
class LatestTask : public QObject
{
    Q_OBJECT
public:
    explicit LatestTask(QObject* parent = nullptr);
    ~LatestTask() override;

    template <typename Work, typename Done> void start(const std::shared_ptr<TaskPool>& pool, Work work, Done done)
    {
        using Value = std::invoke_result_t<Work, std::stop_token>;
        const quint64 ticket = begin();
        pool->start([mailbox = m_mailbox, token = m_stop.get_token(), work = std::make_shared<Work>(std::move(work)),
                     done = std::make_shared<Done>(std::move(done)), task = this, ticket]() mutable {
            if (token.stop_requested())
                return forget(*mailbox, std::move(done));
            auto value = std::make_shared<Value>((*work)(token));
            // What work captured (a cluster, often) is let go on this thread.
            work.reset();
            mailbox->post([task, ticket, value = std::move(value), done = std::move(done)] {
                if (task->finish(ticket))
                    (*done)(std::move(*value));
            });
        });
    }

    /// Asks the running work to stop and voids its answer.
    void cancel();
    [[nodiscard]] bool isRunning() const { return m_running; }

Q_SIGNALS:
    void runningChanged(bool running);

private:
    quint64 begin();
    bool finish(quint64 ticket);
    /// `done` may hold objects of the GUI thread, so it is destroyed there when that is still possible.
    template <typename Done> static void forget(Mailbox& mailbox, std::shared_ptr<Done> done)
    {
        mailbox.post([done = std::move(done)] {});
    }

    std::shared_ptr<Mailbox> m_mailbox;
    std::stop_source m_stop;
    quint64 m_ticket = 0;
    bool m_running = false;
};

/// Runs `work` on the pool and hands its value to `done` on the GUI thread, unless the receiver is destroyed first
/// (which asks the work to stop). For work that a newer call does not replace: sending, testing, changing something.
template <typename Work, typename Done>
void runTask(QObject* receiver, const std::shared_ptr<TaskPool>& pool, Work work, Done done)
{
    using Value = std::invoke_result_t<Work, std::stop_token>;
    auto* task = new LatestTask(receiver);
    task->start(pool, std::move(work), [task, done = std::move(done)](Value value) mutable {
        task->deleteLater();
        done(std::move(value));
    });
}

} // namespace weir::ui
