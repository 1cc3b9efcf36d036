// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/duplicate_filter.h"

#include <filesystem>
#include <memory>
#include <string_view>

namespace weir {

/// Where a DuplicateFilter keeps its ids. One call at a time.
class EventIdStore
{
public:
    virtual ~EventIdStore() = default;

    /// Whether the id was added after `oldest`.
    [[nodiscard]] virtual Result<bool> contains(std::string_view id, TimestampMs oldest) = 0;
    /// Adds it with the time `now`; one that is there already keeps its time, unless that is not after `oldest`. Forgets, at
    /// least in the long run, what is not after `oldest` and what is more than `most`.
    [[nodiscard]] virtual Result<void> add(std::string_view id, TimestampMs now, TimestampMs oldest, std::size_t most) = 0;
    [[nodiscard]] virtual std::size_t size() const = 0;
};

[[nodiscard]] std::unique_ptr<EventIdStore> makeMemoryIds();
/// AlreadyExists: another process, or another filter of this one, uses the file.
[[nodiscard]] Result<std::unique_ptr<EventIdStore>> openFileIds(const std::filesystem::path& file);

} // namespace weir
