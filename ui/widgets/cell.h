// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/theme.h"

#include <QtCore/QMetaType>
#include <QtCore/QString>

#include <compare>
#include <variant>
#include <vector>

namespace weir::ui {

/// What a table cell is sorted by. monostate ("not known") comes last in both directions; texts compare without case.
using SortKey = std::variant<std::monostate, qint64, double, QString>;
/// True when `a` comes before `b`; unknown keys are handled by the model.
[[nodiscard]] bool sortsBefore(const SortKey& a, const SortKey& b);

/// A state word on a tint.
struct PillCell {
    QString text;
    Tone tone = Tone::Neutral;
};
/// Tiny columns followed by a caption, for skew over partitions.
struct BarsCell {
    std::vector<double> values;
    int hot = -1;
    QString caption;
};
/// A line over equally spaced values; NaN breaks it.
struct SparklineCell {
    std::vector<double> values;
    Tone tone = Tone::Accent;
};
/// The cell's text with a bar of this share (0..1) before it, for comparing lags.
struct MeterCell {
    double share = 0;
    Tone tone = Tone::Accent;
};
/// The text looks like a link; a click or Enter emits DataTable::linkActivated.
struct LinkCell {};

/// std::monostate: plain text only. A pill and a sparkline are drawn instead of the text, the others beside it.
using CellMark = std::variant<std::monostate, PillCell, BarsCell, SparklineCell, MeterCell, LinkCell>;

/// Whether a row is a heading over those below it, and whether they are folded away.
enum class SectionState { None, Open, Folded };

/// Roles every TableModel answers besides Qt's own.
enum CellRole {
    MarkRole = Qt::UserRole + 1, ///< CellMark
    MonoRole,                    ///< bool: JetBrains Mono
    ToneRole,                    ///< int: Tone of the text
    SubTextRole,                 ///< QString: second, dim line
    StrongRole,                  ///< bool: semi-bold text
    KeyRole,                     ///< QString: the row's key
    SectionRole,                 ///< int: SectionState, for models with headings; SubTextRole follows on the same line
    IndentRole,                  ///< int: levels the text is moved to the right, for rows under a heading
};

} // namespace weir::ui

Q_DECLARE_METATYPE(weir::ui::CellMark)
