// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/topics/topic_entry.h"
#include "ui/widgets/row_order.h"

#include <QtCore/QHash>
#include <QtCore/QSet>

#include <chrono>
#include <optional>
#include <vector>

namespace weir::ui {

/// The topics of a cluster as table rows: flat, or under headings that fold. Names come first, details arrive for some
/// topics at a time; neither disturbs selection or scroll position. GUI thread.
class TopicsModel : public TableModelBase
{
    Q_OBJECT
public:
    using Clock = std::chrono::steady_clock;

    explicit TopicsModel(QObject* parent = nullptr);

    /// All topics of the cluster with the group of each (groupTopics(), which takes its time for thousands); details of
    /// those that stay are kept.
    void setTopics(std::vector<weir::TopicSummary> topics, const std::vector<TopicGroup>& groups);
    /// Details of `asked` topics. Those missing in the answer, and failures, become the entry's problem.
    void setDetails(const std::vector<weir::TopicSummary>& asked, weir::Partial<std::vector<weir::TopicDetails>> answer,
                    Clock::time_point at);

    void setGrouped(bool grouped);
    [[nodiscard]] bool isGrouped() const { return m_grouped; }
    void setInternalShown(bool shown);
    void setProblemsOnly(bool only);
    void toggleFolded(const QString& groupKey);
    [[nodiscard]] bool isFolded(const QString& groupKey) const { return m_folded.contains(groupKey); }

    [[nodiscard]] bool isGroup(int row) const { return m_lines[static_cast<std::size_t>(row)].topic < 0; }
    /// nullptr for a heading or an unknown key.
    [[nodiscard]] const TopicEntry* topic(const QString& key) const;
    /// Topics among the rows first..last whose details were not answered since `since`; at most `most`. With first > last:
    /// any topic without an answer at all.
    [[nodiscard]] std::vector<weir::TopicSummary> wantingDetails(int first, int last, Clock::time_point since,
                                                                 std::size_t most) const;
    /// True when rows are sorted by something only details tell.
    [[nodiscard]] bool sortsByDetails() const;
    [[nodiscard]] int problems() const;
    [[nodiscard]] int shownTopics() const { return m_shownTopics; }
    /// Topics that the chips let through, whatever the filter says.
    [[nodiscard]] int countedTopics() const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;
    [[nodiscard]] int columnWidth(int column) const override;
    [[nodiscard]] QString columnId(int column) const override;
    [[nodiscard]] QString keyAt(int shownRow) const override;
    [[nodiscard]] std::optional<int> shownRowOf(const QString& key) const override;
    void setFilter(const QString& text) override;
    [[nodiscard]] int totalRows() const override { return static_cast<int>(m_entries.size()); }
    [[nodiscard]] int sortColumn() const override { return m_sortColumn; }
    [[nodiscard]] Qt::SortOrder sortOrder() const override { return m_sortOrder; }

private:
    struct Line {
        int topic = -1; ///< index into m_entries; -1: a heading
        int group = -1; ///< index into m_headings
    };
    struct Heading {
        TopicGroup group;
        int topics = 0;
        std::optional<qint64> records; ///< nullopt: not known for all of them
    };
    struct Layout {
        std::vector<Line> lines;
        std::vector<Heading> headings;
        QStringList keys;
        int topics = 0;
    };
    using Entries = std::vector<TopicEntry>;
    [[nodiscard]] bool passesChips(const TopicEntry& entry) const;
    [[nodiscard]] bool passesFilter(const TopicEntry& entry) const;
    [[nodiscard]] std::vector<int> order(const Entries& entries) const;
    [[nodiscard]] Layout layOut(const Entries& entries) const;
    void rearrange();
    /// `entries`, when given, replace m_entries in the middle of the change, where no row refers to the old ones.
    void apply(Layout next, Entries* entries);
    void exchange(Layout& next, Entries* entries, std::vector<Line> lines, QStringList keys);
    [[nodiscard]] QVariant headingData(const Heading& heading, int column, int role) const;

    std::vector<Column<TopicEntry>> m_columns;
    std::vector<TopicEntry> m_entries;
    QHash<QString, int> m_index; ///< name to position in m_entries
    std::vector<Line> m_lines;
    std::vector<Heading> m_headings;
    QStringList m_keys;
    QSet<QString> m_folded;
    QStringList m_words;
    int m_shownTopics = 0;
    bool m_grouped = false;
    bool m_internalShown = false;
    bool m_problemsOnly = false;
    int m_sortColumn = TopicColumn::Name;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
};

} // namespace weir::ui
