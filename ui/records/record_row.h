// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/record.h"

#include <QtCore/QDateTime>
#include <QtCore/QString>

#include <memory>
#include <optional>

namespace weir::ui {

/// One line of the record table: the record's bytes, shared and never copied, and what the table must know of every
/// row at once. Everything else is made from the bytes when a cell is painted.
struct RecordRow {
    std::shared_ptr<const weir::Record> record;
    QString eventType; ///< from the envelope; empty when the value is no envelope

    bool operator==(const RecordRow&) const = default;
};

/// The event_type of a value that is an envelope, safe to show; empty otherwise. Parses at most 1 MiB. Any thread.
[[nodiscard]] QString eventTypeOf(const weir::OptionalBytes& value);

/// Local time: "14:07:59.799" of `today`, "11-22 14:07:59.799" of the same year, "2019-11-22 14:07:59" before and after
/// it; "–" without timestamp.
[[nodiscard]] QString recordTimeText(const std::optional<weir::TimestampMs>& time, const QDate& today);

} // namespace weir::ui
