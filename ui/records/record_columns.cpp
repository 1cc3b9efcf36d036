// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/record_columns.h"

#include "ui/widgets/plain_text.h"

#include <QtCore/QCoreApplication>

#include <string_view>

namespace weir::ui {
namespace {

constexpr std::size_t keyBytes = 128;
constexpr std::size_t valueBytes = 512;

QString tr(const char* text)
{
    return QCoreApplication::translate("RecordsPage", text);
}

QString payloadText(const weir::OptionalBytes& bytes, std::size_t most)
{
    if (!bytes)
        return tr("NULL");
    if (bytes->empty())
        return tr("empty");
    return displayText(std::string_view(*bytes), most);
}

CellMark payloadMark(const weir::OptionalBytes& bytes)
{
    if (bytes && !bytes->empty())
        return {};
    return PillCell{payloadText(bytes, 0), Tone::Neutral};
}

SortKey timeKey(const RecordRow& row)
{
    return row.record->timestamp ? SortKey(qint64{*row.record->timestamp}) : SortKey();
}

QString timeToolTip(const RecordRow& row)
{
    if (!row.record->timestamp)
        return tr("This record has no timestamp");
    const QString utc = QString::fromStdString(weir::formatUtc(*row.record->timestamp));
    return row.record->timestampType == weir::TimestampType::LogAppendTime
               ? tr("%1, set by the broker").arg(utc)
               : tr("%1, set by the producer").arg(utc);
}

Column<RecordRow> numberColumn(const char* id, const QString& title, int width, qint64 (*number)(const RecordRow&))
{
    return {.id = QLatin1String(id), .title = title,
            .text = [number](const RecordRow& row) { return countText(number(row)); }, .width = width,
            .alignment = Qt::AlignRight, .mono = true, .searchable = false,
            .sortKey = [number](const RecordRow& row) { return SortKey(number(row)); }};
}

Column<RecordRow> payloadColumn(const char* id, const QString& title, int width, std::size_t most,
                                const weir::OptionalBytes& (*bytes)(const RecordRow&))
{
    return {.id = QLatin1String(id), .title = title,
            .text = [bytes, most](const RecordRow& row) { return payloadText(bytes(row), most); }, .width = width,
            .mono = true, .mark = [bytes](const RecordRow& row) { return payloadMark(bytes(row)); }};
}

} // namespace

std::vector<Column<RecordRow>> recordColumns()
{
    const auto partition = [](const RecordRow& row) { return qint64{row.record->partition}; };
    const auto offset = [](const RecordRow& row) { return qint64{row.record->offset}; };
    const auto size = [](const RecordRow& row) { return static_cast<qint64>(row.record->size()); };
    const auto key = [](const RecordRow& row) -> const weir::OptionalBytes& { return row.record->key; };
    const auto value = [](const RecordRow& row) -> const weir::OptionalBytes& { return row.record->value; };
    const QDate today = QDate::currentDate();

    std::vector<Column<RecordRow>> columns;
    columns.push_back({.id = QStringLiteral("time"), .title = tr("Time"),
                       .text = [today](const RecordRow& row) { return recordTimeText(row.record->timestamp, today); },
                       .width = 152, .mono = true, .searchable = false, .sortKey = timeKey, .toolTip = timeToolTip});
    columns.push_back(numberColumn("partition", tr("P"), 40, partition));
    columns.push_back(numberColumn("offset", tr("Offset"), 92, offset));
    columns.push_back(payloadColumn("key", tr("Key"), 106, keyBytes, key));
    columns.push_back({.id = QStringLiteral("event"), .title = tr("Event type"),
                       .text = [](const RecordRow& row) { return row.eventType; }, .width = 124});
    columns.push_back(payloadColumn("value", tr("Value"), 0, valueBytes, value));
    columns.push_back(numberColumn("size", tr("Size"), 76, size));
    columns.back().text = [size](const RecordRow& row) { return sizeText(size(row)); };
    columns.back().mono = false;
    return columns;
}

} // namespace weir::ui
