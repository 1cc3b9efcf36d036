// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QStringList>

#include <cstddef>
#include <optional>
#include <vector>

namespace weir::ui {

/// Which source rows are shown, in what order.
using RowOrder = std::vector<std::size_t>;

struct RowRange {
    int first;
    int last; ///< included, as Qt's model signals count
    bool operator==(const RowRange&) const = default;
};

/// The steps that turn one list of unique keys into another, in the order Qt's model signals want them.
struct RowChange {
    std::vector<RowRange> removals; ///< last first, in positions of the list before
    /// For each position after the removals: its position once reordered. Empty when the order stays.
    std::vector<int> moves;
    std::vector<RowRange> insertions; ///< first first, in positions of the list after
};

/// nullopt when it takes more than `mostPieces` removals or insertions, or when keys repeat: a model reset is cheaper then.
[[nodiscard]] std::optional<RowChange> planRowChange(const QStringList& before, const QStringList& after,
                                                     std::size_t mostPieces = 256);

} // namespace weir::ui
