// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/record_words.h"

#include "ui/widgets/plain_text.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QStringList>

namespace weir::ui {
namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(RecordWords)
};

constexpr std::size_t lineBytes = 400;

} // namespace

QString valueText(const OptionalBytes& value, std::size_t mostBytes)
{
    if (!value)
        return Words::tr("NULL");
    if (value->empty())
        return Words::tr("empty (0 bytes)");
    QStringList lines;
    for (std::string_view rest = std::string_view(*value).substr(0, mostBytes); !rest.empty();) {
        const auto end = rest.find('\n');
        lines << displayText(rest.substr(0, end), mostBytes);
        rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    }
    if (value->size() > mostBytes)
        lines << Words::tr("… %1 in all").arg(sizeText(static_cast<qint64>(value->size())));
    return lines.join(QLatin1Char('\n'));
}

QString keyText(const OptionalBytes& key, std::size_t mostBytes)
{
    return key && key->empty() ? Words::tr("empty") : displayText(key, mostBytes);
}

QString recordLine(const OutgoingRecord& record, qsizetype keyWidth, std::size_t keyBytes)
{
    const QString value = record.value && record.value->empty() ? Words::tr("empty") : displayText(record.value, lineBytes);
    return record.key ? QStringLiteral("%1  %2").arg(keyText(record.key, keyBytes).leftJustified(keyWidth), value) : value;
}

QString recordSummary(const OutgoingRecord& record)
{
    const QString topic = record.topic.empty() ? Words::tr("no topic yet") : displayText(std::string_view(record.topic), 249);
    const QString where = record.partition ? Words::tr("partition %1").arg(*record.partition) : Words::tr("partition by key");
    const QString headers = countedText(static_cast<qint64>(record.headers.size()), Words::tr("1 header"), Words::tr("%1 headers"));
    const QString size = record.value ? sizeText(static_cast<qint64>(record.value->size())) : Words::tr("no value");
    QString text = Words::tr("%1 · %2 · key %3 · %4 · %5").arg(topic, where, keyText(record.key), headers, size);
    if (record.timestamp)
        text += Words::tr(" · %1").arg(QString::fromStdString(formatUtc(*record.timestamp)));
    return text;
}

QString recordText(const OutgoingRecord& record, std::size_t mostBytes)
{
    QStringList lines;
    lines << Words::tr("topic: %1").arg(displayText(std::string_view(record.topic), 249));
    if (record.partition)
        lines << Words::tr("partition: %1").arg(*record.partition);
    if (record.timestamp)
        lines << Words::tr("timestamp: %1").arg(QString::fromStdString(formatUtc(*record.timestamp)));
    lines << Words::tr("key: %1").arg(keyText(record.key, 1024));
    for (const Header& header : record.headers)
        lines << Words::tr("header %1: %2").arg(displayText(std::string_view(header.name)), keyText(header.value, 1024));
    lines << QString() << valueText(record.value, mostBytes);
    return lines.join(QLatin1Char('\n'));
}

} // namespace weir::ui
