// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/time.h"

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

struct TopicPartition {
    std::string topic;
    std::int32_t partition = 0;

    auto operator<=>(const TopicPartition&) const = default;
};

/// "orders-3", the way Kafka's own tools write a partition.
[[nodiscard]] std::string toString(const TopicPartition& partition);

/// One header. Order and repeated names matter; a NULL value differs from an empty one.
struct Header {
    Bytes name;
    OptionalBytes value;

    bool operator==(const Header&) const = default;
};
using Headers = std::vector<Header>;

enum class TimestampType { None, CreateTime, LogAppendTime };

/// One record as the broker stores it. A value that owns its bytes.
struct Record {
    std::string topic;
    std::int32_t partition = 0;
    std::int64_t offset = 0;
    TimestampType timestampType = TimestampType::None;
    std::optional<TimestampMs> timestamp;
    OptionalBytes key;
    OptionalBytes value;
    Headers headers;

    /// Bytes of key, value and headers (names and values) together.
    [[nodiscard]] std::size_t size() const;
    bool operator==(const Record&) const = default;
};

/// Receives one header of a RecordView: name, value.
using HeaderSink = std::function<void(std::string_view, OptionalBytesView)>;

/// A record that still lies in the client's buffers: valid only inside the sink call that received it.
/// Headers are parsed when asked for, so that a scan which does not need them does not pay for them.
class RecordView
{
public:
    virtual ~RecordView() = default;

    std::string_view topic;
    std::int32_t partition = 0;
    std::int64_t offset = 0;
    TimestampType timestampType = TimestampType::None;
    std::optional<TimestampMs> timestamp;
    OptionalBytesView key;
    OptionalBytesView value;

    [[nodiscard]] virtual Headers headers() const = 0;
    /// The headers one by one and in order, without copying them: valid inside the call only.
    virtual void eachHeader(const HeaderSink& sink) const;
    /// Copies everything out of the client's buffers.
    [[nodiscard]] Record toRecord() const;
};

enum class SinkAnswer { Continue, Stop };
/// Called on the thread that called read(), one record at a time, in offset order within a partition.
using RecordSink = std::function<SinkAnswer(const RecordView&)>;

} // namespace weir
