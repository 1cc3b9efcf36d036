// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/failure_tally.h"

#include "core/deadletters/message_ids.h"
#include "core/deadletters/message_pattern.h"

#include <algorithm>
#include <bit>

namespace weir {
namespace {

constexpr std::size_t cachePlaces = 4096; ///< a power of two
constexpr std::size_t mostRaw = 2048;     ///< bytes of a failure that are worth remembering
constexpr std::size_t mostWord = 500;     ///< bytes of a class or stage: headers are foreign, memory is ours
constexpr std::size_t mostExample = 500;
constexpr std::size_t mostFolded = 65'536;
constexpr TimestampMs width = FailureGroup::bucketWidth;

/// One text of several, from which no other pieces could have been made; a last piece may follow.
void join(std::string& into, std::string_view a, std::string_view b, std::string_view c)
{
    const std::array<std::uint32_t, 3> sizes{static_cast<std::uint32_t>(a.size()), static_cast<std::uint32_t>(b.size()),
                                             static_cast<std::uint32_t>(c.size())};
    into.resize(sizeof sizes + a.size() + b.size() + c.size());
    char* at = std::copy_n(std::bit_cast<std::array<char, sizeof sizes>>(sizes).data(), sizeof sizes, into.data());
    for (const std::string_view piece : {a, b, c})
        at = std::copy_n(piece.data(), piece.size(), at);
}

std::size_t hashOf(std::string_view text) { return std::hash<std::string_view>{}(text); }

std::optional<TimestampMs> timeOf(TimestampMs time)
{
    return time == KeptLetter::noTime ? std::nullopt : std::optional(time);
}

} // namespace

FailureTally::FailureTally(std::size_t mostGroups) : m_mostGroups(std::max<std::size_t>(mostGroups, 1)), m_cache(cachePlaces)
{
}

std::uint32_t FailureTally::count(const ScannedFailure& failure, const KeptLetter& letter)
{
    const std::uint32_t number = groupOf(failure);
    Group& group = *m_groups[number];
    ++group.count;
    addSlot(group, letter.slot);
    addTo(group, failure, letter);
    return number;
}

std::uint32_t FailureTally::groupOf(const ScannedFailure& failure)
{
    if (failure.message.size() > mostRaw)
        return groupByPattern(failure);
    join(m_raw, failure.originTopic, failure.exceptionClass, failure.stage);
    levelIds(failure.message, m_raw);
    if (m_raw.size() > mostRaw)
        return groupByPattern(failure);
    Known& known = m_cache[hashOf(m_raw) & (cachePlaces - 1)];
    if (known.raw != m_raw) {
        known.group = groupByPattern(failure);
        known.raw.assign(m_raw);
    }
    return known.group;
}

std::uint32_t FailureTally::groupByPattern(const ScannedFailure& failure)
{
    const std::string pattern = messagePattern(failure.message);
    const std::string_view exceptionClass = failure.exceptionClass.substr(0, mostWord);
    const std::string_view stage = failure.stage.substr(0, mostWord);
    join(m_keyText, failure.originTopic, exceptionClass, stage);
    m_keyText += pattern;
    if (const auto found = m_byKey.find(m_keyText); found != m_byKey.end())
        return found->second;
    if (m_live >= m_mostGroups)
        return fold(hashOf(m_keyText));
    const std::uint32_t made =
        newGroup({std::string(failure.originTopic), std::string(exceptionClass), pattern, std::string(stage)});
    m_byKey.emplace(m_keyText, made);
    ++m_live;
    return made;
}

std::uint32_t FailureTally::newGroup(FailureKey key)
{
    m_ids.push_back(failureId(key));
    m_groups.push_back(std::make_unique<Group>());
    m_groups.back()->key = std::move(key);
    return static_cast<std::uint32_t>(m_groups.size() - 1);
}

std::uint32_t FailureTally::fold(std::size_t hash)
{
    if (m_folded.size() < mostFolded)
        m_folded.insert(hash);
    if (m_other == noGroup)
        m_other = newGroup({{}, {}, "other failures", {}});
    return m_other;
}

void FailureTally::addTo(Group& group, const ScannedFailure& failure, const KeptLetter& letter)
{
    const bool newest = group.exampleOffset < 0 || letter.timestamp >= group.last;
    addTime(group, letter.timestamp);
    if (!newest)
        return;
    group.exampleSlot = letter.slot;
    group.exampleOffset = letter.offset;
    group.exampleMessage.assign(failure.message.substr(0, mostExample));
    group.convention.assign(failure.convention);
}

void FailureTally::addTime(Group& group, TimestampMs timestamp)
{
    if (timestamp == KeptLetter::noTime)
        return;
    if (group.first == KeptLetter::noTime || timestamp < group.first)
        group.first = timestamp;
    group.last = std::max(group.last, timestamp);
    if (timestamp >= m_sparklineEnd)
        advance(nowMs()); // beyond that it is a clock that goes wrong: not drawn
    const TimestampMs begin = m_sparklineEnd - width * static_cast<TimestampMs>(FailureGroup::buckets);
    if (timestamp >= begin && timestamp < m_sparklineEnd)
        ++group.sparkline[static_cast<std::size_t>((timestamp - begin) / width)];
}

void FailureTally::addSlot(Group& group, std::uint32_t slot)
{
    if (group.lastSlot >= group.slots.size() || group.slots[group.lastSlot].first != slot) {
        const auto found = std::ranges::find(group.slots, slot, [](const auto& entry) { return entry.first; });
        group.lastSlot = static_cast<std::size_t>(found - group.slots.begin());
        if (found == group.slots.end())
            group.slots.emplace_back(slot, 0);
    }
    ++group.slots[group.lastSlot].second;
}

void FailureTally::advance(TimestampMs now)
{
    const TimestampMs end = (now / width + 1) * width;
    if (end <= m_sparklineEnd)
        return;
    const TimestampMs steps = (end - m_sparklineEnd) / width;
    for (const auto& group : m_groups) {
        if (!group)
            continue;
        auto& line = group->sparkline;
        if (steps >= static_cast<TimestampMs>(line.size()))
            line.fill(0);
        else
            std::fill(std::shift_left(line.begin(), line.end(), steps), line.end(), 0U);
    }
    m_sparklineEnd = end;
}

void FailureTally::forget(const std::vector<bool>& forgotten, const LetterList& rest)
{
    const auto isForgotten = [&](std::uint32_t slot) { return slot < forgotten.size() && forgotten[slot]; };
    for (Known& known : m_cache)
        known = {};
    std::vector<bool> needExample(m_groups.size());
    for (std::size_t number = 0; number < m_groups.size(); ++number) {
        auto& group = m_groups[number];
        if (!group)
            continue;
        std::erase_if(group->slots, [&](const auto& entry) { return isForgotten(entry.first); });
        group->lastSlot = 0;
        group->count = 0;
        for (const auto& [slot, count] : group->slots)
            group->count += count;
        group->first = group->last = KeptLetter::noTime;
        group->sparkline.fill(0);
        if (isForgotten(group->exampleSlot)) {
            group->exampleOffset = -1;
            group->exampleMessage = group->key.pattern;
            needExample[number] = true;
        }
        if (group->count > 0)
            continue;
        group.reset();
        if (number == m_other)
            m_other = noGroup;
        else
            --m_live;
    }
    std::erase_if(m_byKey, [&](const auto& entry) { return !m_groups[entry.second]; });
    if (m_other == noGroup)
        m_folded.clear();
    rest.each([&](const KeptLetter& letter) {
        if (letter.group >= m_groups.size() || !m_groups[letter.group])
            return;
        Group& group = *m_groups[letter.group];
        const bool newest = group.exampleOffset < 0 || letter.timestamp >= group.last;
        addTime(group, letter.timestamp);
        if (needExample[letter.group] && newest) {
            group.exampleSlot = letter.slot;
            group.exampleOffset = letter.offset;
        }
    });
}

std::vector<FailureGroup> FailureTally::groups(const std::vector<TopicPartition>& places) const
{
    std::vector<std::size_t> order;
    for (std::size_t number = 0; number < m_groups.size(); ++number)
        if (m_groups[number])
            order.push_back(number);
    std::ranges::sort(order, [this](std::size_t left, std::size_t right) {
        const Group& a = *m_groups[left];
        const Group& b = *m_groups[right];
        return a.count != b.count ? a.count > b.count : a.last != b.last ? a.last > b.last : m_ids[left] < m_ids[right];
    });
    std::vector<FailureGroup> shown;
    shown.reserve(order.size());
    for (const std::size_t number : order)
        shown.push_back(shownGroup(*m_groups[number], m_ids[number], places));
    return shown;
}

FailureGroup FailureTally::shownGroup(const Group& group, const std::string& id, const std::vector<TopicPartition>& places)
{
    FailureGroup shown;
    shown.key = group.key;
    shown.id = id;
    shown.count = group.count;
    shown.firstSeen = timeOf(group.first);
    shown.lastSeen = timeOf(group.last);
    shown.sparkline = group.sparkline;
    if (group.exampleOffset >= 0)
        shown.example = {places[group.exampleSlot], group.exampleOffset};
    shown.exampleMessage = group.exampleMessage;
    shown.convention = group.convention;
    for (const auto& [slot, count] : group.slots)
        shown.topics[places[slot].topic] += count;
    return shown;
}

} // namespace weir
