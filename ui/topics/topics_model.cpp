// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/topics/topics_model.h"

#include "ui/widgets/plain_text.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace weir::ui {
namespace {

std::size_t at(int index)
{
    return static_cast<std::size_t>(index);
}

} // namespace

TopicsModel::TopicsModel(QObject* parent) : TableModelBase(parent), m_columns(topicColumns()) {}

void TopicsModel::setTopics(std::vector<weir::TopicSummary> topics, const std::vector<TopicGroup>& groups)
{
    // Most refreshes bring what is known already.
    if (std::ranges::equal(topics, m_entries, {}, {}, &TopicEntry::summary))
        return;
    Entries entries;
    entries.reserve(topics.size());
    for (std::size_t i = 0; i < topics.size(); ++i) {
        TopicEntry entry;
        entry.name = QString::fromStdString(topics[i].name);
        const TopicEntry* known = topic(entry.name);
        // A topic that was deleted and made again, or grew, has other partitions than its details tell of.
        if (known && known->summary.partitions == topics[i].partitions)
            entry = *known;
        entry.summary = std::move(topics[i]);
        entry.group = groups[i];
        entry.grouped = m_grouped;
        entries.push_back(std::move(entry));
    }
    Layout next = layOut(entries);
    apply(std::move(next), &entries);
}

void TopicsModel::setDetails(const std::vector<weir::TopicSummary>& asked,
                             weir::Partial<std::vector<weir::TopicDetails>> answer, Clock::time_point now)
{
    QHash<QString, QString> problems;
    for (const auto& failure : answer.failures) {
        const QString text = QString::fromStdString(failure.error.message);
        const QString subject = QString::fromStdString(failure.subject);
        // "topic" or "topic-partition"; one reason per topic is enough for a tooltip.
        const QString name = m_index.contains(subject) ? subject : subject.section(QLatin1Char('-'), 0, -2);
        problems.insert(name, text);
    }
    for (const auto& summary : asked) {
        const auto found = m_index.constFind(QString::fromStdString(summary.name));
        if (found == m_index.cend())
            continue;
        m_entries[at(*found)].askedAt = now;
        m_entries[at(*found)].problem = problems.value(found.key());
    }
    for (auto& details : answer.values) {
        const auto found = m_index.constFind(QString::fromStdString(details.name));
        if (found != m_index.cend())
            m_entries[at(*found)].details = std::move(details);
    }
    if (m_grouped || sortsByDetails())
        rearrange();
    else if (!m_lines.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

void TopicsModel::setGrouped(bool grouped)
{
    if (grouped == m_grouped)
        return;
    m_grouped = grouped;
    for (auto& entry : m_entries)
        entry.grouped = grouped;
    rearrange();
}

void TopicsModel::setInternalShown(bool shown)
{
    m_internalShown = shown;
    rearrange();
}

void TopicsModel::setProblemsOnly(bool only)
{
    m_problemsOnly = only;
    rearrange();
}

void TopicsModel::toggleFolded(const QString& groupKey)
{
    if (!m_folded.remove(groupKey))
        m_folded.insert(groupKey);
    rearrange();
}

const TopicEntry* TopicsModel::topic(const QString& key) const
{
    const auto found = m_index.constFind(key);
    return found == m_index.cend() ? nullptr : &m_entries[at(*found)];
}

std::vector<weir::TopicSummary> TopicsModel::wantingDetails(int first, int last, Clock::time_point since,
                                                            std::size_t most) const
{
    std::vector<weir::TopicSummary> wanted;
    const auto take = [&](const TopicEntry& entry) {
        if (entry.askedAt < since && wanted.size() < most)
            wanted.push_back(entry.summary);
    };
    if (first > last) {
        for (const auto& entry : m_entries) {
            if (entry.askedAt == Clock::time_point())
                take(entry);
        }
        return wanted;
    }
    for (int row = std::max(0, first); row <= std::min(last, rowCount() - 1); ++row) {
        if (m_lines[at(row)].topic >= 0)
            take(m_entries[at(m_lines[at(row)].topic)]);
    }
    return wanted;
}

bool TopicsModel::sortsByDetails() const
{
    return m_sortColumn == TopicColumn::Records || m_sortColumn == TopicColumn::Kept;
}

int TopicsModel::problems() const
{
    return static_cast<int>(std::ranges::count_if(m_entries, &TopicEntry::hasProblem));
}

int TopicsModel::countedTopics() const
{
    return static_cast<int>(std::ranges::count_if(m_entries, [this](const auto& e) { return passesChips(e); }));
}

bool TopicsModel::passesChips(const TopicEntry& entry) const
{
    // An internal topic in trouble is shown even while internal ones are not.
    if (m_problemsOnly)
        return entry.hasProblem();
    return m_internalShown || !entry.summary.internal;
}

bool TopicsModel::passesFilter(const TopicEntry& entry) const
{
    if (m_words.isEmpty())
        return true;
    const QString text = entry.name + QLatin1Char('\n') + topicState(entry.summary).text;
    return std::ranges::all_of(m_words, [&](const auto& word) { return text.contains(word, Qt::CaseInsensitive); });
}

std::vector<int> TopicsModel::order(const Entries& entries) const
{
    std::vector<int> shown;
    std::vector<SortKey> keys(entries.size());
    const auto& column = m_columns[at(m_sortColumn)];
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (!passesChips(entries[i]) || !passesFilter(entries[i]))
            continue;
        shown.push_back(static_cast<int>(i));
        keys[i] = column.sortKey(entries[i]);
    }
    const bool up = m_sortOrder == Qt::AscendingOrder;
    const auto before = [&](int a, int b) {
        const SortKey& left = keys[at(a)];
        const SortKey& right = keys[at(b)];
        // What is not known stays at the end, whichever way the rest is sorted.
        if ((left.index() != 0) != (right.index() != 0))
            return left.index() != 0;
        return up ? sortsBefore(left, right) : sortsBefore(right, left);
    };
    // The core sorts by name already.
    if (!std::ranges::is_sorted(shown, before))
        std::ranges::stable_sort(shown, before);
    return shown;
}

TopicsModel::Layout TopicsModel::layOut(const Entries& entries) const
{
    const auto shown = order(entries);
    Layout layout;
    layout.topics = static_cast<int>(shown.size());
    if (!m_grouped) {
        for (const int topic : shown) {
            layout.lines.push_back({topic, -1});
            layout.keys << entries[at(topic)].name;
        }
        return layout;
    }
    QHash<QString, int> known;
    std::vector<std::vector<int>> members;
    for (const int topic : shown) {
        const TopicEntry& entry = entries[at(topic)];
        const auto found = known.constFind(entry.group.key());
        const int group = found == known.cend() ? static_cast<int>(members.size()) : *found;
        if (found == known.cend()) {
            known.insert(entry.group.key(), group);
            layout.headings.push_back({entry.group, 0, 0});
            members.emplace_back();
        }
        Heading& heading = layout.headings[at(group)];
        ++heading.topics;
        const bool complete = heading.records && entry.details && entry.details->records;
        heading.records = complete ? std::optional<qint64>(*heading.records + *entry.details->records) : std::nullopt;
        members[at(group)].push_back(topic);
    }
    std::vector<int> headings(members.size());
    for (std::size_t i = 0; i < headings.size(); ++i)
        headings[i] = static_cast<int>(i);
    std::ranges::sort(headings, [&](int a, int b) {
        return groupBefore(layout.headings[at(a)].group, layout.headings[at(b)].group);
    });
    for (const int group : headings) {
        const QString key = layout.headings[at(group)].group.key();
        layout.lines.push_back({-1, group});
        layout.keys << key;
        // While a filter is set, its hits are shown even in a group that was folded.
        if (m_folded.contains(key) && m_words.isEmpty())
            continue;
        for (const int topic : members[at(group)]) {
            layout.lines.push_back({topic, group});
            layout.keys << entries[at(topic)].name;
        }
    }
    return layout;
}

void TopicsModel::rearrange()
{
    apply(layOut(m_entries), nullptr);
}

void TopicsModel::exchange(Layout& next, Entries* entries, std::vector<Line> lines, QStringList keys)
{
    if (entries) {
        m_entries = std::move(*entries);
        m_index.clear();
        for (std::size_t i = 0; i < m_entries.size(); ++i)
            m_index.insert(m_entries[i].name, static_cast<int>(i));
    }
    m_headings = std::move(next.headings);
    m_shownTopics = next.topics;
    m_lines = std::move(lines);
    m_keys = std::move(keys);
}

void TopicsModel::apply(Layout next, Entries* entries)
{
    if (m_keys == next.keys) {
        exchange(next, entries, std::move(next.lines), std::move(next.keys));
        if (!m_lines.empty())
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
        Q_EMIT shownChanged(m_shownTopics, totalRows());
        return;
    }
    // Every piece makes the view lay out its rows again; a filter over thousands of topics changes hundreds of pieces.
    constexpr std::size_t mostPieces = 16;
    constexpr qsizetype mostRows = 500;
    const auto plan = std::abs(m_keys.size() - next.keys.size()) > mostRows
                          ? std::nullopt
                          : planRowChange(m_keys, next.keys, mostPieces);
    if (!plan) {
        beginResetModel();
        exchange(next, entries, std::move(next.lines), std::move(next.keys));
        endResetModel();
        Q_EMIT shownChanged(m_shownTopics, totalRows());
        return;
    }
    for (const RowRange& gone : plan->removals) {
        beginRemoveRows({}, gone.first, gone.last);
        m_lines.erase(m_lines.begin() + gone.first, m_lines.begin() + gone.last + 1);
        m_keys.remove(gone.first, gone.last - gone.first + 1);
        endRemoveRows();
    }
    std::vector<Line> lines = next.lines;
    QStringList keys = next.keys;
    for (auto fresh = plan->insertions.rbegin(); fresh != plan->insertions.rend(); ++fresh) {
        lines.erase(lines.begin() + fresh->first, lines.begin() + fresh->last + 1);
        keys.remove(fresh->first, fresh->last - fresh->first + 1);
    }
    const bool moved = !plan->moves.empty();
    if (moved)
        Q_EMIT layoutAboutToBeChanged();
    exchange(next, entries, std::move(lines), std::move(keys));
    if (moved) {
        const QModelIndexList from = persistentIndexList();
        QModelIndexList to;
        for (const QModelIndex& old : from)
            to << index(plan->moves[at(old.row())], old.column());
        changePersistentIndexList(from, to);
        Q_EMIT layoutChanged();
    }
    for (const RowRange& fresh : plan->insertions) {
        beginInsertRows({}, fresh.first, fresh.last);
        m_lines.insert(m_lines.begin() + fresh.first, next.lines.begin() + fresh.first,
                       next.lines.begin() + fresh.last + 1);
        for (int i = fresh.first; i <= fresh.last; ++i)
            m_keys.insert(i, next.keys[i]);
        endInsertRows();
    }
    if (!m_lines.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    Q_EMIT shownChanged(m_shownTopics, totalRows());
}

int TopicsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_lines.size());
}

int TopicsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

QVariant TopicsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Line& line = m_lines[at(index.row())];
    if (line.topic < 0)
        return headingData(m_headings[at(line.group)], index.column(), role);
    if (role == IndentRole)
        return m_grouped && index.column() == 0 ? 1 : 0;
    return cellData(m_columns[at(index.column())], m_entries[at(line.topic)], keyAt(index.row()), role);
}

QVariant TopicsModel::headingData(const Heading& heading, int column, int role) const
{
    const QString topics = countedText(heading.topics, tr("1 topic"), tr("%1 topics"));
    const QString facts = heading.records ? tr("%1 · %2 records").arg(topics, countText(heading.records)) : topics;
    const bool folded = m_folded.contains(heading.group.key()) && m_words.isEmpty();
    switch (role) {
    case SectionRole: return static_cast<int>(folded ? SectionState::Folded : SectionState::Open);
    case KeyRole: return heading.group.key();
    case Qt::TextAlignmentRole: return QVariant::fromValue(Qt::Alignment(Qt::AlignLeft | Qt::AlignVCenter));
    case Qt::DisplayRole: return column == 0 ? heading.group.title : QString();
    case SubTextRole: return column == 0 ? facts : QString();
    case Qt::AccessibleTextRole:
        if (column != 0)
            return QString();
        return folded ? tr("%1, %2, folded").arg(heading.group.title, facts)
                      : tr("%1, %2, open").arg(heading.group.title, facts);
    default: return {};
    }
}

QVariant TopicsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    return columnHeaderData(m_columns[at(section)], role);
}

void TopicsModel::sort(int column, Qt::SortOrder order)
{
    if (column < 0 || column >= columnCount())
        return;
    m_sortColumn = column;
    m_sortOrder = order;
    rearrange();
}

int TopicsModel::columnWidth(int column) const
{
    return m_columns[at(column)].width;
}

QString TopicsModel::columnId(int column) const
{
    return m_columns[at(column)].id;
}

QString TopicsModel::keyAt(int shownRow) const
{
    return m_keys.value(shownRow);
}

std::optional<int> TopicsModel::shownRowOf(const QString& key) const
{
    const auto row = m_keys.indexOf(key);
    return row < 0 ? std::nullopt : std::optional<int>(static_cast<int>(row));
}

void TopicsModel::setFilter(const QString& text)
{
    m_words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    rearrange();
}

} // namespace weir::ui
