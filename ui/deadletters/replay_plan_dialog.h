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
/// before anything is; then start the job. Shown with open(). GUI thread; planning happens on a worker.
class ReplayPlanDialog : public QDialog
{
    Q_OBJECT
public:
    /// `title` says what was chosen: "301 letters, JsonMappingException". `options` to begin with (an edit, say).
    ReplayPlanDialog(PageContext context, std::shared_ptr<ReplayFeed> feed, LetterSelection selection, QString title,
                     ReplayOptions options = {}, QWidget* parent = nullptr);
    ~ReplayPlanDialog() override;

Q_SIGNALS:
    /// The job runs; its id.
    void started(const QString& job);

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace weir::ui
