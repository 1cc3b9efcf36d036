// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/event_generator.h"
#include "core/events/event_run.h"
#include "ui/widgets/page.h"
#include "ui/widgets/running_work.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

namespace weir::ui {

/// One run as the window sees it.
struct RunView {
    QString id;
    QString title; ///< "OrderCreated and 2 more at 200 a second"
    RunProgress progress;
    QString target{}; ///< topics, "orders, payments"
    QString about{};  ///< what is sent and how, for people
    RunPlan plan{};
    quint64 secondsEnd = 0; ///< number of the second behind the last that is known
};

/// The runs of one connection: they go on while their page is closed, and end with the connection (cancelled). Shared by the
/// Send page and the activity. Sources are opened and runs started and let go on workers. Every start and end is noted in
/// the audit trail. GUI thread.
class RunFeed : public RunningWork
{
    Q_OBJECT
public:
    using OpenSource = std::function<Result<std::unique_ptr<RecordSource>>()>; ///< called on a worker
    /// What is called on workers; replaced in tests.
    struct Calls {
        std::function<Result<std::unique_ptr<EventRun>>(EventRun::Start)> startRun;
    };
    [[nodiscard]] static Calls realCalls();
    static constexpr std::size_t mostEnded = 20;

    RunFeed(PageContext context, std::filesystem::path auditTrail, QObject* parent = nullptr);
    RunFeed(PageContext context, std::filesystem::path auditTrail, Calls calls, QObject* parent = nullptr);
    ~RunFeed() override;

    /// runStarted() or startFailed() follows. `target`: topics, for the audit trail and for looking at it later; `about`: a
    /// sentence of what will happen.
    void start(const QString& title, const QString& target, OpenSource source, RunPlan plan, const QString& about = {});
    /// The same once more, from a source opened anew. Nothing for an id that is not listed.
    void startAgain(const QString& id);
    /// Runs that are being started.
    [[nodiscard]] int starting() const;
    /// Newest first; ended ones stay, at most 20.
    [[nodiscard]] const std::vector<RunView>& runs() const { return m_runs; }
    [[nodiscard]] const RunView* run(const QString& id) const;
    /// Its seconds from number `first` on, the newest 7,200 at most; they end before RunView::secondsEnd.
    [[nodiscard]] std::vector<RunSecond> seconds(const QString& id, quint64 first) const;

    [[nodiscard]] std::vector<WorkItem> items() const override;
    void pause(const QString& id) override;
    void resume(const QString& id) override;
    void cancel(const QString& id) override;
    void open(const QString& id) override;

Q_SIGNALS:
    void runStarted(const QString& id);
    void startFailed(const QString& title, const weir::Error& error);
    void runEnded(const QString& id);

private:
    struct Parts;
    struct Recipe;
    void start(const Recipe& recipe);
    void noteChange();
    void readProgress();
    void dropOldest();

    PageContext m_context;
    std::vector<RunView> m_runs;
    std::unique_ptr<Parts> m_parts;
};

} // namespace weir::ui
