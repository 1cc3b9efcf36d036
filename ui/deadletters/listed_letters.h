// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/inbox.h"

#include <stop_token>

namespace weir::ui {

/// The dead letters of one kind of failure (or of all), newest first, as small as they can be kept: 32 bytes each. A value
/// that is not changed once it is made; any thread.
class ListedLetters
{
public:
    /// A table beyond this is of no use to anybody; a replay still takes all of them.
    static constexpr std::size_t mostListed = 500'000;

    /// The letters of these groups (empty: of all) as the inbox knows them now. Blocks for some milliseconds; any thread.
    [[nodiscard]] static ListedLetters read(const Inbox& inbox, const std::vector<std::string>& ids,
                                         std::size_t most = mostListed);

    [[nodiscard]] std::size_t size() const { return m_entries.size(); }
    /// There are more than were asked for.
    [[nodiscard]] bool cut() const { return m_cut; }
    [[nodiscard]] LetterPlace place(std::size_t index) const;
    [[nodiscard]] std::optional<TimestampMs> time(std::size_t index) const { return m_entries[index].time; }
    /// Id of the failure group.
    [[nodiscard]] const std::string& group(std::size_t index) const { return m_groups[m_entries[index].group]; }
    /// Where that letter stands in the list now.
    [[nodiscard]] std::optional<std::size_t> find(const LetterPlace& place) const;
    [[nodiscard]] std::vector<LetterPlace> places() const;
    void add(const InboxLetter& letter, const std::string& groupId);

    bool operator==(const ListedLetters&) const = default;

private:
    struct Entry {
        std::optional<TimestampMs> time;
        std::int64_t offset = 0;
        std::uint32_t partition = 0; ///< index into m_partitions
        std::uint32_t group = 0;     ///< index into m_groups

        bool operator==(const Entry&) const = default;
    };
    std::vector<TopicPartition> m_partitions;
    std::vector<std::string> m_groups;
    std::vector<Entry> m_entries;
    bool m_cut = false;
};

} // namespace weir::ui
