// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/partial.h"
#include "core/records/event_scan.h"
#include "ui/widgets/table_model.h"

#include <QtWidgets/QWidget>

#include <set>

class QPushButton;

namespace weir::ui {

class DataTable;
class PillLabel;
class PlainLabel;
class StateView;

/// The events of a range: how many of each type, since when, whether the cluster has a topic for the type, and records that
/// came twice. Says how much of the range was looked at. Shows what it is given; the page runs the count. GUI thread.
class EventSummaryPanel : public QWidget
{
    Q_OBJECT
public:
    enum class Phase { Counting, Finished, Stopped };

    explicit EventSummaryPanel(QWidget* parent = nullptr);

    /// Nothing is counted yet; offers to count.
    void setIdle();
    void setLoading();
    /// May be called again and again while it counts. `failures` are partitions that could not be read to their end.
    void setSummary(const weir::EventScan& scan, Phase phase, const std::vector<weir::Failure>& failures = {});
    void setFailed(const weir::Error& error);
    /// Types the cluster has a topic for (see eventCatalogue()); without a catalogue no type is called unknown.
    void setCatalogue(std::set<std::string> types);

Q_SIGNALS:
    /// Count, count again, or retry.
    void countRequested();
    void stopRequested();
    /// A record of a duplicate was chosen.
    void recordRequested(int partition, qint64 offset);
    /// The person wants to see the events of one type.
    void typeRequested(const QString& type);

private:
    struct TypeRow {
        weir::EventTypeCount count;
        double share = 0; ///< of all events counted
        bool judged = false; ///< there is a catalogue
        bool known = false;
    };
    struct DuplicateRow {
        QString key;
        weir::DuplicateEvent event;
    };
    [[nodiscard]] static std::vector<Column<TypeRow>> typeColumns();
    [[nodiscard]] static std::vector<Column<DuplicateRow>> duplicateColumns();
    [[nodiscard]] QWidget* buildContent();
    [[nodiscard]] QWidget* buildHead();
    void showRows();
    void showWords();
    void openDuplicate(const QString& key);

    weir::EventScan m_scan;
    Phase m_phase = Phase::Counting;
    std::size_t m_failed = 0;
    std::optional<std::set<std::string>> m_catalogue;
    TableModel<TypeRow>* m_types;
    TableModel<DuplicateRow>* m_duplicates;
    StateView* m_state = nullptr;
    DataTable* m_typeTable = nullptr;
    DataTable* m_duplicateTable = nullptr;
    PlainLabel* m_coverage = nullptr;
    PlainLabel* m_kinds = nullptr;
    PlainLabel* m_duplicateHead = nullptr;
    PlainLabel* m_note = nullptr;
    QWidget* m_duplicateCard = nullptr;
    PillLabel* m_phasePill = nullptr;
    QPushButton* m_action = nullptr;
};

} // namespace weir::ui
