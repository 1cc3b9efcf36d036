// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/deadletters/replay_feed.h"
#include "ui/widgets/page.h"

#include <QtWidgets/QWidget>

#include <memory>

namespace weir::ui {

/// The replays of this connection: a list, and one of them in full: progress, outcomes, records, pause, resume, cancel,
/// receipt. Part of the dead-letters page. Reads the journal again while it is visible. GUI thread.
class ReplaysTab : public QWidget
{
    Q_OBJECT
public:
    ReplaysTab(PageContext context, std::shared_ptr<ReplayFeed> feed, QWidget* parent = nullptr);
    ~ReplaysTab() override;

    /// Also before the job is known: it is selected when it comes.
    void select(const QString& job);
    /// Jobs, for the tab's title.
    [[nodiscard]] int count() const;
    /// Whether it shows something else than "loading".
    [[nodiscard]] bool isSettled() const;

Q_SIGNALS:
    void countChanged();

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void showFeed();

    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace weir::ui
