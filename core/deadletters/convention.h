// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/failure_report.h"

#include <span>
#include <string_view>

namespace weir {

/// What a header of a convention tells. Nothing: it belongs to the convention, but the report has no place for it.
enum class FailureField {
    OriginTopic,
    OriginPartition,
    OriginOffset,
    OriginTimestamp,
    ConsumerGroup,
    Attempts,
    Stage,
    ExceptionClass,
    Message,
    StackTrace,
    Nothing,
};

/// How a header's value is written. It follows from the name alone: "1234" is also the big-endian int32 825373492.
enum class HeaderEncoding {
    Text,               ///< UTF-8
    Decimal,            ///< UTF-8 digits, "-" allowed, at most 19 digits
    BigEndian32,        ///< exactly 4 bytes
    BigEndian64,        ///< exactly 8 bytes
    BigEndianVariable,  ///< 1 to 8 bytes, signed (Java's BigInteger.toByteArray)
    TopicUri,           ///< UTF-8, the topic is what stands behind "://topic/" (Wolverine's endpoints)
};

struct HeaderRule {
    std::string_view header;
    FailureField field = FailureField::Nothing;
    HeaderEncoding encoding = HeaderEncoding::Text;
};

/// Where headers are repeated because a record failed several times: which of them is the oldest.
enum class HopOrder { OldestFirst, NewestFirst };

/// One framework's way to tell in headers why and where a record failed: only data, one file per framework.
/// Where two rules name the same field, the first whose header is present wins.
struct FailureConvention {
    std::string_view name;                     ///< for people: "Spring Kafka"
    std::string_view marker;                   ///< the header that decides for this convention
    HopOrder order = HopOrder::OldestFirst;
    /// Values of the wrong size are JSON text when the header spring_json_header_types is there
    /// (spring-kafka's DefaultKafkaHeaderMapper).
    bool mayBeJson = false;
    std::span<const HeaderRule> rules;
    std::span<const std::string_view> prefixes; ///< further header names that belong to it begin like this
    /// Its names are words that anybody may use ("source_topic", "exception-type"): they mean a failure only in a record
    /// that has the marker and this second header. Otherwise each of the names alone says that a record failed.
    bool markerDecides = false;
    std::string_view beside{}; ///< empty: the marker is enough
};

extern const FailureConvention shareGroupConvention;
extern const FailureConvention streamsConvention;
extern const FailureConvention connectConvention;
extern const FailureConvention springConvention;
extern const FailureConvention springRetryConvention;
extern const FailureConvention springCloudStreamConvention;
extern const FailureConvention smallRyeConvention;
extern const FailureConvention smallRyeRetryConvention;
extern const FailureConvention plainConvention;
extern const FailureConvention silverbackConvention;
extern const FailureConvention karafkaConvention;
extern const FailureConvention olderKarafkaConvention;
extern const FailureConvention wolverineRetryConvention;
extern const FailureConvention wolverineConvention;
extern const FailureConvention watermillConvention;

/// All of them, most specific first.
[[nodiscard]] std::span<const FailureConvention* const> failureConventions();

} // namespace weir
