// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/async/latest_task.h"
#include "ui/deadletters/dead_letter_topic_table.h"
#include "ui/deadletters/failure_table.h"
#include "ui/widgets/page.h"

#include <QtCore/QDateTime>
#include <QtCore/QHash>
#include <QtCore/QPointer>
#include <QtCore/QTimer>

#include <chrono>

class QComboBox;
class QPushButton;

namespace weir::ui {

class DataTable;
class FailurePanel;
class FilterEdit;
class PillLabel;
class PlainLabel;
class ReplayFeed;
class RepublishDialog;
class StateView;

/// The inbox of what failed: dead-letter and retry topics, the newest records of one of them, and one failure in full,
/// which can be republished. Topic counts are asked again every ten seconds while the page is in front; records only
/// when a person asks, so that nothing moves under the hand. GUI thread.
class DeadLettersPage : public Page
{
    Q_OBJECT
public:
    explicit DeadLettersPage(PageContext context, std::shared_ptr<ReplayFeed> feed = nullptr,
                             QWidget* parent = nullptr);
    ~DeadLettersPage() override;

    void refresh() override;
    void open(const Destination& destination) override;
    bool focusFilter() override;
    [[nodiscard]] bool isSettled() const override;
    /// How often topics are counted while the page is in front; ten seconds unless told otherwise.
    void setPollInterval(std::chrono::milliseconds interval) { m_poll.setInterval(interval); }

protected:
    void activated() override;
    void deactivated() override;

private:
    using TopicsAnswer = Result<Partial<std::vector<DeadLetterTopic>>>;

    QWidget* makeHeader();
    QWidget* makeContent();
    QWidget* makeRecordsCard();
    void connectParts();

    void loadTopics();
    void takeTopics(TopicsAnswer answer);
    void selectTopic(const QString& key);
    void loadRecords();
    void takeRecords(Result<FailurePage> answer);
    void showRecords();
    void showCoverage();
    void showSelected();
    void openRepublish();
    void noteRepublished(const QString& key);

    PageContext m_context;
    TableModel<DeadLetterTopic> m_topics;
    TableModel<FailureRow> m_records;
    FailurePage m_page;
    QString m_topic;        ///< whose records are shown or being read
    QString m_wantedTopic;  ///< asked for before the topics were known
    QDateTime m_topicsTime;
    QDateTime m_recordsTime;
    std::optional<qint64> m_countAtRead; ///< records in the topic when its records were read
    QHash<QString, QString> m_republished; ///< "topic/partition:offset" to "republished 14:22"
    QPointer<RepublishDialog> m_dialog;

    PillLabel* m_open = nullptr;
    PillLabel* m_topicCount = nullptr;
    QPushButton* m_republish = nullptr;
    FilterEdit* m_filter = nullptr;
    QComboBox* m_most = nullptr;
    DataTable* m_topicTable = nullptr;
    DataTable* m_recordTable = nullptr;
    PlainLabel* m_recordsTitle = nullptr;
    PlainLabel* m_coverage = nullptr;
    QPushButton* m_newer = nullptr;
    FailurePanel* m_panel = nullptr;
    StateView* m_view = nullptr;
    StateView* m_recordsView = nullptr;
    QTimer m_poll;
    LatestTask m_topicsTask;
    LatestTask m_recordsTask;
};

} // namespace weir::ui
