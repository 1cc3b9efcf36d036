// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/replay_plan.h"
#include "core/records/byte_diff.h"
#include "core/records/record_diff.h"
#include "ui/async/latest_task.h"
#include "ui/widgets/table_model.h"

#include <QtWidgets/QWidget>

#include <memory>
#include <vector>

class QButtonGroup;
class QComboBox;
class QPlainTextEdit;
class QStackedWidget;

namespace weir::ui {

class DataTable;
class HexView;
class PlainLabel;
class TaskPool;

/// Some records of a plan, as they are and as they would be sent, side by side: as text with the lines that differ marked,
/// or as bytes, and the differences by field. Compared on a worker. GUI thread.
class PlanSamples : public QWidget
{
    Q_OBJECT
public:
    explicit PlanSamples(std::shared_ptr<TaskPool> tasks, QWidget* parent = nullptr);
    ~PlanSamples() override;

    void setPlan(std::shared_ptr<const ReplayPlan> plan);
    /// "2 differences"; empty while it compares.
    [[nodiscard]] QString summary() const;

private:
    struct Row {
        int index = 0;
        FieldDifference difference;
    };
    struct Compared {
        RecordDiff fields;
        ByteDiff bytes;
        QString before;
        QString after;
        std::vector<int> changedBefore; ///< lines of the texts that the other side does not have
        std::vector<int> changedAfter;
        std::shared_ptr<const Bytes> beforeBytes;
        std::shared_ptr<const Bytes> afterBytes;
    };
    [[nodiscard]] static std::vector<Column<Row>> columns();
    [[nodiscard]] static Compared compare(const ReplaySample& sample, std::stop_token stop);
    QWidget* makeTexts();
    QWidget* makeBytes();
    void showSample();
    void showCompared(Compared compared);
    void markLines(QPlainTextEdit* field, const std::vector<int>& lines, bool added);
    void changeEvent(QEvent* event) override;

    std::shared_ptr<TaskPool> m_tasks;
    std::shared_ptr<const ReplayPlan> m_plan;
    std::vector<int> m_changedBefore;
    std::vector<int> m_changedAfter;
    TableModel<Row> m_rows;
    QComboBox* m_choice;
    PlainLabel* m_summary;
    QButtonGroup* m_looks;
    QStackedWidget* m_stack;
    QPlainTextEdit* m_before = nullptr;
    QPlainTextEdit* m_after = nullptr;
    HexView* m_beforeHex = nullptr;
    HexView* m_afterHex = nullptr;
    DataTable* m_table;
    LatestTask m_task;
};

} // namespace weir::ui
