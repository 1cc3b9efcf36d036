// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace weir {

enum class ErrorKind {
    Cancelled,
    TimedOut,
    Unreachable,
    AuthenticationFailed,
    NotAuthorized,
    NotFound,
    AlreadyExists,
    InvalidInput,
    Unsupported,
    Broker,
    Internal,
};

/// The name of a kind as written in JSON output and logs, for example "not_authorized".
[[nodiscard]] std::string_view errorKindName(ErrorKind kind);

/// Why something failed: a plain value, copied freely between threads, one per subject.
/// `message` is one sentence for people: what was attempted, on what, why, and where possible what to do.
/// `detail` holds the broker's own words and the client's last log lines, without secrets; it may be empty.
/// `kafkaCode` is librdkafka's number (negative: local to the client), 0 when Kafka was not involved.
struct Error {
    ErrorKind kind = ErrorKind::Internal;
    std::string message;
    std::string detail;
    int kafkaCode = 0;
    bool retriable = false;

    bool operator==(const Error&) const = default;
};

template <typename T> using Result = std::expected<T, Error>;

/// Short forms for the common `return`.
[[nodiscard]] inline std::unexpected<Error> fail(Error error) { return std::unexpected(std::move(error)); }
[[nodiscard]] inline std::unexpected<Error> fail(ErrorKind kind, std::string message, std::string detail = {})
{
    return std::unexpected(Error{kind, std::move(message), std::move(detail), 0, false});
}
[[nodiscard]] Error cancelledError(std::string_view what);
[[nodiscard]] Error timedOutError(std::string_view what);

} // namespace weir
