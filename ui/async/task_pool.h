// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QThreadPool>

#include <functional>
#include <memory>
#include <utility>

namespace weir::ui {

/// Runs blocking core calls of one connection on a few threads of its own.
/// Made and shared on the GUI thread; start() may be called from any thread. When the last owner lets go, the threads
/// are awaited on a reaper thread, so whoever lets go never waits. Queued jobs still run: each asks its stop token first.
class TaskPool
{
public:
    [[nodiscard]] static std::shared_ptr<TaskPool> create(int threads);
    TaskPool(const TaskPool&) = delete;
    TaskPool& operator=(const TaskPool&) = delete;

    /// Queues a job. The job and what it captured are destroyed on the pool's thread.
    void start(std::function<void()> job);
    [[nodiscard]] int threads() const { return m_pool.maxThreadCount(); }

private:
    explicit TaskPool(int threads);
    ~TaskPool() = default;
    QThreadPool m_pool;
};

/// Destroys what it holds on a reaper thread, never on the caller's. The program's end waits for the reapers.
/// Pages let go of everything that owns a thread (sampler, tail, job) this way: joining it would stall the window.
void destroyElsewhere(std::shared_ptr<void> object);

/// A pointer to the same object whose last release, on whatever thread, destroys the object on a reaper thread.
/// For clusters and other objects whose destructor talks to the network.
template <typename T> [[nodiscard]] std::shared_ptr<T> releasedElsewhere(std::shared_ptr<T> object)
{
    T* raw = object.get();
    return std::shared_ptr<T>(raw, [owner = std::move(object)](T*) mutable { destroyElsewhere(std::move(owner)); });
}

} // namespace weir::ui
