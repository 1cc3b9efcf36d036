// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/record.h"

#include <string>
#include <string_view>

namespace weir {

/// What the clipboard gets. Pure; any thread.

/// One line of JSON that loses nothing (toJsonLine).
[[nodiscard]] std::string copyAsJson(const Record& record);
/// "topic-partition offset, time", key, headers and value, one below the other; bytes that are no text are escaped.
[[nodiscard]] std::string copyAsText(const Record& record);
/// A kcat command that prints exactly this record, with headers, as JSON.
[[nodiscard]] std::string kcatCommand(std::string_view bootstrap, const TopicPartition& partition, std::int64_t offset);
/// A weirctl command that prints exactly this record as JSON. `connection` is how weirctl finds the cluster, as words:
/// {"--profile", "staging"}.
[[nodiscard]] std::string weirctlCommand(const std::vector<std::string>& connection, const TopicPartition& partition,
                                         std::int64_t offset);

/// A word for a POSIX shell: as it is when every character is harmless, else in single quotes. A word that begins with
/// a dash stays one: put it behind its option as --option=word.
[[nodiscard]] std::string shellWord(std::string_view word);

} // namespace weir
