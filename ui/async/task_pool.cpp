// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/async/task_pool.h"

namespace weir::ui {

TaskPool::TaskPool(int threads)
{
    m_pool.setMaxThreadCount(threads);
    m_pool.setExpiryTimeout(30'000);
}

std::shared_ptr<TaskPool> TaskPool::create(int threads)
{
    // The last owner may be one of the pool's own threads, which could never wait for itself.
    return std::shared_ptr<TaskPool>(new TaskPool(threads), [](TaskPool* pool) {
        QThreadPool::globalInstance()->start([pool] { delete pool; });
    });
}

void TaskPool::start(std::function<void()> job)
{
    m_pool.start(std::move(job));
}

void destroyElsewhere(std::shared_ptr<void> object)
{
    if (!object)
        return;
    QThreadPool::globalInstance()->start([object = std::move(object)]() mutable { object.reset(); });
}

} // namespace weir::ui
