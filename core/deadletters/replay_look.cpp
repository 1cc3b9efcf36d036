// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/record_digest.h"
#include "core/deadletters/replay_planner.h"
#include "core/deadletters/replay_prepare.h"
#include "core/deadletters/source_record.h"

#include <algorithm>

namespace weir {

using Note = ReplayNotes::Kind;

void ReplayPlanner::look(std::size_t index, const Record& letter)
{
    ReplayItem& item = m_plan.items[index];
    item.hash = recordHash(letter);
    const FailureReport report = readFailure(letter.headers, m_plan.options.conventions);
    noteOrigin(index, report);
    item.verdict = judge(index, letter, report);
    count();
}

ReplayVerdict ReplayPlanner::judge(std::size_t index, const Record& letter, const FailureReport& report)
{
    ReplayItem& item = m_plan.items[index];
    const ReplayVerdict aimed = aim(item, letter, report);
    // Nobody need mend the target of a record that has arrived.
    if (m_already[index])
        return ReplayVerdict::AlreadyReplayed;
    if (aimed != ReplayVerdict::Ready)
        return aimed;
    const std::int32_t limit = m_plan.options.mostReplays;
    if (limit > 0 && earlierReplays(letter.headers) >= limit)
        return ReplayVerdict::CycleLimit;
    m_notes.addReport(report, m_plan.placeOf(item));
    if (!lacksData(letter, report)) {
        choosePartition(item, letter, report);
        return finish(item, letter, nullptr);
    }
    const bool known = report.originTopic && report.originPartition && report.originOffset &&
                       m_names.contains(*report.originTopic);
    if (known)
        m_lacking.push_back({{originIndex(*report.originTopic), *report.originPartition, *report.originOffset}, index});
    if (known && m_plan.options.partition == ReplayPartition::Original &&
        m_targets.hasPartition(item.target, *report.originPartition))
        item.targetPartition = *report.originPartition;
    return ReplayVerdict::DataMissing; // until its source is seen
}

std::uint32_t ReplayPlanner::originIndex(const std::string& topic)
{
    const auto [found, fresh] =
        m_originIndexes.try_emplace(topic, static_cast<std::uint32_t>(m_originTopics.size()));
    if (fresh)
        m_originTopics.push_back(topic);
    return found->second;
}

void ReplayPlanner::noteOrigin(std::size_t index, const FailureReport& report)
{
    if (m_origins.empty() || !report.originTopic || !report.originPartition || !report.originOffset)
        return;
    m_origins[index] = {originIndex(*report.originTopic), *report.originPartition, *report.originOffset};
}

std::optional<std::string> ReplayPlanner::targetOf(ReplayItem& item, const FailureReport& report)
{
    if (m_plan.options.target)
        return m_plan.options.target;
    return report.originTopic ? report.originTopic : m_byName[item.letterTopic];
}

ReplayVerdict ReplayPlanner::aim(ReplayItem& item, const Record& letter, const FailureReport& report)
{
    const auto name = targetOf(item, report);
    if (!name)
        return ReplayVerdict::NoOrigin;
    item.target = m_targets.indexOf(*name);
    if (m_sameCluster && *name == letter.topic)
        return ReplayVerdict::TargetForbidden;
    const ReplayVerdict problem = m_targets.problem(item.target);
    if (problem != ReplayVerdict::Ready || m_plan.options.target)
        return problem;
    const auto& byName = m_byName[item.letterTopic];
    if (!report.originTopic)
        m_targets.warn(item.target, "Headers of dead letters in " + letter.topic + " name no origin; " + *name +
                                        " is only what the name of the topic suggests.");
    else if (byName != name) {
        m_targets.all()[item.target].fromHeaders = true;
        if (byName)
            m_targets.warn(item.target, "Headers name " + *name + " as the origin, the name of " + letter.topic + " points to " +
                                            *byName + ". Headers can be forged: make sure which one is right.");
    }
    return ReplayVerdict::Ready;
}

void ReplayPlanner::choosePartition(ReplayItem& item, const Record& letter, const FailureReport& report)
{
    const LetterPlace place = m_plan.placeOf(item);
    if (m_plan.options.partition == ReplayPartition::Original) {
        if (!report.originPartition) {
            m_notes.add(Note::PartitionUnknown, place);
        } else if (m_targets.hasPartition(item.target, *report.originPartition)) {
            item.targetPartition = *report.originPartition;
            return;
        } else {
            m_notes.add(Note::PartitionMissing, place,
                        m_targets.at(item.target).topic + " has no partition " + std::to_string(*report.originPartition));
        }
    }
    if (!letter.key)
        m_notes.add(Note::RandomPartition, place);
}

ReplayVerdict ReplayPlanner::finish(const ReplayItem& item, const Record& letter, const Record* source)
{
    const LetterPlace place = m_plan.placeOf(item);
    const std::int64_t before = std::max(earlierReplays(letter.headers), source ? earlierReplays(source->headers) : 0);
    if (m_plan.options.mostReplays > 0 && before >= m_plan.options.mostReplays)
        return ReplayVerdict::CycleLimit;
    // The plan gets its targets at the end; the one record needs only its own.
    const auto prepared = prepareFor(m_plan, m_targets.at(item.target).topic, item, letter, source);
    if (!prepared) {
        m_notes.add(Note::EditFailed, place, prepared.error().message);
        return ReplayVerdict::EditFailed;
    }
    const std::int64_t limit = m_targets.at(item.target).maxBytes;
    if (limit >= 0 && batchBytes(prepared->record) > limit)
        return ReplayVerdict::TooLarge;
    m_notes.addHeaders(prepared->headers);
    if (source != nullptr)
        m_notes.add(Note::OtherData, place);
    if (before > 0)
        m_notes.add(Note::ReplayedBefore, place, before == 1 ? ", once" : ", " + std::to_string(before) + " times");
    if (prepared->headers.countUnreadable)
        m_notes.add(Note::CountUnreadable, place);
    if (!prepared->record.value)
        m_notes.add(Note::NoValue, place);
    return ReplayVerdict::Ready;
}

} // namespace weir
