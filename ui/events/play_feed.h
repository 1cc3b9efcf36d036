// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/play_consumer.h"
#include "ui/widgets/page.h"
#include "ui/widgets/running_work.h"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace weir::ui {

/// A play consumer as the window sees it; its id is its group.
struct PlayView {
    PlayOptions options;
    PlayProgress progress;
};

/// The play consumers of one connection: they go on while their page is closed and leave with the connection. Shared by the
/// Send page and the activity. Started and let go on workers; noted in the audit trail. GUI thread.
class PlayFeed : public RunningWork
{
    Q_OBJECT
public:
    /// What is called on workers; replaced in tests.
    using StartPlay = std::function<Result<std::unique_ptr<PlayConsumer>>(std::shared_ptr<Cluster>, PlayOptions, bool joinOthers,
                                                                          std::function<void()> changed, const Call&)>;

    PlayFeed(PageContext context, std::filesystem::path auditTrail, QObject* parent = nullptr);
    PlayFeed(PageContext context, std::filesystem::path auditTrail, StartPlay start, QObject* parent = nullptr);
    ~PlayFeed() override;

    /// started() or startFailed() follows.
    void start(const PlayOptions& options, bool joinOthers);
    /// Newest first; stopped ones stay, at most 20.
    [[nodiscard]] const std::vector<PlayView>& players() const { return m_views; }
    [[nodiscard]] const PlayView* player(const QString& group) const; ///< nullptr when there is none
    [[nodiscard]] bool isStarting() const;
    void setRules(const QString& group, const std::vector<PlayRule>& rules);
    void setMembers(const QString& group, int count);
    void stop(const QString& group);

    [[nodiscard]] std::vector<WorkItem> items() const override;
    void pause(const QString& id) override;
    void resume(const QString& id) override;
    void cancel(const QString& id) override; ///< stop
    void open(const QString& id) override;

Q_SIGNALS:
    void started(const QString& group);
    void startFailed(const weir::Error& error);

private:
    struct Parts;
    [[nodiscard]] PlayConsumer* held(const QString& group) const;
    void noteChange();
    void readProgress();
    PageContext m_context;
    std::vector<PlayView> m_views;
    std::unique_ptr<Parts> m_parts;
};

} // namespace weir::ui
