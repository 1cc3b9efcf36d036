// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

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
    PlayTab(PageContext context, std::shared_ptr<PlayFeed> players, QWidget* parent = nullptr);

    /// Topics that the topic field completes.
    void setTopics(const QStringList& topics);
    void showPlayer(const QString& group);
    void setActive(bool active);
};

} // namespace weir::ui
