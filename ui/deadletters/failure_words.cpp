// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/failure_words.h"

#include "core/base/time.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>
#include <QtCore/QLocale>
#include <QtCore/QStringList>

namespace weir::ui {
namespace {

class FailureWords
{
    Q_DECLARE_TR_FUNCTIONS(FailureWords)
};

QString unknown()
{
    return QStringLiteral("–");
}

std::optional<qint64> widened(std::optional<std::int64_t> value)
{
    return value ? std::optional<qint64>(*value) : std::nullopt;
}

} // namespace

QString shortClassName(std::string_view exceptionClass)
{
    // Some frameworks put "class: message" or an inner class with $ here.
    const auto end = exceptionClass.find_first_of(": \t\r\n");
    std::string_view name = exceptionClass.substr(0, end);
    const auto dot = name.find_last_of(".$\\");
    if (dot != std::string_view::npos && dot + 1 < name.size())
        name = name.substr(dot + 1);
    return displayText(name, 120);
}

QString failureTitle(const FailureReport& report)
{
    if (report.exceptionClass && !report.exceptionClass->empty())
        return shortClassName(*report.exceptionClass);
    if (report.message && !report.message->empty())
        return displayText(std::string_view(*report.message), 60);
    return FailureWords::tr("No failure headers");
}

QString originPosition(const FailureReport& report)
{
    if (!report.originPartition && !report.originOffset)
        return unknown();
    const QString partition = report.originPartition ? QString::number(*report.originPartition) : unknown();
    return QStringLiteral("%1:%2").arg(partition, countText(widened(report.originOffset)));
}

QString originText(const FailureReport& report)
{
    if (!report.originTopic)
        return {};
    const QString topic = displayText(std::string_view(*report.originTopic), 249);
    const QString position = originPosition(report);
    return position == unknown() ? topic : QStringLiteral("%1 %2").arg(topic, position);
}

QString failureFacts(const FailureReport& report)
{
    QStringList facts;
    if (report.consumerGroup)
        facts << FailureWords::tr("Group %1").arg(displayText(std::string_view(*report.consumerGroup), 120));
    if (report.attempts)
        facts << FailureWords::tr("%1 attempts").arg(countText(widened(report.attempts)));
    if (report.stage)
        facts << FailureWords::tr("stage %1").arg(displayText(std::string_view(*report.stage), 120));
    if (report.originTimestamp)
        facts << FailureWords::tr("written %1").arg(momentText(report.originTimestamp));
    return facts.join(QStringLiteral(" · "));
}

QString momentText(std::optional<TimestampMs> time)
{
    if (!time)
        return unknown();
    const QDateTime moment = QDateTime::fromMSecsSinceEpoch(*time);
    // Beyond what QDateTime can print, the plain form still can.
    if (!moment.isValid() || moment.date().year() < 1 || moment.date().year() > 9999)
        return QString::fromStdString(formatUtc(*time));
    const QDate today = QDate::currentDate();
    if (moment.date() == today)
        return moment.toString(QStringLiteral("HH:mm:ss"));
    const QLocale english(QLocale::English);
    return english.toString(moment, moment.date().year() == today.year() ? QStringLiteral("MMM d HH:mm:ss")
                                                                         : QStringLiteral("yyyy-MM-dd HH:mm:ss"));
}

QString momentDetails(std::optional<TimestampMs> time)
{
    if (!time)
        return FailureWords::tr("The record has no timestamp.");
    const QDateTime moment = QDateTime::fromMSecsSinceEpoch(*time);
    const QString utc = QString::fromStdString(formatUtc(*time));
    if (!moment.isValid())
        return utc;
    return QStringLiteral("%1\n%2").arg(moment.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz t")), utc);
}

QString kindText(DeadLetterKind kind)
{
    switch (kind) {
    case DeadLetterKind::DeadLetter: return FailureWords::tr("dead letters");
    case DeadLetterKind::Retry: return FailureWords::tr("retry");
    }
    return {};
}

} // namespace weir::ui
