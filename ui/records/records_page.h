// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/browse.h"
#include "ui/async/latest_task.h"
#include "ui/records/coverage_text.h"
#include "ui/records/record_row.h"
#include "ui/widgets/page.h"
#include "ui/widgets/table_model.h"

#include <QtCore/QDateTime>

class QPushButton;

namespace weir::ui {

class BrowseBar;
class DataTable;
class PillLabel;
class PlainLabel;
class RecordInspector;
class StateView;

/// The records of one topic: which to read, a table of them, one in full, and at the foot what was looked at and what was
/// not. Reads when asked, never by itself. As a tab of a topic it has no title and no topic field. GUI thread.
class RecordsPage : public Page
{
    Q_OBJECT
public:
    enum class Place { Page, Tab };

    explicit RecordsPage(const PageContext& context, Place place = Place::Page, QWidget* parent = nullptr);

    /// Serves OpenRecords.
    void open(const Destination& destination) override;
    void refresh() override;
    bool focusFilter() override;
    [[nodiscard]] bool isSettled() const override { return m_settled; }
    [[nodiscard]] DataTable* table() const { return m_table; }
    [[nodiscard]] const Coverage& coverage() const { return m_coverage; }

protected:
    void activated() override;
    void deactivated() override;

private:
    struct Answer {
        weir::Result<weir::Partial<weir::BrowseResult>> browsed; ///< its records moved into rows
        std::vector<RecordRow> rows;
        Coverage coverage;
    };
    [[nodiscard]] static Answer read(weir::Cluster& cluster, const weir::BrowseRequest& request, std::stop_token stop);
    void buildTop(Place place);
    [[nodiscard]] QWidget* buildContent();
    [[nodiscard]] QWidget* buildFoot();
    void connectParts();
    void load();
    void loadMore();
    void ask();
    void askTopics();
    void showAnswer(Answer answer);
    void showRows(std::vector<RecordRow> rows);
    void showCoverage();
    void showHeader(const weir::BrowseResult& result);
    void showNothing();
    void clearRows();
    void sendLikeThis();

    PageContext m_context;
    weir::BrowseRequest m_request;
    TableModel<RecordRow>* m_model;
    StateView* m_state = nullptr;
    BrowseBar* m_bar = nullptr;
    DataTable* m_table = nullptr;
    RecordInspector* m_inspector = nullptr;
    PlainLabel* m_title = nullptr;   ///< not in a tab
    PillLabel* m_partitions = nullptr;
    PillLabel* m_records = nullptr;
    PlainLabel* m_shown = nullptr;
    PlainLabel* m_where = nullptr;
    QPushButton* m_more = nullptr;
    QPushButton* m_send = nullptr;
    Coverage m_coverage;
    QDateTime m_since;
    QString m_wantedRow; ///< selected once it is there: the record somebody jumped to
    bool m_settled = true;
    LatestTask m_task;
    LatestTask m_topicsTask;
};

} // namespace weir::ui
