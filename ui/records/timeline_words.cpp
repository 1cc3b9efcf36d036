// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/timeline_words.h"

#include "core/base/time.h"

#include <QtCore/QDateTime>

#include <chrono>

namespace weir::ui {
namespace {

constexpr qint64 minute = 60'000;
constexpr qint64 day = 24 * 60 * minute;

QString clock(const QDateTime& time)
{
    return time.toString(time.time().msec() != 0     ? QStringLiteral("HH:mm:ss.zzz")
                         : time.time().second() != 0 ? QStringLiteral("HH:mm:ss")
                                                     : QStringLiteral("HH:mm"));
}

QString date(const QDate& date)
{
    return date.toString(date.year() == QDate::currentDate().year() ? QStringLiteral("d MMM") : QStringLiteral("d MMM yyyy"));
}

/// QDateTime ends near the year 292 million, and a record may carry any 64-bit time.
bool ordinary(const QDateTime& time) { return time.isValid() && time.date().year() >= 1 && time.date().year() <= 9999; }

} // namespace

QString momentWords(qint64 time, qint64 span)
{
    const QDateTime local = QDateTime::fromMSecsSinceEpoch(time);
    if (!ordinary(local))
        return QString::fromStdString(weir::formatUtc(time));
    if (span > 366 * day)
        return local.date().toString(QStringLiteral("MMM yyyy"));
    const QString clockText = local.toString(span < 10 * minute ? QStringLiteral("HH:mm:ss") : QStringLiteral("HH:mm"));
    return date(local.date()) + QLatin1Char(' ') + clockText;
}

QString timeSpanWords(qint64 begin, qint64 end)
{
    const QDateTime first = QDateTime::fromMSecsSinceEpoch(begin);
    const QDateTime last = QDateTime::fromMSecsSinceEpoch(end);
    if (!ordinary(first) || !ordinary(last))
        return QStringLiteral("%1 – %2").arg(QString::fromStdString(weir::formatUtc(begin)), QString::fromStdString(weir::formatUtc(end)));
    const QString start = date(first.date()) + QLatin1Char(' ') + clock(first);
    if (first.date() == last.date())
        return QStringLiteral("%1 – %2").arg(start, clock(last));
    return QStringLiteral("%1 – %2 %3").arg(start, date(last.date()), clock(last));
}

QString barWords(qint64 span)
{
    QString words = QString::fromStdString(weir::formatDuration(std::chrono::milliseconds(span)));
    // Bars are of round lengths: "15 min 00 s" says nothing more than "15 min".
    for (const char* nothing : {" 00 s", " 00 min", " 0 h"}) {
        if (words.endsWith(QLatin1String(nothing)))
            words.chop(static_cast<qsizetype>(qstrlen(nothing)));
    }
    return words;
}

} // namespace weir::ui
