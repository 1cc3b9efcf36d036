// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/import_rows.h"

#include "ui/widgets/plain_text.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>

namespace weir::ui {
namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(ImportRows)
};

QString bytesText(const OptionalBytes& bytes)
{
    return bytes && bytes->empty() ? Words::tr("empty") : displayText(bytes, 200);
}

QString headersText(const OutgoingRecord& record)
{
    QStringList texts;
    for (const auto& header : record.headers)
        texts << QStringLiteral("%1=%2").arg(displayText(std::string_view(header.name), 60), bytesText(header.value));
    return texts.join(QStringLiteral(", "));
}

/// `text` of a record; a dash where there is none.
template <typename Text> auto ofRecord(Text text)
{
    return [text](const ImportRow& row) { return row.record ? text(*row.record) : QString(); };
}

} // namespace

QString importRowKey(const ImportRow& row)
{
    return QString::number(row.number);
}

std::vector<Column<ImportRow>> importColumns()
{
    using Row = ImportRow;
    return {
        {.id = QStringLiteral("number"),
         .title = Words::tr("#"),
         .text = [](const Row& row) { return countText(row.number); },
         .width = 44,
         .alignment = Qt::AlignRight,
         .mono = true,
         .sortKey = [](const Row& row) { return SortKey(static_cast<qint64>(row.number)); }},
        {.id = QStringLiteral("topic"),
         .title = Words::tr("Topic"),
         .text = [](const Row& row) {
             return row.record ? displayText(std::string_view(row.record->topic), 249) : Words::tr("left out");
         },
         .width = 150,
         .mark = [](const Row& row) -> CellMark {
             return row.record ? CellMark() : CellMark(PillCell{Words::tr("left out"), Tone::Bad});
         }},
        {.id = QStringLiteral("partition"),
         .title = Words::tr("Partition"),
         .text = ofRecord([](const OutgoingRecord& record) {
             return record.partition ? QString::number(*record.partition) : record.key ? Words::tr("by key") : Words::tr("random");
         }),
         .width = 76},
        {.id = QStringLiteral("timestamp"),
         .title = Words::tr("Timestamp"),
         .text = ofRecord([](const OutgoingRecord& record) {
             return record.timestamp ? QDateTime::fromMSecsSinceEpoch(*record.timestamp).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz"))
                                     : Words::tr("time of sending");
         }),
         .width = 172},
        {.id = QStringLiteral("key"),
         .title = Words::tr("Key"),
         .text = ofRecord([](const OutgoingRecord& record) { return bytesText(record.key); }),
         .width = 110,
         .mono = true},
        {.id = QStringLiteral("value"),
         .title = Words::tr("Value"),
         .text = [](const Row& row) { return row.record ? bytesText(row.record->value) : row.problem; },
         .width = 0,
         .mono = true,
         .toolTip = [](const Row& row) { return row.record ? displayText(row.record->value, 2'000) : row.problem; }},
        {.id = QStringLiteral("headers"),
         .title = Words::tr("Headers"),
         .text = ofRecord(headersText),
         .width = 120,
         .mono = true,
         .toolTip = ofRecord(headersText)},
    };
}

} // namespace weir::ui
