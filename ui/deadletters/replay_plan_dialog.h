// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/replay_plan.h"
#include "ui/async/latest_task.h"
#include "ui/deadletters/replay_feed.h"
#include "ui/widgets/page.h"

#include <QtWidgets/QDialog>

#include <memory>

namespace weir::ui {

/// Plans a replay: choose target, partition, headers, edit, rate and canary; see what would be sent and what not, and why,
/// before anything is; then start the job. Shown with open(); deletes itself when closed. On a read-only connection the
/// plan can be looked at, and nothing can be started; where the environment is production a name has to be typed. GUI
/// thread; planning happens on a worker.
class ReplayPlanDialog : public QDialog
{
    Q_OBJECT
public:
    /// `title` says what was chosen: "301 letters, JsonMappingException". `options` to begin with (an edit, say).
    ReplayPlanDialog(PageContext context, std::shared_ptr<ReplayFeed> feed, LetterSelection selection, QString title,
                     ReplayOptions options = {}, QWidget* parent = nullptr);
    ~ReplayPlanDialog() override;

    /// Escape and Cancel; nothing happens while the job is being started.
    void reject() override;

Q_SIGNALS:
    /// The job runs; its id.
    void started(const QString& job);

private:
    QWidget* makeHead();
    QWidget* makeChoices(const ReplayOptions& options);
    QWidget* makeConfirm();
    QWidget* makeButtons();
    void connectParts();
    void loadTopics();
    void optionsChanged();
    void makePlan();
    void stopPlanning();
    void takePlan(Result<std::shared_ptr<const ReplayPlan>> plan);
    void start();
    void takeStartError(const weir::Error& error);
    void updateButtons();
    /// The options as chosen, or why there are none.
    [[nodiscard]] Result<ReplayOptions> chosen() const;
    [[nodiscard]] QString whyNot() const;
    /// What has to be typed where the environment is production.
    [[nodiscard]] QString nameToType() const;

    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace weir::ui
