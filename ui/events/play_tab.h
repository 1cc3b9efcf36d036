// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "ui/widgets/page.h"

#include <memory>

namespace weir::ui {

class PlayFeed;

/// The "Consumer" tab of the Send page: members of a group inside Weir that handle, delay, fail or dead-letter events by
/// rules, clearly marked as Weir's. GUI thread.
class PlayTab : public QWidget
{
    Q_OBJECT
public:
    /// `players` may be null (tests of the page): then nothing can be started.
    PlayTab(PageContext context, std::shared_ptr<PlayFeed> players, QWidget* parent = nullptr);
    ~PlayTab() override;

    /// Topics that the topic field completes.
    void setTopics(const QStringList& topics);
    void showPlayer(const QString& group);
    void setActive(bool active);

private:
    struct Parts;
    QWidget* makeLeft();
    [[nodiscard]] QString whyNot() const;
    [[nodiscard]] bool runsHere() const;
    void askToStart();
    void start(bool joinOthers);
    void failed(const weir::Error& error);
    void settingsChanged();
    void showFeed();
    void showChoice();
    std::unique_ptr<Parts> m_parts;
};

} // namespace weir::ui
