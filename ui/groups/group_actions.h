// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/offset_plan.h"
#include "ui/async/latest_task.h"
#include "ui/groups/lag_feed.h"
#include "ui/widgets/page.h"

#include <QtCore/QObject>

#include <memory>
#include <optional>
#include <string>

class QMenu;
class QPushButton;

namespace weir::ui {

/// What one can do to a group from its page: the buttons of its header and the dialogs behind them. GUI thread.
class GroupActions : public QObject
{
    Q_OBJECT
public:
    /// `page` is the parent of the dialogs and buttons.
    GroupActions(const PageContext& context, std::shared_ptr<LagFeed> feed, std::string group, QWidget* page);

    [[nodiscard]] std::vector<QWidget*> headerButtons() const;
    /// The state of the newest round, for menus that depend on it.
    void setGroup(const GroupLag& group);
    void skip(const TopicPartition& partition);

Q_SIGNALS:
    /// Something was changed: ask again.
    void changed();

private:
    void reset();
    void openReset(const std::optional<ResetScope>& scope, const std::optional<ResetTarget>& target);
    void deleteOffsets(const std::string& topic);
    void deleteGroup();
    void noteChange(const QString& what);
    void togglePin();
    void chooseExportFile();
    void exportHistory(const QString& file);
    void fillMenu();

    PageContext m_context;
    std::shared_ptr<LagFeed> m_feed;
    std::string m_group;
    std::vector<std::string> m_topics;
    QWidget* m_page;
    QPushButton* m_alert;
    QPushButton* m_reset;
    QPushButton* m_more;
    QMenu* m_menu;
    LatestTask m_export;
};

} // namespace weir::ui
