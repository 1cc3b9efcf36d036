// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/record_ring.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace weir {
namespace {

constexpr std::size_t largestBlock = std::size_t{1} << 20U;
constexpr std::size_t smallestBlock = std::size_t{4} << 10U;
constexpr std::uint32_t null = std::numeric_limits<std::uint32_t>::max();
using Place = std::uint32_t;

std::uint32_t cut(const OptionalBytesView& bytes, std::size_t most)
{
    return bytes ? static_cast<std::uint32_t>(std::min(bytes->size(), most)) : null;
}

std::size_t sizeOf(std::uint32_t stored) { return stored == null ? 0 : stored; }

char* put(char* at, const void* data, std::size_t size)
{
    std::memcpy(at, data, size);
    return at + size;
}

OptionalBytes take(const char*& at, std::uint32_t stored)
{
    if (stored == null)
        return std::nullopt;
    at += stored;
    return Bytes(at - stored, stored);
}

} // namespace

struct RecordRing::Entry {
    std::int64_t offset = 0;
    TimestampMs timestamp = 0;
    std::uint64_t fullSize = 0;
    std::int32_t partition = 0;
    std::uint32_t key = null;
    std::uint32_t value = null;
    std::uint16_t headers = 0;
    bool hasTimestamp = false;
    TimestampType timestampType = TimestampType::None;
};

namespace {

struct HeaderSizes {
    std::uint32_t name = 0;
    std::uint32_t value = null;
};

/// How many of the headers are kept, and the bytes they take with their sizes.
std::pair<std::uint16_t, std::size_t> keptHeaders(const Headers& headers, std::size_t most)
{
    std::uint16_t count = 0;
    std::size_t bytes = 0;
    for (const Header& header : headers) {
        const std::size_t more = sizeof(HeaderSizes) + header.name.size() + (header.value ? header.value->size() : 0);
        if (bytes + more > most || count == std::numeric_limits<std::uint16_t>::max())
            break;
        bytes += more;
        ++count;
    }
    return {count, bytes};
}

} // namespace

RecordRing::RecordRing(std::string topic, Limits limits)
    : m_topic(std::move(topic)), m_limits(limits),
      m_blockSize(std::clamp(limits.maxBytes / 16, smallestBlock, largestBlock))
{
    m_limits.maxRecords = std::max<std::size_t>(m_limits.maxRecords, 1);
    m_limits.maxBytes = std::max(m_limits.maxBytes, 2 * m_blockSize);
    // So that any record fits into a block.
    m_limits.maxPartBytes = std::min(m_limits.maxPartBytes, (m_blockSize - sizeof(Entry) - sizeof(Place)) / 3);
}

void RecordRing::add(const RecordView& record)
{
    const Headers headers = record.headers();
    const auto [headerCount, headerBytes] = keptHeaders(headers, m_limits.maxPartBytes);
    Entry entry;
    entry.offset = record.offset;
    entry.timestamp = record.timestamp.value_or(0);
    entry.hasTimestamp = record.timestamp.has_value();
    entry.timestampType = record.timestampType;
    entry.partition = record.partition;
    entry.key = cut(record.key, m_limits.maxPartBytes);
    entry.value = cut(record.value, m_limits.maxPartBytes);
    entry.headers = headerCount;
    entry.fullSize = (record.key ? record.key->size() : 0) + (record.value ? record.value->size() : 0);
    for (const Header& header : headers)
        entry.fullSize += header.name.size() + (header.value ? header.value->size() : 0);

    char* at = room(sizeof(Entry) + sizeOf(entry.key) + sizeOf(entry.value) + headerBytes);
    at = put(at, &entry, sizeof entry);
    if (record.key)
        at = put(at, record.key->data(), entry.key);
    if (record.value)
        at = put(at, record.value->data(), entry.value);
    for (std::size_t i = 0; i < headerCount; ++i) {
        const Header& header = headers[i];
        const HeaderSizes sizes{static_cast<std::uint32_t>(header.name.size()),
                                header.value ? static_cast<std::uint32_t>(header.value->size()) : null};
        at = put(at, &sizes, sizeof sizes);
        at = put(at, header.name.data(), header.name.size());
        if (header.value)
            at = put(at, header.value->data(), header.value->size());
    }
    ++m_end;
    if (static_cast<std::size_t>(m_end - m_first) > m_limits.maxRecords)
        forgetBefore(m_end - static_cast<std::int64_t>(m_limits.maxRecords));
}

char* RecordRing::room(std::size_t size)
{
    const auto fits = [&](const Block& block) {
        return block.used + size + (block.count + 1) * sizeof(Place) <= m_blockSize;
    };
    if (m_blocks.empty() || !fits(m_blocks.back()))
        newBlock();
    Block& block = m_blocks.back();
    const auto place = static_cast<Place>(block.used);
    block.used += size;
    ++block.count;
    std::memcpy(block.data.get() + m_blockSize - block.count * sizeof(Place), &place, sizeof place);
    return block.data.get() + place;
}

void RecordRing::newBlock()
{
    if (!m_spare && (m_blocks.size() + 1) * m_blockSize > m_limits.maxBytes)
        dropBlock();
    Block block;
    block.data = m_spare ? std::move(m_spare) : std::make_unique_for_overwrite<char[]>(m_blockSize);
    block.first = m_end;
    m_blocks.push_back(std::move(block));
}

/// The oldest, with what it still holds.
void RecordRing::dropBlock()
{
    const Block& oldest = m_blocks.front();
    forgetBefore(oldest.first + static_cast<std::int64_t>(oldest.count));
}

void RecordRing::forgetBefore(std::int64_t sequence)
{
    m_dropped += sequence - m_first;
    m_first = sequence;
    m_full = true;
    while (!m_blocks.empty() && m_blocks.front().first + static_cast<std::int64_t>(m_blocks.front().count) <= m_first) {
        m_spare = std::move(m_blocks.front().data);
        m_blocks.pop_front();
    }
}

void RecordRing::clear()
{
    m_first = m_end;
    m_full = false;
    m_blocks.clear();
    m_spare.reset();
}

const char* RecordRing::find(std::int64_t sequence) const
{
    if (sequence < m_first || sequence >= m_end)
        return nullptr;
    const auto after = std::ranges::upper_bound(m_blocks, sequence, {}, &Block::first);
    const Block& block = *std::prev(after);
    const auto index = static_cast<std::size_t>(sequence - block.first);
    Place place = 0;
    std::memcpy(&place, block.data.get() + m_blockSize - (index + 1) * sizeof(Place), sizeof place);
    return block.data.get() + place;
}

std::optional<Record> RecordRing::at(std::int64_t sequence) const
{
    const char* at = find(sequence);
    if (at == nullptr)
        return std::nullopt;
    Entry entry;
    std::memcpy(&entry, at, sizeof entry);
    at += sizeof entry;
    Record record;
    record.topic = m_topic;
    record.partition = entry.partition;
    record.offset = entry.offset;
    record.timestampType = entry.timestampType;
    if (entry.hasTimestamp)
        record.timestamp = entry.timestamp;
    record.key = take(at, entry.key);
    record.value = take(at, entry.value);
    record.headers.resize(entry.headers);
    for (Header& header : record.headers) {
        HeaderSizes sizes;
        std::memcpy(&sizes, at, sizeof sizes);
        at += sizeof sizes;
        header.name = *take(at, sizes.name);
        header.value = take(at, sizes.value);
    }
    return record;
}

std::optional<std::size_t> RecordRing::fullSize(std::int64_t sequence) const
{
    const char* at = find(sequence);
    if (at == nullptr)
        return std::nullopt;
    Entry entry;
    std::memcpy(&entry, at, sizeof entry);
    return entry.fullSize;
}

std::size_t RecordRing::bytes() const
{
    return (m_blocks.size() + (m_spare ? 1 : 0)) * m_blockSize;
}

double RecordRing::fill() const
{
    if (m_full)
        return 1;
    std::size_t used = 0;
    if (!m_blocks.empty()) {
        const Block& last = m_blocks.back();
        used = (m_blocks.size() - 1) * m_blockSize + last.used + last.count * sizeof(Place);
    }
    const double byBytes = static_cast<double>(used) / static_cast<double>(m_limits.maxBytes);
    const double byCount = static_cast<double>(m_end - m_first) / static_cast<double>(m_limits.maxRecords);
    return std::min(1.0, std::max(byBytes, byCount));
}

} // namespace weir
