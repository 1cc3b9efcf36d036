// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/time.h"
#include "core/store/database.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace weir {

/// Remembers which events were handled, so that one that comes twice (a rebalance, a retry, a replay) has its effect once.
/// Thread-safe. The horizon: what is older than `keepFor`, or beyond `most` newer ones, is forgotten and would be handled
/// again; choose it longer than the topic's retention or the longest replay.
class DuplicateFilter
{
public:
    struct Options {
        std::chrono::milliseconds keepFor = std::chrono::hours(24 * 7);
        std::size_t most = 1'000'000;
        std::function<TimestampMs()> clock{}; ///< empty: nowMs()
    };
    /// In memory: gone with the process, so duplicates across a restart are not seen. About 130 bytes per UUID.
    [[nodiscard]] static DuplicateFilter inMemory(Options options);
    /// In an SQLite file that survives the process (after a power failure the last moments may be missing); pruned now and
    /// then, so it may hold some hundred ids more than `most`. One process at a time, AlreadyExists for the second: a lock
    /// file stands beside it. Blocks on disk.
    [[nodiscard]] static Result<DuplicateFilter> inFile(const std::filesystem::path& file, Options options);
    DuplicateFilter(DuplicateFilter&&) noexcept;
    DuplicateFilter& operator=(DuplicateFilter&&) noexcept;
    ~DuplicateFilter();

    [[nodiscard]] Result<bool> seen(std::string_view id) const;
    /// After the effect, before the offset is committed. An id that is known keeps the time it was first handled at. A crash between effect and remember() makes the effect twice: where
    /// that matters, write the effect and the id in one transaction of the service's own database.
    [[nodiscard]] Result<void> remember(std::string_view id);
    [[nodiscard]] std::size_t size() const;
    /// Runs `effect` unless the id was seen, and remembers it when the effect succeeded. False: it was a duplicate. Two
    /// threads with the same id at once: one waits for the other.
    [[nodiscard]] Result<bool> once(std::string_view id, const std::function<Result<void>()>& effect);

private:
    struct Store;
    explicit DuplicateFilter(std::unique_ptr<Store> store);
    std::unique_ptr<Store> m_store;
};

} // namespace weir
