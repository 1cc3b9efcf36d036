// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/filter_completion.h"
#include "ui/async/latest_task.h"
#include "ui/records/range_choice.h"
#include "ui/records/record_mode.h"
#include "ui/widgets/page.h"

#include <QtCore/QDateTime>
#include <QtCore/QStringList>

class QPushButton;
class QSplitter;

namespace weir::ui {

class BrowseMode;
class FilterBar;
class HitRows;
class RangePicker;
class RecordActions;
class RecordInspector;
class RecordsFoot;
class SearchMode;
class SparseTable;
class StateView;
class TailMode;
class TailRows;
class TimelineFeed;
class TimelineStrip;
class TopicField;
class TopicRows;

/// The records of one topic: scrolled through, searched, or followed live; one of them in full beside the table; at the
/// foot what is shown of what there is. As a tab of a topic it has no title and no topic field. GUI thread.
class RecordsPage : public Page
{
    Q_OBJECT
public:
    enum class Place { Page, Tab };
    enum class View { Browse, Search, Tail };

    explicit RecordsPage(const PageContext& context, Place place = Place::Page, QWidget* parent = nullptr);
    ~RecordsPage() override;

    /// Serves OpenRecords.
    void open(const Destination& destination) override;
    void refresh() override;
    bool focusFilter() override;
    [[nodiscard]] bool isSettled() const override;
    [[nodiscard]] std::vector<QWidget*> takeHeaderControls() override;

    [[nodiscard]] View view() const { return m_view; }
    [[nodiscard]] SparseTable* table() const { return m_table; }
    [[nodiscard]] RecordInspector* inspector() const { return m_inspector; }
    [[nodiscard]] FilterBar* filterBar() const { return m_filter; }
    [[nodiscard]] RangePicker* rangePicker() const { return m_range; }
    [[nodiscard]] TimelineStrip* timeline() const { return m_timeline; }
    [[nodiscard]] RecordsFoot* foot() const { return m_foot; }
    [[nodiscard]] const std::string& topic() const { return m_topic; }
    [[nodiscard]] const RangeChoice& choice() const { return m_choice; }
    [[nodiscard]] BrowseMode* browseMode() const { return m_browse; }
    [[nodiscard]] SearchMode* searchMode() const { return m_search; }
    [[nodiscard]] RecordMode* mode() const;

    /// Looks at another part of the topic; a search is made again there.
    void choose(const RangeChoice& choice);
    /// Searches the chosen range; what is no filter is not searched for.
    void search(const QString& text);
    void jumpTo(qint64 ms);
    void goTo(std::int32_t partition, std::int64_t offset);
    void sendLikeThis();
    void reloadColumns();
    /// Paths and headers that occurred in records that were looked at, in the notation of the filter language.
    [[nodiscard]] QStringList seenFields() const;

protected:
    void activated() override;
    void deactivated() override;

private:
    // --- records_page.cpp: the parts
    [[nodiscard]] QWidget* buildTop(Place place);
    [[nodiscard]] QWidget* buildContent();
    void connectBars();
    void connectTable();

    // --- records_page_views.cpp: what is shown
    void show(View view);
    void browse();
    void setTail(bool on);
    void leaveTopic();
    void readTimeline();
    void showMode();
    void showState();
    void showNothing();
    void act(FootAction action);
    /// Makes the first row current once it is there, or goes to the record that was asked for.
    void settleCurrent();
    void currentChanged(std::optional<qint64> position);
    void inspect(std::shared_ptr<const weir::Record> record);

    PageContext m_context;
    std::string m_topic;
    RangeChoice m_choice;
    View m_view = View::Browse;
    TopicRows* m_topicRows;
    HitRows* m_hitRows;
    TailRows* m_tailRows;
    BrowseMode* m_browse;
    SearchMode* m_search;
    TailMode* m_tail;
    TimelineFeed* m_timelineFeed;
    RecordActions* m_actions;
    TopicField* m_topicField = nullptr; ///< not in a tab
    RangePicker* m_range = nullptr;
    FilterBar* m_filter = nullptr;
    std::vector<QWidget*> m_headerControls;
    QPushButton* m_tailButton = nullptr;
    QPushButton* m_export = nullptr;
    QPushButton* m_more = nullptr;
    QPushButton* m_send = nullptr;
    TimelineStrip* m_timeline = nullptr;
    StateView* m_state = nullptr;
    SparseTable* m_table = nullptr;
    RecordsFoot* m_foot = nullptr;
    RecordInspector* m_inspector = nullptr;
    weir::SeenFields m_seen;
    std::optional<std::pair<std::int32_t, std::int64_t>> m_wanted; ///< the record somebody jumped to
    bool m_selectFirst = false;
    QDateTime m_since;
    LatestTask m_groupsTask;
};

} // namespace weir::ui
