// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/replay_plan.h"

namespace weir {
namespace {

struct Words {
    std::string_view code;
    std::string_view text;
    std::string_view one;  ///< behind "1"
    std::string_view many; ///< behind a number
};

constexpr std::array<Words, replayVerdicts> words{{
    {"ready", "ready", " is ready", " are ready"},
    {"already_replayed", "already replayed", " was put back by an earlier job already", " were put back by an earlier job already"},
    {"cycle_limit", "put back too often", " was put back as often as allowed and failed again", " were put back as often as allowed and failed again"},
    {"gone", "gone", " is gone since it was chosen (retention, compaction, or the topic was deleted)",
     " are gone since they were chosen (retention, compaction, or the topic was deleted)"},
    {"unreadable", "unreadable", " cannot be read (a damaged batch, an open transaction, or a partition that does not answer)",
     " cannot be read (damaged batches, open transactions, or partitions that do not answer)"},
    {"no_origin", "origin unknown", " does not tell where it came from; name a target topic",
     " do not tell where they came from; name a target topic"},
    {"target_missing", "target missing", " would go to a topic that does not exist; none is created on the way",
     " would go to a topic that does not exist; none is created on the way"},
    {"target_forbidden", "target forbidden", " would go to an internal topic, to no topic name, or back to its own dead-letter topic",
     " would go to an internal topic, to no topic name, or back to their own dead-letter topic"},
    {"not_authorized", "not authorised", " would go to a topic this connection may not see",
     " would go to a topic this connection may not see"},
    {"too_large", "too large", " is larger than the target's max.message.bytes", " are larger than the target's max.message.bytes"},
    {"data_missing", "data missing", " has no data of its own, and its source is gone", " have no data of their own, and their sources are gone"},
    {"edit_failed", "edit failed", " does not fit the edit", " do not fit the edit"},
    {"over_limit", "over the limit", " is beyond the number of records that was asked for",
     " are beyond the number of records that was asked for"},
}};

const Words& wordsOf(ReplayVerdict verdict)
{
    const auto index = static_cast<std::size_t>(verdict);
    return words[index < words.size() ? index : 0];
}

} // namespace

std::string_view verdictCode(ReplayVerdict verdict) { return wordsOf(verdict).code; }
std::string_view verdictText(ReplayVerdict verdict) { return wordsOf(verdict).text; }

std::vector<std::string> planSentences(const ReplayPlan& plan)
{
    std::vector<std::string> all;
    for (std::size_t i = 1; i < replayVerdicts; ++i) {
        const std::int64_t count = plan.counts[i];
        if (count > 0)
            all.push_back(std::to_string(count) + std::string(count == 1 ? words[i].one : words[i].many) + ".");
    }
    for (const ReplayTarget& target : plan.targets)
        all.insert(all.end(), target.warnings.begin(), target.warnings.end());
    all.insert(all.end(), plan.warnings.begin(), plan.warnings.end());
    return all;
}

} // namespace weir
