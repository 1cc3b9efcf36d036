// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/row_order.h"

#include <QtCore/QHash>

#include <algorithm>

namespace weir::ui {
namespace {

QHash<QString, int> positions(const QStringList& keys)
{
    QHash<QString, int> result;
    result.reserve(keys.size());
    for (int i = 0; i < keys.size(); ++i)
        result.insert(keys[i], i);
    return result;
}

/// Runs of consecutive positions of `keys` that are not in `known`.
std::vector<RowRange> unknownRuns(const QStringList& keys, const QHash<QString, int>& known)
{
    std::vector<RowRange> runs;
    for (int i = 0; i < keys.size(); ++i) {
        if (known.contains(keys[i]))
            continue;
        if (!runs.empty() && runs.back().last == i - 1)
            runs.back().last = i;
        else
            runs.push_back({i, i});
    }
    return runs;
}

} // namespace

std::optional<RowChange> planRowChange(const QStringList& before, const QStringList& after, std::size_t mostPieces)
{
    const auto old = positions(before);
    const auto next = positions(after);
    if (old.size() != before.size() || next.size() != after.size())
        return std::nullopt;
    RowChange change{unknownRuns(before, next), {}, unknownRuns(after, old)};
    if (change.removals.size() > mostPieces || change.insertions.size() > mostPieces)
        return std::nullopt;
    std::reverse(change.removals.begin(), change.removals.end());

    QHash<QString, int> target;
    for (const QString& key : after) {
        if (old.contains(key))
            target.insert(key, static_cast<int>(target.size()));
    }
    bool moved = false;
    for (const QString& key : before) {
        if (!next.contains(key))
            continue;
        const int to = target.value(key);
        moved = moved || to != static_cast<int>(change.moves.size());
        change.moves.push_back(to);
    }
    if (!moved)
        change.moves.clear();
    return change;
}

} // namespace weir::ui
