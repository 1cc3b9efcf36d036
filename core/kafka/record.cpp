// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kafka/record.h"

namespace weir {

std::string toString(const TopicPartition& partition)
{
    return partition.topic + "-" + std::to_string(partition.partition);
}

std::size_t Record::size() const
{
    std::size_t sum = (key ? key->size() : 0) + (value ? value->size() : 0);
    for (const Header& header : headers)
        sum += header.name.size() + (header.value ? header.value->size() : 0);
    return sum;
}

Record RecordView::toRecord() const
{
    Record record;
    record.topic = topic;
    record.partition = partition;
    record.offset = offset;
    record.timestampType = timestampType;
    record.timestamp = timestamp;
    if (key)
        record.key = Bytes(*key);
    if (value)
        record.value = Bytes(*value);
    record.headers = headers();
    return record;
}

void RecordView::eachHeader(const HeaderSink& sink) const
{
    for (const Header& header : headers())
        sink(header.name, header.value ? OptionalBytesView(*header.value) : std::nullopt);
}

} // namespace weir
