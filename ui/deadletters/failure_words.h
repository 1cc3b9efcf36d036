// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/dead_letter_topics.h"
#include "core/deadletters/failure_report.h"

#include <QtCore/QString>

#include <optional>
#include <string_view>

namespace weir::ui {

/// What a failure report says, in words that are safe to show. Pure; any thread.

/// "com.shop.JsonMappingException: bad" has the class name "JsonMappingException"; safe for any foreign text.
[[nodiscard]] QString shortClassName(std::string_view exceptionClass);
/// The class without packages, or the first words of the message, or "No failure headers".
[[nodiscard]] QString failureTitle(const FailureReport& report);
/// "2:1,877,046"; parts that are unknown are "–".
[[nodiscard]] QString originPosition(const FailureReport& report);
/// "events.ordercreated 2:1,877,046"; empty when the report names no origin topic.
[[nodiscard]] QString originText(const FailureReport& report);
/// "Group billing · 3 attempts · stage VALUE_CONVERTER"; empty when nothing is known.
[[nodiscard]] QString failureFacts(const FailureReport& report);
/// "14:29:10" today, "Nov 21 14:29:10" otherwise; "–" without a timestamp. Local time.
[[nodiscard]] QString momentText(std::optional<TimestampMs> time);
/// The same with date, milliseconds and zone, for tooltips.
[[nodiscard]] QString momentDetails(std::optional<TimestampMs> time);
[[nodiscard]] QString kindText(DeadLetterKind kind);

} // namespace weir::ui
