// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/header_table.h"

#include "core/deadletters/failure_headers.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QCoreApplication>

namespace weir::ui {
namespace {

class HeaderTable
{
    Q_DECLARE_TR_FUNCTIONS(HeaderTable)
};

} // namespace

QString headerValueText(const OptionalBytes& value)
{
    if (!value)
        return QStringLiteral("NULL");
    if (value->empty())
        return HeaderTable::tr("empty");
    // Spring writes numbers as four or eight big-endian bytes; as text they would be a row of escapes.
    if ((value->size() == 4 || value->size() == 8) && value->front() == '\0') {
        quint64 number = 0;
        for (const char byte : *value)
            number = (number << 8U) | static_cast<unsigned char>(byte);
        return QStringLiteral("%1 (0x%2)").arg(QString::number(number), QString::fromStdString(toHex(*value)));
    }
    if (!isUtf8(*value))
        return QStringLiteral("0x%1").arg(QString::fromStdString(toHex(std::string_view(*value).substr(0, 256))));
    return displayText(std::string_view(*value), 1024);
}

std::vector<HeaderRow> headerRows(const Headers& headers)
{
    std::vector<HeaderRow> rows;
    rows.reserve(headers.size());
    const FailureHeaders failure(headers);
    for (const Header& header : headers)
        rows.push_back({static_cast<int>(rows.size()), header, failure.contains(header.name)});
    return rows;
}

QString headerKey(const HeaderRow& row)
{
    return QString::number(row.index);
}

std::vector<Column<HeaderRow>> headerColumns()
{
    using Row = HeaderRow;
    return {
        {.id = QStringLiteral("name"),
         .title = HeaderTable::tr("Name"),
         .text = [](const Row& row) { return displayText(std::string_view(row.header.name)); },
         .width = 200,
         .mono = true,
         .toolTip = [](const Row& row) { return displayText(std::string_view(row.header.name)); }},
        {.id = QStringLiteral("value"),
         .title = HeaderTable::tr("Value"),
         .text = [](const Row& row) { return headerValueText(row.header.value); },
         .width = 0,
         .mono = true,
         .tone = [](const Row& row) { return row.failure ? Tone::Neutral : Tone::Accent; },
         .toolTip = [](const Row& row) {
             return row.failure ? HeaderTable::tr("Written when the record failed; removed by default when the letter is replayed.")
                                : HeaderTable::tr("A header of the original record.");
         }},
    };
}

} // namespace weir::ui
