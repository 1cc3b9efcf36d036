// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/dead_letter_topic_table.h"

#include "ui/deadletters/failure_words.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QLocale>

#include <algorithm>

namespace weir::ui {
namespace {

using Row = DeadLetterTopicRow;

class TopicTable
{
    Q_DECLARE_TR_FUNCTIONS(DeadLetterTopicTable)
};

bool isNeither(const Row& row) { return row.word == TopicWord::Neither; }

QString whatText(const Row& row)
{
    return isNeither(row) ? TopicTable::tr("neither") : kindText(row.topic.kind);
}

CellMark whatMark(const Row& row)
{
    const Tone tone = isNeither(row) || row.topic.kind == DeadLetterKind::Retry ? Tone::Neutral : Tone::Warning;
    return PillCell{whatText(row), tone};
}

QString signText(const Row& row)
{
    if (row.word)
        return TopicTable::tr("your word");
    switch (row.topic.sign) {
    case DeadLetterSign::Name: return TopicTable::tr("name");
    case DeadLetterSign::FailureHeaders: return TopicTable::tr("its records");
    case DeadLetterSign::Configuration: return TopicTable::tr("configuration");
    case DeadLetterSign::Word: return TopicTable::tr("your word");
    }
    return {};
}

QString signDetails(const Row& row)
{
    if (row.word)
        return TopicTable::tr("You said so; that counts more than name, records and configuration.");
    switch (row.topic.sign) {
    case DeadLetterSign::Name: return TopicTable::tr("The topic's name looks like it.");
    case DeadLetterSign::FailureHeaders: return TopicTable::tr("Sampled records carry failure headers.");
    case DeadLetterSign::Configuration:
        return TopicTable::tr("The broker writes dead letters of share groups to it (errors.deadletterqueue.group.enable).");
    case DeadLetterSign::Word: break;
    }
    return TopicTable::tr("Somebody said so.");
}

QStringList origins(const Row& row)
{
    QStringList names;
    for (const std::string& origin : row.topic.origins)
        names << displayText(std::string_view(origin), 249);
    if (names.isEmpty() && row.topic.origin)
        names << displayText(std::string_view(*row.topic.origin), 249);
    return names;
}

QString originsText(const Row& row)
{
    const QStringList names = origins(row);
    if (names.isEmpty())
        return QStringLiteral("–");
    return names.size() == 1 ? names.front() : TopicTable::tr("%1 and %2 more").arg(names.front()).arg(names.size() - 1);
}

QString originsDetails(const Row& row)
{
    const QStringList names = origins(row);
    if (names.isEmpty())
        return TopicTable::tr("Neither the name nor sampled records tell where they come from.");
    const QString how = row.topic.origins.empty() ? TopicTable::tr("By the topic's name:") : TopicTable::tr("By the headers of sampled records:");
    return how + QLatin1Char('\n') + names.join(QLatin1Char('\n'));
}

QString inflowText(const Row& row)
{
    if (!row.topic.inflow)
        return QStringLiteral("–");
    const double rate = *row.topic.inflow;
    return rate <= 0 ? QStringLiteral("0") : rate < 10 ? QLocale(QLocale::English).toString(rate, 'f', 1) : countText(static_cast<qint64>(rate));
}

QString ageText(const Row& row)
{
    if (!row.topic.oldest || row.topic.records == 0)
        return QStringLiteral("–");
    const auto age = std::max<TimestampMs>(0, nowMs() - *row.topic.oldest);
    const QString text = durationText(std::chrono::milliseconds(age));
    if (!row.topic.retentionMs)
        return text;
    if (*row.topic.retentionMs < 0)
        return TopicTable::tr("%1, kept for ever").arg(text);
    return TopicTable::tr("%1 of %2").arg(text, durationText(std::chrono::milliseconds(*row.topic.retentionMs)));
}

QString ageDetails(const Row& row)
{
    const QString warning = retentionSentence(row.topic, nowMs());
    const QString when = row.topic.oldest ? TopicTable::tr("Oldest record: %1").arg(momentDetails(row.topic.oldest))
                                          : TopicTable::tr("The time of the oldest record is not known.");
    return warning.isEmpty() ? when : warning + QLatin1Char('\n') + when;
}

Tone ageTone(const Row& row)
{
    const auto used = retentionUsed(row.topic, nowMs());
    return used && *used >= retentionWarning ? Tone::Bad : Tone::Neutral;
}

Column<Row> recordsColumn()
{
    return {.id = QStringLiteral("records"),
            .title = TopicTable::tr("Records"),
            .text = [](const Row& row) { return countText(row.topic.records ? std::optional<qint64>(*row.topic.records) : std::nullopt); },
            .width = 96,
            .alignment = Qt::AlignRight,
            .mono = true,
            .searchable = false,
            .sortKey = [](const Row& row) { return row.topic.records ? SortKey(static_cast<qint64>(*row.topic.records)) : SortKey(); },
            .toolTip = [](const Row& row) {
                return row.topic.records ? countedText(row.topic.partitions, TopicTable::tr("End minus log start of one partition; an upper bound."),
                                                       TopicTable::tr("End minus log start of %1 partitions; an upper bound."))
                                         : TopicTable::tr("The offsets of a partition could not be read.");
            }};
}

} // namespace

QString deadLetterTopicKey(const DeadLetterTopicRow& row)
{
    return QString::fromStdString(row.topic.name);
}

std::vector<Column<DeadLetterTopicRow>> deadLetterTopicColumns()
{
    return {
        {.id = QStringLiteral("topic"),
         .title = TopicTable::tr("Topic"),
         .text = [](const Row& row) { return displayText(std::string_view(row.topic.name), 249); },
         .width = 0,
         .strong = [](const Row& row) { return row.topic.records.value_or(0) > 0 && !isNeither(row); },
         .toolTip = [](const Row& row) { return displayText(std::string_view(row.topic.name), 249); }},
        {.id = QStringLiteral("kind"), .title = TopicTable::tr("What"), .text = whatText, .width = 118, .mark = whatMark},
        {.id = QStringLiteral("sign"), .title = TopicTable::tr("Known by"), .text = signText, .width = 110, .toolTip = signDetails},
        {.id = QStringLiteral("origin"), .title = TopicTable::tr("Origin"), .text = originsText, .width = 220, .toolTip = originsDetails},
        recordsColumn(),
        {.id = QStringLiteral("inflow"),
         .title = TopicTable::tr("New per min"),
         .text = inflowText,
         .width = 96,
         .alignment = Qt::AlignRight,
         .mono = true,
         .searchable = false,
         .sortKey = [](const Row& row) { return row.topic.inflow ? SortKey(*row.topic.inflow) : SortKey(); },
         .tone = [](const Row& row) { return row.topic.inflow.value_or(0) > 0 ? Tone::Warning : Tone::Neutral; },
         .toolTip = [](const Row& row) {
             return row.topic.inflow ? TopicTable::tr("Between the last two looks") : TopicTable::tr("Known after the second look.");
         }},
        {.id = QStringLiteral("oldest"),
         .title = TopicTable::tr("Oldest, of its retention"),
         .text = ageText,
         .width = 178,
         .alignment = Qt::AlignRight,
         .mono = true,
         .searchable = false,
         .sortKey = [](const Row& row) {
             const auto used = retentionUsed(row.topic, nowMs());
             return used ? SortKey(*used) : SortKey();
         },
         .tone = ageTone,
         .toolTip = ageDetails},
    };
}

std::vector<DeadLetterTopicRow> deadLetterTopicRows(const std::vector<DeadLetterTopic>& found,
                                                    const std::map<std::string, TopicWord>& words)
{
    std::vector<DeadLetterTopicRow> rows;
    for (const DeadLetterTopic& topic : found) {
        const auto word = words.find(topic.name);
        rows.push_back({topic, word == words.end() ? std::nullopt : std::optional(word->second)});
    }
    // What is hidden by a word must be found again to take the word back.
    for (const auto& [name, word] : words) {
        if (std::ranges::find(found, name, &DeadLetterTopic::name) != found.end())
            continue;
        DeadLetterTopicRow row;
        row.topic.name = name;
        row.topic.kind = word == TopicWord::Retries ? DeadLetterKind::Retry : DeadLetterKind::DeadLetter;
        row.topic.sign = DeadLetterSign::Word;
        row.word = word;
        rows.push_back(std::move(row));
    }
    return rows;
}

std::optional<double> retentionUsed(const DeadLetterTopic& topic, TimestampMs now)
{
    if (!topic.oldest || !topic.retentionMs || *topic.retentionMs <= 0 || topic.records == 0)
        return std::nullopt;
    return static_cast<double>(std::max<TimestampMs>(0, now - *topic.oldest)) / static_cast<double>(*topic.retentionMs);
}

QString retentionSentence(const DeadLetterTopic& topic, TimestampMs now)
{
    const auto used = retentionUsed(topic, now);
    if (!used || *used < retentionWarning)
        return {};
    const auto left = *topic.retentionMs - (now - *topic.oldest);
    return left <= 0 ? TopicTable::tr("The oldest letters may be deleted at any moment.")
                     : TopicTable::tr("The oldest letters are deleted in %1.").arg(durationText(std::chrono::milliseconds(left)));
}

} // namespace weir::ui
