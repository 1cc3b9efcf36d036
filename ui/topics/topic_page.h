// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/topics/topic_description.h"
#include "ui/async/latest_task.h"
#include "ui/widgets/page.h"
#include "ui/widgets/table_model.h"

#include <QtCore/QDateTime>
#include <QtCore/QTimer>

#include <functional>

class QHBoxLayout;
class QPushButton;
class QStackedWidget;

namespace weir::ui {

class Chip;
class DataTable;
class FilterEdit;
class FlowLayout;
class PartitionBars;
class PlainLabel;
class SegmentedTabs;
class StateView;

/// Makes the page shown in the Records tab. The topic's room does not know the records' room; whoever knows both hands
/// this in. The page serves OpenRecords.
using RecordsTab = std::function<Page*(const PageContext& context, QWidget* parent)>;
/// Makes the page shown in the Consumers tab: the groups that read the topic.
using ConsumersTab = std::function<Page*(const PageContext& context, const QString& topic, QWidget* parent)>;

/// One topic: its records (when a RecordsTab was given; read when its tab is first shown), its partitions, its
/// consumers, its configuration. Refreshes the latter every few seconds while it is in front. GUI thread.
class TopicPage : public Page
{
    Q_OBJECT
public:
    TopicPage(const PageContext& context, const QString& topic, const RecordsTab& recordsTab = {},
              const ConsumersTab& consumersTab = {}, QWidget* parent = nullptr);

    /// OpenTopic shows the partitions, OpenRecords the records; other topics are not for this page.
    void open(const Destination& destination) override;
    void refresh() override;
    bool focusFilter() override;
    [[nodiscard]] bool isSettled() const override;
    [[nodiscard]] QString topic() const { return m_topic; }
    [[nodiscard]] SegmentedTabs* tabs() const { return m_tabs; }
    [[nodiscard]] DataTable* partitionTable() const { return m_partitionTable; }
    [[nodiscard]] DataTable* configTable() const { return m_configTable; }

protected:
    void activated() override;
    void deactivated() override;

private:
    struct PartitionRow {
        weir::PartitionDescription partition;
        double share = 0; ///< of the largest partition
    };
    [[nodiscard]] static std::vector<Column<PartitionRow>> partitionColumns();
    [[nodiscard]] static std::vector<Column<weir::ConfigEntry>> configColumns();
    [[nodiscard]] QWidget* buildHeader();
    [[nodiscard]] QWidget* buildPartitions();
    [[nodiscard]] QWidget* buildConfiguration();
    void addRecords(const RecordsTab& recordsTab);
    void addConsumers(const ConsumersTab& consumersTab);
    void showTab(int index);
    void showAnswer(weir::Result<weir::Partial<weir::TopicDescription>> answer);
    void showPills(const weir::TopicDescription& description);
    void showPartitions(const weir::TopicDescription& description);

    PageContext m_context;
    QString m_topic;
    Page* m_records = nullptr;
    Page* m_consumers = nullptr;
    int m_consumersTab = -1;
    std::vector<QWidget*> m_recordControls; ///< of the records page, in this page's header
    QHBoxLayout* m_headerRow = nullptr;
    QPushButton* m_send = nullptr;
    TableModel<PartitionRow>* m_partitions;
    TableModel<weir::ConfigEntry>* m_configs;
    SegmentedTabs* m_tabs = nullptr;
    QStackedWidget* m_pages = nullptr;
    FlowLayout* m_pills = nullptr;
    StateView* m_partitionState = nullptr;
    StateView* m_configState = nullptr;
    PartitionBars* m_bars = nullptr;
    PlainLabel* m_barsCaption = nullptr;
    DataTable* m_partitionTable = nullptr;
    DataTable* m_configTable = nullptr;
    FilterEdit* m_filter = nullptr;
    Chip* m_changedOnly = nullptr;
    QTimer m_poll;
    QDateTime m_since;
    bool m_settled = false;
    bool m_recordsAsked = false;
    LatestTask m_task;
};

} // namespace weir::ui
