// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/record.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace weir {

/// One event type, and when its events happened by their own word (not the record's timestamp).
struct EventTypeCount {
    std::string type;
    std::int64_t count = 0;
    std::optional<TimestampMs> firstOccurredAt; ///< earliest readable occurred_at; absent: none was readable
    std::optional<TimestampMs> lastOccurredAt;

    bool operator==(const EventTypeCount&) const = default;
};

/// Where a record lies.
struct EventPlace {
    std::int32_t partition = 0;
    std::int64_t offset = 0;

    bool operator==(const EventPlace&) const = default;
};

/// Records that seem to be one and the same.
struct DuplicateEvent {
    enum class Kind {
        SameId,      ///< envelopes with the same event_id
        SameContent, ///< no envelopes, but the same key and value
    };
    Kind kind = Kind::SameId;
    std::string name;              ///< the event_id, or the first bytes of the key
    std::string type;              ///< of the first envelope; empty for SameContent
    std::int64_t count = 0;        ///< all of them, the first included
    std::vector<EventPlace> places; ///< the first ones, in the order they were seen
    bool differs = false;          ///< SameId: not all keys and values are the same: an id used twice

    bool operator==(const DuplicateEvent&) const = default;
};

/// What EventCounter saw.
struct EventSummary {
    std::int64_t records = 0;
    std::int64_t events = 0;      ///< envelopes
    std::int64_t noEnvelope = 0;  ///< the rest, `tooLong` included
    std::int64_t tooLong = 0;     ///< values above longestEventValue, not looked into
    std::vector<EventTypeCount> types; ///< most frequent first
    std::int64_t otherTypes = 0;  ///< events of further types, which are not in `types`
    std::vector<DuplicateEvent> duplicates; ///< in the order they were noticed
    std::int64_t duplicateRecords = 0;  ///< records that repeat an earlier one, the unlisted ones included
    std::int64_t duplicatesUnlisted = 0; ///< of them, those in no entry of `duplicates`
    /// Records that were compared with the remembered ones but not remembered: repetitions of these are not noticed.
    std::int64_t notRemembered = 0;

    bool operator==(const EventSummary&) const = default;
};

/// How much an EventCounter remembers; the defaults stay below 100 MB.
struct EventCounterLimits {
    std::size_t remembered = 750'000; ///< ids and contents
    std::size_t types = 2'000;
    std::size_t duplicates = 1'000;
    std::size_t places = 8;           ///< per duplicate
};

/// Counts events by type and notices records that came twice, in bounded memory. Records without key (or without value)
/// have no content that could repeat: two of them are never called the same. One thread at a time.
class EventCounter
{
public:
    explicit EventCounter(EventCounterLimits limits = {});
    EventCounter(EventCounter&&) noexcept;
    EventCounter& operator=(EventCounter&&) noexcept;
    ~EventCounter();

    void add(const RecordView& record);
    void add(const Record& record);
    [[nodiscard]] EventSummary summary() const;

private:
    struct State;
    void addRecord(EventPlace place, OptionalBytesView key, OptionalBytesView value);
    std::unique_ptr<State> m_state;
};

/// Types a cluster has topics for: the part after "events." of each topic "events.<type in lower case>".
[[nodiscard]] std::set<std::string> eventCatalogue(const std::vector<std::string>& topics);
/// Whether the catalogue has the type, which is compared in lower case (ASCII).
[[nodiscard]] bool isKnownEventType(const std::string& type, const std::set<std::string>& catalogue);

} // namespace weir
