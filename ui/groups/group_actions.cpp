// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/groups/group_actions.h"

#include "ui/widgets/buttons.h"

#include <QtWidgets/QMenu>
#include <QtWidgets/QPushButton>

#include <set>

namespace weir::ui {

GroupActions::GroupActions(const PageContext& context, std::shared_ptr<LagFeed> feed, std::string group, QWidget* page)
    : QObject(page),
      m_context(context),
      m_feed(std::move(feed)),
      m_group(std::move(group)),
      m_page(page),
      m_alert(plainButton(tr("Alert rule…"), page)),
      m_reset(plainButton(tr("Reset offsets…"), page)),
      m_more(plainButton(QStringLiteral("⋯"), page)),
      m_menu(new QMenu(page))
{
    m_more->setAccessibleName(tr("More about this group"));
    m_more->setToolTip(tr("Delete offsets or the group, pin it"));
    m_more->setMenu(m_menu);
    connect(m_menu, &QMenu::aboutToShow, this, &GroupActions::fillMenu);
    connect(m_alert, &QPushButton::clicked, this,
            [this] { m_context.navigator.go(OpenAlerts{QString::fromStdString(m_group)}); });
    connect(m_reset, &QPushButton::clicked, this, &GroupActions::reset);
}

std::vector<QWidget*> GroupActions::headerButtons() const
{
    return {m_alert, m_reset, m_more};
}

void GroupActions::setGroup(const GroupLag& group)
{
    std::set<std::string> topics;
    for (const PartitionLag& row : group.rows)
        topics.insert(row.partition.topic);
    m_topics.assign(topics.begin(), topics.end());
}

void GroupActions::fillMenu()
{
    m_menu->clear();
    const bool pinned = m_feed->pinned().contains(QString::fromStdString(m_group));
    auto* pin = m_menu->addAction(pinned ? tr("Unpin: sample it only while it is listed") : tr("Pin: sample it even when it is not listed"));
    connect(pin, &QAction::triggered, this, &GroupActions::togglePin);
    m_menu->addSeparator();
    connect(m_menu->addAction(tr("Delete offsets of a topic…")), &QAction::triggered, this, &GroupActions::deleteOffsets);
    connect(m_menu->addAction(tr("Delete the group…")), &QAction::triggered, this, &GroupActions::deleteGroup);
}

void GroupActions::togglePin()
{
    QStringList pinned = m_feed->pinned();
    const QString group = QString::fromStdString(m_group);
    if (pinned.contains(group))
        pinned.removeAll(group);
    else
        pinned << group;
    m_feed->setPinned(pinned);
}

void GroupActions::reset() {}
void GroupActions::skip(const TopicPartition&) {}
void GroupActions::deleteOffsets() {}
void GroupActions::deleteGroup() {}
void GroupActions::noteChange(const std::string&) {}

} // namespace weir::ui
