// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"
#include "core/events/event_template.h"
#include "core/events/record_source.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

namespace weir {

/// A template and how often it is taken beside the others.
struct WeightedTemplate {
    EventTemplate value;
    double weight = 1;
};

struct GeneratorOptions {
    /// The same seed, templates and data files make the same records, but for times taken from the clock.
    std::uint64_t seed = 1;
    std::filesystem::path dataFolder{}; ///< {{csv ...}} and {{ndjson ...}} read files below it; empty: none may be read
    std::function<TimestampMs()> clock{}; ///< for {{now}} and occurred_at; empty: nowMs()
};

/// A source without an end that makes records from templates. InvalidInput names the template, the field and the
/// placeholder that cannot be used, or a weight that is none; data files are read here (NotFound, InvalidInput). Blocks on
/// disk.
[[nodiscard]] Result<std::unique_ptr<RecordSource>> generateEvents(const std::vector<WeightedTemplate>& templates,
                                                                   const GeneratorOptions& options);
/// The first `count` records of that source.
[[nodiscard]] Result<std::vector<OutgoingRecord>> previewEvents(const std::vector<WeightedTemplate>& templates,
                                                                const GeneratorOptions& options, std::size_t count);

} // namespace weir
