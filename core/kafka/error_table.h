// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <string>
#include <string_view>

namespace weir {

/// What one of Kafka's error codes means for a person. `why` is the second half of a sentence
/// ("Could not create topic orders: <why>."), without a capital and without the full stop.
struct ErrorEntry {
    int code = 0;
    ErrorKind kind = ErrorKind::Broker;
    bool retriable = false;
    std::string_view why;
};

/// The entry of a librdkafka (negative) or broker (positive) code; nullptr for a code nobody has described, which
/// happens with brokers newer than this table. A constant table: any thread.
[[nodiscard]] const ErrorEntry* findErrorEntry(int code);

/// "what: why." for a code, for example kafkaError(36, "Could not create topic orders").
/// `detail` are the broker's or client's own words. Codes without an entry become kind Broker with librdkafka's text.
[[nodiscard]] Error kafkaError(int code, std::string_view what, std::string detail = {});

/// For a call that was asked to stop: "what: it was cancelled."
[[nodiscard]] Error stoppedError(std::string_view what);

} // namespace weir
