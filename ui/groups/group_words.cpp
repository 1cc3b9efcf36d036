// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/groups/group_words.h"

#include "ui/widgets/plain_text.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QStringList>

#include <algorithm>

namespace weir::ui {
namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(GroupWords)
};

QString errorSentence(const Error& error)
{
    return displayText(std::string_view(error.message), 2048);
}

} // namespace

Note groupState(const std::string& state)
{
    if (state == "Stable")
        return {Words::tr("Stable"), Words::tr("All members have their partitions."), Tone::Ok};
    if (state == "Empty")
        return {Words::tr("Empty"), Words::tr("The group has committed offsets, but no member is connected."),
                Tone::Neutral};
    if (state == "PreparingRebalance")
        return {Words::tr("Preparing rebalance"), Words::tr("Members are joining; nobody reads meanwhile."),
                Tone::Warning};
    if (state == "CompletingRebalance")
        return {Words::tr("Completing rebalance"), Words::tr("Partitions are being handed out."), Tone::Warning};
    if (state == "Assigning" || state == "Reconciling")
        return {displayText(std::string_view(state)), Words::tr("Partitions are being moved between members."),
                Tone::Warning};
    if (state == "Dead")
        return {Words::tr("Dead"), Words::tr("The coordinator has no such group any more."), Tone::Bad};
    if (state.empty() || state == "Unknown")
        return {Words::tr("Unknown"), Words::tr("The broker did not say in which state the group is."), Tone::Neutral};
    return {displayText(std::string_view(state)), QString(), Tone::Neutral};
}

QString groupType(GroupType type)
{
    switch (type) {
    case GroupType::Classic: return Words::tr("classic");
    case GroupType::Consumer: return Words::tr("consumer");
    case GroupType::Unknown: return {};
    }
    return {};
}

Note partitionNote(const PartitionLag& row)
{
    if (row.error)
        return {Words::tr("not read"), errorSentence(*row.error), Tone::Bad};
    switch (row.note) {
    case LagNote::None: return {};
    case LagNote::NoCommit:
        return {Words::tr("no commit"),
                Words::tr("The group has committed nothing for this partition, so its lag is unknown."), Tone::Neutral};
    case LagNote::BelowLogStart:
        return {Words::tr("committed offset deleted"),
                Words::tr("Retention deleted the record at the committed offset %1. The log now starts at %2; lag "
                          "counts from there, and what lay between is lost to this group.")
                    .arg(countText(row.committed), countText(row.logStart)),
                Tone::Warning};
    case LagNote::BeyondEnd:
        return {Words::tr("beyond end"),
                Words::tr("The committed offset %1 lies beyond the end %2: the topic was re-created or truncated. "
                          "Its lag is unknown.")
                    .arg(countText(row.committed), countText(row.end)),
                Tone::Bad};
    }
    return {};
}

Note groupNote(const GroupLag& group)
{
    const auto count = [&](auto matches) { return static_cast<int>(std::ranges::count_if(group.rows, matches)); };
    const int unread = count([](const PartitionLag& row) { return row.error.has_value(); });
    const int deleted = count([](const PartitionLag& r) { return !r.error && r.note == LagNote::BelowLogStart; });
    const int beyond = count([](const PartitionLag& r) { return !r.error && r.note == LagNote::BeyondEnd; });
    const int none = count([](const PartitionLag& r) { return !r.error && r.note == LagNote::NoCommit; });

    Note note;
    QStringList words;
    QStringList sentences;
    const auto add = [&](int number, const QString& word, const QString& sentence, Tone tone) {
        if (number == 0)
            return;
        words << word;
        sentences << sentence;
        note.tone = std::max(note.tone, tone);
    };
    add(unread, Words::tr("%1 not read").arg(unread),
        countedText(unread, Words::tr("One partition could not be read; the lag is the sum of the others."),
                    Words::tr("%1 partitions could not be read; the lag is the sum of the others.")), Tone::Bad);
    add(beyond, Words::tr("%1 beyond end").arg(beyond),
        countedText(beyond, Words::tr("One partition has a committed offset beyond the end of the log."),
                    Words::tr("%1 partitions have a committed offset beyond the end of the log.")), Tone::Bad);
    add(deleted, countedText(deleted, Words::tr("1 committed offset deleted"), Words::tr("%1 committed offsets deleted")),
        countedText(deleted, Words::tr("Retention deleted the record at the committed offset of one partition."),
                    Words::tr("Retention deleted the record at the committed offset of %1 partitions.")),
        Tone::Warning);
    add(none, Words::tr("%1 without commit").arg(none),
        countedText(none, Words::tr("One partition has no committed offset; the lag is the sum of the others."),
                    Words::tr("%1 partitions have no committed offset; the lag is the sum of the others.")),
        Tone::Neutral);
    if (group.rows.empty() && !group.partial)
        add(1, Words::tr("no commits"), Words::tr("The group has no committed offset and no assigned partition."),
            Tone::Neutral);
    if (words.isEmpty() && group.partial)
        add(1, Words::tr("partly read"), Words::tr("Something of this group could not be read; its numbers may miss parts."),
            Tone::Bad);
    note.word = words.join(QStringLiteral(" · "));
    note.sentence = sentences.join(QLatin1Char('\n'));
    return note;
}

Tone groupTone(const GroupLag& group)
{
    Tone tone = Tone::Neutral;
    bool noted = false;
    for (const PartitionLag& row : group.rows) {
        if (row.error || row.note == LagNote::BeyondEnd)
            return Tone::Bad;
        noted = noted || row.note != LagNote::None;
        if (row.note == LagNote::BelowLogStart)
            tone = Tone::Warning;
    }
    return group.partial && !noted ? Tone::Bad : tone;
}

QString whyCommittedUnknown(const PartitionLag& row)
{
    if (row.committed)
        return {};
    return row.error ? errorSentence(*row.error)
                     : Words::tr("The group has committed nothing for this partition.");
}

QString whyOffsetUnknown(const PartitionLag& row, const std::optional<std::int64_t>& offset)
{
    if (offset)
        return {};
    return row.error ? errorSentence(*row.error) : Words::tr("The broker did not answer for this partition.");
}

QString whyLagUnknown(const PartitionLag& row)
{
    if (row.lag)
        return {};
    const Note note = partitionNote(row);
    return note.sentence.isEmpty() ? Words::tr("Not all offsets of this partition are known.") : note.sentence;
}

Note memberNote(const PartitionLag& row, bool membersVisible)
{
    if (row.member) {
        QString host = displayText(std::string_view(row.member->host));
        // Java's brokers write an address as "/10.2.1.14".
        if (host.startsWith(QLatin1Char('/')))
            host.remove(0, 1);
        const QString client = displayText(std::string_view(row.member->clientId));
        return {host.isEmpty() ? client : QStringLiteral("%1 · %2").arg(client, host),
                Words::tr("Member %1").arg(displayText(std::string_view(row.member->id))), Tone::Neutral};
    }
    if (!membersVisible)
        return {QStringLiteral("–"), Words::tr("This client library cannot see the members of groups of this type."),
                Tone::Neutral};
    return {Words::tr("nobody"), Words::tr("The partition is not assigned to any member."), Tone::Neutral};
}

} // namespace weir::ui
