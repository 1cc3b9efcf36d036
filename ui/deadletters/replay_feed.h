// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connections/audit_trail.h"
#include "core/deadletters/letter_marks.h"
#include "core/deadletters/replay_job.h"
#include "ui/async/latest_task.h"
#include "ui/deadletters/held_replay.h"
#include "ui/widgets/page.h"
#include "ui/widgets/running_work.h"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace weir::ui {

/// All replay jobs of one connection as the window sees them: the journal, the jobs that run in this process, the marks.
/// Shared by the pages of dead letters and activity. Opens its files on a worker; until then, and when that failed, ready()
/// is false and `trouble` says why. Jobs start, and are let go, on other threads: both may take seconds. Closing the window
/// pauses running jobs (they settle, and can be resumed). Every start is noted in the activity before and after. GUI thread.
class ReplayFeed : public RunningWork
{
    Q_OBJECT
public:
    /// Where things are kept; empty paths: in memory only (the demo).
    struct Files {
        std::filesystem::path journal{};
        std::filesystem::path marks{};
        std::filesystem::path activity{};
        std::filesystem::path locks{};
    };
    /// What is called on workers; replaced in tests.
    struct Calls {
        using Plan = std::function<Result<ReplayPlan>(Cluster&, const LetterSelection&, const ReplayOptions&, const ReplayJournal*,
                                                      const std::function<void(std::int64_t)>&, const Call&)>;
        Plan plan; ///< letters and target are the connected cluster
        std::function<Result<std::unique_ptr<ReplayJob>>(ReplayJob::Start)> startJob;
    };
    [[nodiscard]] static Calls realCalls();

    explicit ReplayFeed(PageContext context, Files files, QObject* parent = nullptr);
    ReplayFeed(PageContext context, Files files, Calls calls, QObject* parent = nullptr);
    ~ReplayFeed() override;

    [[nodiscard]] bool ready() const { return m_ready; }
    [[nodiscard]] const std::optional<weir::Error>& trouble() const { return m_trouble; }
    /// Null until ready(). Thread-safe objects: use them on workers.
    [[nodiscard]] std::shared_ptr<ReplayJournal> journal() const { return m_journal; }
    [[nodiscard]] std::shared_ptr<LetterMarks> marks() const { return m_marks; }
    /// Id of the connected cluster, "" when it does not tell, nullopt until known.
    [[nodiscard]] std::optional<std::string> clusterId() const { return m_clusterId; }

    [[nodiscard]] const Calls& calls() const;
    /// Opens the files again, after trouble().
    void retry();
    /// Reads the journal again: other programs write to it too.
    void reload();

    /// Newest first: those of the journal, with the running ones' newest progress. Other clusters' jobs are left out.
    [[nodiscard]] const std::vector<ReplayProgress>& jobs() const { return m_jobs; }
    [[nodiscard]] const ReplayProgress* job(const std::string& id) const;
    /// Whether this process holds the job. A job that is Running in the journal and is not held was interrupted, or runs in
    /// another program.
    [[nodiscard]] bool runsHere(const std::string& id) const;
    /// Being started or resumed now.
    [[nodiscard]] bool isStarting(const std::string& id) const;
    /// Why the job could not be started or resumed the last time.
    [[nodiscard]] std::optional<weir::Error> startError(const std::string& id) const;
    /// Jobs that are sending now.
    [[nodiscard]] int running() const;
    /// Writes the plan into the journal and the activity and starts it; jobStarted() or startFailed() follows.
    void start(std::shared_ptr<const ReplayPlan> plan, const QString& title);
    void pause(const QString& id) override;
    /// Also one that an earlier run of the program left behind.
    void resume(const QString& id) override;
    void cancel(const QString& id) override;
    void setRate(const QString& id, double perSecond);
    void open(const QString& id) override;
    [[nodiscard]] std::vector<WorkItem> items() const override;
    void saveReceipt(const QString& id, const QString& path);

Q_SIGNALS:
    void readyChanged();
    void jobStarted(const QString& id);
    void startFailed(const QString& title, const weir::Error& error);
    /// A job came to an end (done, cancelled, stopped by itself).
    void jobEnded(const QString& id);
    /// Records were committed to these topics by that job, now: for the history of groups.
    void replayed(const QString& id, const QStringList& topics, qint64 records);
    void receiptSaved(const QString& path, const std::optional<weir::Error>& error);

private:
    struct Parts;
    void takeFiles(Result<ReplayFiles> opened);
    void takeStarted(const std::string& id, const QString& title, Result<std::shared_ptr<HeldReplay>> started);
    void resumeLeftBehind(const std::string& id, bool thenCancel);
    void noteChange();
    void readProgress();
    void compose();
    [[nodiscard]] ReplayJob::Start startOf(const std::string& id);
    PageContext m_context;
    Files m_files;
    bool m_ready = false;
    std::optional<weir::Error> m_trouble;
    std::shared_ptr<ReplayJournal> m_journal;
    std::shared_ptr<LetterMarks> m_marks;
    std::optional<std::string> m_clusterId;
    std::vector<ReplayProgress> m_jobs;
    std::unique_ptr<Parts> m_parts;
};

} // namespace weir::ui
