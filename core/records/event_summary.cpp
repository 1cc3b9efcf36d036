// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/event_summary.h"

#include "core/records/event_fields.h"

#include <algorithm>
#include <functional>
#include <string_view>
#include <unordered_map>

namespace weir {
namespace {

constexpr std::size_t longestName = 128;
constexpr std::string_view topicPrefix = "events.";

/// 128 bits of two unlike functions: with a million entries a false match is out of the question.
struct Fingerprint {
    std::uint64_t a = 0;
    std::uint64_t b = 0;
    bool operator==(const Fingerprint&) const = default;
};

struct FingerprintHash {
    std::size_t operator()(const Fingerprint& print) const { return print.a; }
};

std::uint64_t fnv(std::string_view bytes, std::uint64_t state)
{
    for (const char c : bytes)
        state = (state ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
    return state;
}

constexpr std::uint64_t fnvStart = 0xCBF29CE484222325ULL;

Fingerprint printOfId(std::string_view id)
{
    return {std::hash<std::string_view>{}(id), fnv(id, fnvStart)};
}

/// Of key and value; the length of the key keeps "ab"+"c" apart from "a"+"bc".
Fingerprint printOfContent(std::string_view key, std::string_view value)
{
    const std::hash<std::string_view> hash;
    const std::uint64_t mixed = hash(key) * 0x9E3779B97F4A7C15ULL + key.size();
    return {mixed ^ hash(value), fnv(value, fnv(key, fnvStart) + key.size() + 1)};
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

} // namespace

struct EventCounter::State {
    struct Seen {
        EventPlace place;
        std::uint64_t content = 0;
        std::int32_t duplicate = -1; ///< index in summary.duplicates
        bool again = false;
    };

    EventCounterLimits limits;
    EventSummary summary;
    std::unordered_map<std::string, std::size_t> types; ///< index in summary.types
    std::unordered_map<Fingerprint, Seen, FingerprintHash> ids;
    std::unordered_map<Fingerprint, Seen, FingerprintHash> contents;

    void countType(const EventFields& event);
    void compare(std::unordered_map<Fingerprint, Seen, FingerprintHash>& seen, const Fingerprint& print, const Seen& now,
                 DuplicateEvent fresh);
    void repeated(Seen& first, const Seen& now, DuplicateEvent fresh);
};

void EventCounter::State::countType(const EventFields& event)
{
    auto found = types.find(event.type);
    if (found == types.end()) {
        if (types.size() >= limits.types) {
            ++summary.otherTypes;
            return;
        }
        found = types.emplace(event.type, summary.types.size()).first;
        summary.types.push_back({event.type, 0, std::nullopt, std::nullopt});
    }
    EventTypeCount& count = summary.types[found->second];
    ++count.count;
    const auto at = parseOccurredAt(event.occurredAt);
    if (!at)
        return;
    count.firstOccurredAt = std::min(count.firstOccurredAt.value_or(*at), *at);
    count.lastOccurredAt = std::max(count.lastOccurredAt.value_or(*at), *at);
}

void EventCounter::State::compare(std::unordered_map<Fingerprint, Seen, FingerprintHash>& seen,
                                  const Fingerprint& print, const Seen& now, DuplicateEvent fresh)
{
    const auto found = seen.find(print);
    if (found != seen.end())
        return repeated(found->second, now, std::move(fresh));
    if (ids.size() + contents.size() >= limits.remembered)
        ++summary.notRemembered;
    else
        seen.emplace(print, now);
}

void EventCounter::State::repeated(Seen& first, const Seen& now, DuplicateEvent fresh)
{
    ++summary.duplicateRecords;
    if (first.duplicate < 0) {
        if (first.again || summary.duplicates.size() >= limits.duplicates) {
            // Once unlisted, always unlisted: an entry that began late would leave places out without saying so.
            first.again = true;
            ++summary.duplicatesUnlisted;
            return;
        }
        first.duplicate = static_cast<std::int32_t>(summary.duplicates.size());
        fresh.count = 1;
        fresh.places = {first.place};
        summary.duplicates.push_back(std::move(fresh));
    }
    DuplicateEvent& entry = summary.duplicates[static_cast<std::size_t>(first.duplicate)];
    ++entry.count;
    entry.differs = entry.differs || first.content != now.content;
    if (entry.places.size() < limits.places)
        entry.places.push_back(now.place);
}

EventCounter::EventCounter(EventCounterLimits limits) : m_state(std::make_unique<State>())
{
    m_state->limits = limits;
}

EventCounter::EventCounter(EventCounter&&) noexcept = default;
EventCounter& EventCounter::operator=(EventCounter&&) noexcept = default;
EventCounter::~EventCounter() = default;

void EventCounter::add(const RecordView& record)
{
    addRecord({record.partition, record.offset}, record.key, record.value);
}

void EventCounter::add(const Record& record)
{
    addRecord({record.partition, record.offset}, record.key, record.value);
}

void EventCounter::addRecord(EventPlace place, OptionalBytesView key, OptionalBytesView value)
{
    EventSummary& summary = m_state->summary;
    ++summary.records;
    const auto event = value ? readEventFields(*value) : std::nullopt;
    if (event) {
        ++summary.events;
        m_state->countType(*event);
        const State::Seen now{place, printOfContent(key.value_or(std::string_view()), *value).a, -1, false};
        m_state->compare(m_state->ids, printOfId(event->id), now,
                         {DuplicateEvent::Kind::SameId, event->id.substr(0, longestName), event->type, 0, {}, false});
        return;
    }
    ++summary.noEnvelope;
    if (value && value->size() > longestEventValue)
        ++summary.tooLong;
    if (!key || !value)
        return;
    const Fingerprint print = printOfContent(*key, *value);
    m_state->compare(m_state->contents, print, {place, print.a, -1, false},
                     {DuplicateEvent::Kind::SameContent, std::string(key->substr(0, longestName)), {}, 0, {}, false});
}

EventSummary EventCounter::summary() const
{
    EventSummary result = m_state->summary;
    std::ranges::stable_sort(result.types, std::ranges::greater{}, &EventTypeCount::count);
    return result;
}

std::set<std::string> eventCatalogue(const std::vector<std::string>& topics)
{
    std::set<std::string> types;
    for (const std::string& topic : topics) {
        if (topic.starts_with(topicPrefix) && topic.size() > topicPrefix.size())
            types.insert(topic.substr(topicPrefix.size()));
    }
    return types;
}

bool isKnownEventType(const std::string& type, const std::set<std::string>& catalogue)
{
    std::string name = type;
    std::ranges::transform(name, name.begin(), lower);
    return catalogue.contains(name);
}

} // namespace weir
