// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>
#include <QtCore/QStringList>

namespace weir::ui {

/// Columns of the record table, each named by what it shows in the notation of the filter language ("timestamp",
/// "value.data.amount", "header[\"source\"]"; see FieldPath). GUI thread.

/// timestamp, partition, offset, key, event type, value, size.
[[nodiscard]] QStringList usualColumns();
/// Those that need no path: the usual ones, event id and occurred at.
[[nodiscard]] QStringList offeredColumns();
/// The columns remembered for a topic; the usual ones when none are, or when what is remembered is not readable.
[[nodiscard]] QStringList columnsOf(const QString& topic);
/// Remembers them in QSettings; the usual ones are forgotten instead.
void setColumnsOf(const QString& topic, const QStringList& columns);
/// What the header says: "Time", "Event type", the path itself for own ones.
[[nodiscard]] QString columnTitle(const QString& column);
/// The column as the language writes it; empty when it is none, then `problem` gets one sentence.
[[nodiscard]] QString readColumn(const QString& typed, QString* problem = nullptr);

} // namespace weir::ui
