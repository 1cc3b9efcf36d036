// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/inbox.h"
#include "core/deadletters/letter_marks.h"
#include "core/deadletters/replay_journal.h"

#include <stop_token>

namespace weir::ui {

/// What is known about one dead letter besides what its headers tell.
struct LetterState {
    enum class Word {
        Open,
        Handled,
        Ignored,
        Replayed,      ///< a job has put it back
        MaybeReplayed, ///< a job without transactions may have
    };
    Word word = Word::Open;
    std::string note{};  ///< a person's; not escaped
    TimestampMs time = 0; ///< when it was said or done; 0: nothing was
    std::string job{};   ///< Replayed, MaybeReplayed

    bool operator==(const LetterState&) const = default;
};

/// How many letters of a failure group are no longer open, and why.
struct GroupTally {
    std::int64_t handled = 0;
    std::int64_t ignored = 0;
    std::int64_t replayed = 0;

    [[nodiscard]] std::int64_t closed() const { return handled + ignored + replayed; }
    bool operator==(const GroupTally&) const = default;
};

/// Marks, notes and earlier replays of the dead letters of one cluster, as they were read. A value; any thread.
class LetterStates
{
public:
    std::map<LetterPlace, MarkedLetter> letters;
    std::map<std::string, MarkedGroup> groups; ///< by failureId()

    /// Reads all of it for these dead-letter topics. `journal` may be null. Blocks on disk.
    [[nodiscard]] static Result<LetterStates> read(const LetterMarks& marks, const ReplayJournal* journal,
                                                   const std::string& cluster, const std::vector<std::string>& topics);

    void addReplayed(const LetterPlace& place, const ReplayJournal::Earlier& earlier);
    /// Call it once after the last addReplayed().
    void sortReplayed();

    /// A letter's own mark counts most, then a replay, then its group's mark as far as that reaches.
    [[nodiscard]] LetterState of(const LetterPlace& place, std::optional<TimestampMs> time, const std::string& group) const;
    /// False: every letter is open.
    [[nodiscard]] bool anything() const { return !letters.empty() || !groups.empty() || !m_replayed.empty(); }

    /// Looks at every letter the inbox lists. By group id; groups of open letters only are left out. Any thread.
    [[nodiscard]] std::map<std::string, GroupTally> tally(const Inbox& inbox, const std::stop_token& stop) const;

private:
    /// 24 bytes, because there may be a million.
    struct Replayed {
        std::int64_t offset = 0;
        TimestampMs time = 0;
        std::uint32_t job = 0; ///< index into m_jobs
        bool sure = true;
    };
    std::map<TopicPartition, std::vector<Replayed>> m_replayed;
    std::vector<std::string> m_jobs;
};

} // namespace weir::ui
