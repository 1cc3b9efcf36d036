// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/record.h"
#include "core/records/field_path.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/sparse_rows.h"

#include <QtCore/QHash>

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace weir::ui {

/// A column besides the fixed ones: a part of every record, by name.
struct ExtraColumn {
    QString id;    ///< for remembered widths
    QString title; ///< safe to show
    std::function<std::optional<std::string>(const weir::Record&)> extract; ///< nullopt: the record has no such part
};
[[nodiscard]] inline ExtraColumn extraColumn(weir::FieldPath path)
{
    const std::string text = path.text();
    return {QStringLiteral("field:") + QString::fromStdString(text), displayText(std::string_view(text), 80),
            [path = std::move(path)](const weir::Record& record) { return path.extract(record); }};
}

/// What one line of a record table is made of, whether it is a whole record, a hit or a record of the tail.
/// Views: valid as long as what they were taken from.
struct RecordLine {
    std::int32_t partition = 0;
    std::int64_t offset = 0;
    std::optional<weir::TimestampMs> timestamp;
    weir::OptionalBytesView key;
    weir::OptionalBytesView value;
    bool keyCut = false; ///< the key is longer than what is given
    bool valueCut = false;
    qint64 size = 0;
    QString eventType;
};
[[nodiscard]] RecordLine lineOf(const weir::Record& record, const QString& eventType);

/// The columns all record tables have, in this order; extra ones follow before Value.
enum class RecordField { Time, Partition, Offset, Key, EventType, Value, Size };

/// Makes the cells of record tables: the same columns, words and marks for browsing, hits and tail. GUI thread.
class RecordCells
{
public:
    explicit RecordCells(std::vector<ExtraColumn> extra = {});

    [[nodiscard]] const std::vector<SparseColumn>& columns() const { return m_columns; }
    [[nodiscard]] const std::vector<ExtraColumn>& extra() const { return m_extra; }
    /// nullopt for an extra column.
    [[nodiscard]] std::optional<RecordField> field(int column) const;
    [[nodiscard]] int columnOf(RecordField field) const;

    /// `record` is looked at for extra columns only; nullptr: its parts are not known here ("…"). `position` tells rows
    /// apart: what was extracted is kept for it until forget().
    [[nodiscard]] SparseCell cell(const RecordLine& line, int column, qint64 position, const weir::Record* record) const;
    /// For clipboard and screen readers: offsets without separators, times in UTC, up to 64 KiB of key or value.
    [[nodiscard]] QString fullText(const RecordLine& line, int column, qint64 position, const weir::Record* record) const;
    void forget() { m_extracted.clear(); }

private:
    [[nodiscard]] const std::optional<std::string>& extracted(std::size_t extra, qint64 position,
                                                              const weir::Record& record) const;

    std::vector<ExtraColumn> m_extra;
    std::vector<SparseColumn> m_columns;
    /// Extracting from a large value takes milliseconds, and every frame asks again.
    mutable QHash<std::pair<qint64, std::size_t>, std::optional<std::string>> m_extracted;
};

} // namespace weir::ui
