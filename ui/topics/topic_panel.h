// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/browse.h"
#include "core/topics/topic_description.h"
#include "ui/async/latest_task.h"
#include "ui/topics/topic_entry.h"
#include "ui/widgets/card.h"
#include "ui/widgets/page.h"

#include <QtCore/QTimer>

class QPlainTextEdit;
class QPushButton;
class QStackedLayout;

namespace weir::ui {

class FlowLayout;
class PartitionBars;
class PillLabel;
class PlainLabel;

/// What the Topics page says about the selected topic: size per partition, leaders, the newest record, and the ways on.
/// Asks the cluster for leaders and the newest record a moment after the selection rests. GUI thread.
class TopicPanel : public Card
{
    Q_OBJECT
public:
    explicit TopicPanel(const PageContext& context, QWidget* parent = nullptr);

    /// Shows what is known of the topic at once, then asks for the rest. The same topic again refreshes without flicker.
    void showTopic(const TopicEntry& entry);
    /// Only the line of facts, when they became known; nothing is asked.
    void showFacts(const TopicEntry& entry);
    void clear();
    /// Stops asking (the page is hidden).
    void stop();
    [[nodiscard]] QString topic() const { return m_topic; }

private:
    struct Answer {
        weir::Result<weir::Partial<weir::TopicDescription>> description;
        weir::Result<weir::Partial<weir::BrowseResult>> newest;
    };
    void build();
    void buildButtons();
    void ask();
    void showAnswer(const Answer& answer);
    void showDescription(const weir::Partial<weir::TopicDescription>& description);
    void showLeaders(const weir::TopicDescription& description);
    void clearLeaders();
    void addLeader(const QString& text, Tone tone, const QString& toolTip);
    void showNewest(const weir::Partial<weir::BrowseResult>& newest);

    PageContext m_context;
    QString m_topic;
    QTimer m_rest;
    QStackedLayout* m_stack;
    PlainLabel* m_name;
    PlainLabel* m_facts;
    PlainLabel* m_barsCaption;
    PartitionBars* m_bars;
    FlowLayout* m_leaders;
    PlainLabel* m_problem;
    PlainLabel* m_newestCaption;
    QPlainTextEdit* m_newest;
    QPushButton* m_openRecords;
    QPushButton* m_send;
    QPushButton* m_openTopic;
    LatestTask m_task;
};

} // namespace weir::ui
