// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/producer.h"

#include <QtCore/QString>

namespace weir::ui {

/// A value as text that is safe to show, with its line ends as lines; NULL and empty in words, and what was cut off said.
[[nodiscard]] QString valueText(const OptionalBytes& value, std::size_t mostBytes = 4096);
/// NULL and empty in words, else the key in one line.
[[nodiscard]] QString keyText(const OptionalBytes& key, std::size_t mostBytes = 60);
/// "user-212  {"event_id":…" in one line; the key takes `keyWidth` characters at least, so that values stand under each other.
[[nodiscard]] QString recordLine(const OutgoingRecord& record, qsizetype keyWidth, std::size_t keyBytes);
/// "orders · partition 3 · key user-212 · 2 headers · 318 B".
[[nodiscard]] QString recordSummary(const OutgoingRecord& record);
/// All of it in lines: place, key, headers, value.
[[nodiscard]] QString recordText(const OutgoingRecord& record, std::size_t mostBytes);

} // namespace weir::ui
