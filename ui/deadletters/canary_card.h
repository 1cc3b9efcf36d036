// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/replay_job.h"
#include "ui/async/latest_task.h"
#include "ui/widgets/card.h"
#include "ui/widgets/page.h"

#include <memory>
#include <string>
#include <vector>

class QPushButton;

namespace weir::ui {

class FlowLayout;
class PlainLabel;

/// The first records of a job are committed: links to where they stand now, and the button to go on. GUI thread.
class CanaryCard : public Card
{
    Q_OBJECT
public:
    explicit CanaryCard(PageContext context, QWidget* parent = nullptr);

    /// Hidden unless the job waits after its canary.
    void showJob(const std::shared_ptr<ReplayJournal>& journal, const ReplayProgress& progress);

Q_SIGNALS:
    void goOn();

private:
    void showPlaces(const std::vector<ReplayResult>& results);

    PageContext m_context;
    std::string m_shown; ///< the job whose records are linked
    PlainLabel* m_sentence;
    QWidget* m_links;
    FlowLayout* m_flow;
    QPushButton* m_goOn;
    LatestTask m_task;
};

} // namespace weir::ui
