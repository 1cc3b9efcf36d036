// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/dead_letter_topic_table.h"

#include "ui/deadletters/failure_words.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QCoreApplication>

namespace weir::ui {
namespace {

class TopicTable
{
    Q_DECLARE_TR_FUNCTIONS(DeadLetterTopicTable)
};

} // namespace

QString deadLetterTopicKey(const DeadLetterTopic& topic)
{
    return QString::fromStdString(topic.name);
}

std::vector<Column<DeadLetterTopic>> deadLetterTopicColumns()
{
    using Row = DeadLetterTopic;
    return {
        {.id = QStringLiteral("topic"),
         .title = TopicTable::tr("Topic"),
         .text = [](const Row& row) { return displayText(std::string_view(row.name), 249); },
         .width = 0,
         .strong = [](const Row& row) { return row.records.value_or(0) > 0; },
         .toolTip = [](const Row& row) { return displayText(std::string_view(row.name), 249); }},
        {.id = QStringLiteral("kind"),
         .title = TopicTable::tr("Kind"),
         .text = [](const Row& row) { return kindText(row.kind); },
         .width = 110,
         .mark = [](const Row& row) -> CellMark {
             return PillCell{kindText(row.kind), row.kind == DeadLetterKind::Retry ? Tone::Neutral : Tone::Warning};
         }},
        {.id = QStringLiteral("origin"),
         .title = TopicTable::tr("Origin"),
         .text = [](const Row& row) {
             return row.origin ? displayText(std::string_view(*row.origin), 249) : QStringLiteral("–");
         },
         .width = 190,
         .toolTip = [](const Row& row) {
             return row.origin ? TopicTable::tr("The topic of this name exists; a record's own headers may name another one.")
                               : TopicTable::tr("No topic has the name without its ending; the headers of a record may name one.");
         }},
        {.id = QStringLiteral("records"),
         .title = TopicTable::tr("Records"),
         .text = [](const Row& row) {
             return countText(row.records ? std::optional<qint64>(*row.records) : std::nullopt);
         },
         .width = 96,
         .alignment = Qt::AlignRight,
         .mono = true,
         .searchable = false,
         .sortKey = [](const Row& row) { return row.records ? SortKey(static_cast<qint64>(*row.records)) : SortKey(); },
         .toolTip = [](const Row& row) {
             return row.records ? countedText(row.partitions, TopicTable::tr("End minus log start of one partition; an upper bound."),
                                              TopicTable::tr("End minus log start of %1 partitions; an upper bound."))
                                : TopicTable::tr("The offsets of a partition could not be read.");
         }},
    };
}

QString deadLetterCount(const std::vector<DeadLetterTopic>& topics)
{
    qint64 records = 0;
    bool unknown = false;
    for (const DeadLetterTopic& topic : topics) {
        if (topic.kind != DeadLetterKind::DeadLetter)
            continue;
        records += topic.records.value_or(0);
        unknown = unknown || !topic.records;
    }
    if (records == 0 && !unknown)
        return {};
    return unknown ? QStringLiteral("%1+").arg(countText(records)) : countText(records);
}

} // namespace weir::ui
