// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/custom_convention.h"
#include "core/deadletters/letter_place.h"
#include "core/base/partial.h"
#include "core/kafka/cluster.h"

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace weir {

/// What failures have in common that are shown as one. Empty fields: the headers do not tell.
struct FailureKey {
    std::string origin;         ///< topic the record failed in, by its headers, else by the dead-letter topic's name
    std::string exceptionClass;
    std::string pattern;        ///< see messagePattern()
    std::string stage;

    auto operator<=>(const FailureKey&) const = default;
};
/// The key's name in files and marks, the same on every machine: 16 hexadecimal digits. Pure.
[[nodiscard]] std::string failureId(const FailureKey& key);

/// Dead letters that failed alike.
struct FailureGroup {
    static constexpr std::size_t buckets = 48;                 ///< of the sparkline
    static constexpr TimestampMs bucketWidth = 30 * 60 * 1000; ///< 24 hours in all

    FailureKey key;
    std::string id; ///< failureId(key)
    std::int64_t count = 0;
    std::optional<TimestampMs> firstSeen; ///< timestamps of the dead letters
    std::optional<TimestampMs> lastSeen;
    /// Failures per half hour; the last bucket holds InboxState::sparklineEnd - 1.
    std::array<std::uint32_t, buckets> sparkline{};
    LetterPlace example;          ///< the newest one
    std::string exampleMessage;   ///< of it, at most 500 bytes, not yet escaped
    std::string convention;       ///< of it; empty when none was recognised
    std::map<std::string, std::int64_t> topics; ///< by dead-letter topic
};

/// How far the inbox has looked at one partition. Everything below `next` was looked at, or is named as lost or damaged.
/// A topic that does not exist has its error at partition 0.
struct InboxCoverage {
    std::int64_t begin = 0;   ///< log start when it was looked at first
    std::int64_t next = 0;
    std::int64_t end = 0;     ///< end offset when the last refresh began
    std::int64_t lost = 0;    ///< offsets retention deleted before they were looked at
    std::int64_t damaged = 0; ///< offsets in batches that cannot be read
    std::optional<Error> error; ///< the others went on; retriable when only an open transaction is in the way
};

struct InboxState {
    std::vector<FailureGroup> groups; ///< most failures first
    std::map<TopicPartition, InboxCoverage> coverage;
    std::int64_t letters = 0;         ///< looked at
    std::int64_t offsetsInRange = 0;  ///< end - begin of all partitions
    std::int64_t offsetsScanned = 0;  ///< without lost and damaged ones
    TimestampMs sparklineEnd = 0;
    bool running = false;
    bool stopped = false;             ///< somebody said stop before the end was reached
    std::int64_t lettersForgotten = 0; ///< counted, but no longer listed: Options::mostLetters is reached
    std::int64_t groupsFolded = 0;     ///< kinds of failure beyond Options::mostGroups, counted in the group "other failures"
    std::optional<Error> error;        ///< the last refresh failed as a whole; what is shown is older
};

/// One dead letter of a list: what a table's line needs; the record is fetched when somebody looks (fetchRecord).
struct InboxLetter {
    LetterPlace place;
    std::optional<TimestampMs> timestamp;
    std::uint32_t group = 0; ///< index for Inbox::groupOf()
};

/// Failures of many dead-letter topics, grouped. Reads with a reader of its own on a thread of its own, remembers per
/// partition where it stopped, and goes on from there at the next refresh. 24 bytes a letter are kept, up to a limit.
/// Reads committed records only. Methods: any thread; the destructor stops and joins (within 100 ms plus the client's close,
/// which may take seconds: not on a GUI thread).
class Inbox
{
public:
    struct Options {
        std::size_t mostLetters = 4'000'000;
        std::size_t mostGroups = 5'000;
        std::vector<CustomConvention> conventions{};
    };
    /// `changed` is called on the inbox's thread, at most ten times a second and at each end; it must only post.
    Inbox(std::shared_ptr<Cluster> cluster, Options options, std::function<void()> changed);
    ~Inbox();
    Inbox(const Inbox&) = delete;
    Inbox& operator=(const Inbox&) = delete;

    /// The topics that are looked at; what is known of others is forgotten. Does not start anything.
    void setTopics(std::vector<std::string> topics);
    /// Looks from where it stopped up to the present ends. While it runs: once more when it is done.
    void refresh();
    void stop();
    /// Immutable; a new one for each change. Never null.
    [[nodiscard]] std::shared_ptr<const InboxState> state() const;
    /// Letters of the groups with these ids (empty: of all), newest first; at most `most` behind the first `skip`.
    [[nodiscard]] std::vector<InboxLetter> letters(const std::vector<std::string>& ids, std::size_t skip,
                                                   std::size_t most) const;
    /// The id of the group with that index.
    [[nodiscard]] std::string groupOf(std::uint32_t group) const;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace weir
