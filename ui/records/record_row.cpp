// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/record_row.h"

#include "core/events/envelope.h"
#include "ui/widgets/plain_text.h"

#include <string_view>

namespace weir::ui {
namespace {

/// Parsing a megabyte takes about 15 ms; a table of such records is not worth seconds for one column.
constexpr std::size_t longestEnvelope = std::size_t{1} << 20U;

} // namespace

QString eventTypeOf(const weir::OptionalBytes& value)
{
    if (!value || value->size() > longestEnvelope)
        return {};
    // Most values of other programs are told apart without parsing them.
    if (value->find("\"event_type\"") == std::string::npos)
        return {};
    const auto envelope = weir::decodeEnvelope(*value);
    return envelope ? displayText(std::string_view(envelope->eventType), 128) : QString();
}

std::vector<RecordRow> makeRecordRows(std::vector<weir::Record> records, std::stop_token stop)
{
    std::vector<RecordRow> rows;
    rows.reserve(records.size());
    for (auto& record : records) {
        QString eventType = stop.stop_requested() ? QString() : eventTypeOf(record.value);
        rows.push_back({std::make_shared<const weir::Record>(std::move(record)), std::move(eventType)});
    }
    return rows;
}

QString recordKey(const weir::Record& record)
{
    return QStringLiteral("%1@%2").arg(record.partition).arg(record.offset);
}

QString recordTimeText(const std::optional<weir::TimestampMs>& time, const QDate& today)
{
    if (!time)
        return QStringLiteral("–");
    const QDateTime local = QDateTime::fromMSecsSinceEpoch(*time);
    // QDateTime ends near the year 292 million; the core can write every 64-bit value.
    if (!local.isValid() || local.date().year() < 1 || local.date().year() > 9999)
        return QString::fromStdString(weir::formatUtc(*time));
    if (local.date() == today)
        return local.toString(QStringLiteral("HH:mm:ss.zzz"));
    return local.toString(local.date().year() == today.year() ? QStringLiteral("MM-dd HH:mm:ss.zzz")
                                                              : QStringLiteral("yyyy-MM-dd HH:mm:ss"));
}

} // namespace weir::ui
