// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/record_row.h"

#include "core/records/event_fields.h"
#include "ui/widgets/plain_text.h"

#include <string_view>

namespace weir::ui {

QString eventTypeOf(const weir::OptionalBytes& value)
{
    const auto event = value ? weir::readEventFields(*value) : std::nullopt;
    return event ? displayText(std::string_view(event->type), 128) : QString();
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
