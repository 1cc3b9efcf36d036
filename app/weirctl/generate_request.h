// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/weirctl/arguments.h"

#include "core/events/event_generator.h"
#include "core/events/import_source.h"
#include "core/events/run_plan.h"

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace weir::cli {

/// A file of records and how it is to be read.
struct ImportRequest {
    std::string file; ///< "-": standard input
    ImportFormat format = ImportFormat::JsonLines;
    CsvMapping csv;
    KeyedLines keyed;
    ImportTarget target;
};

/// What `weirctl generate` was asked for.
struct GenerateRequest {
    std::vector<std::string> templates; ///< words, see template_choice.h; empty with `import` or `list`
    std::vector<std::string> weights;
    GeneratorOptions generator;
    std::optional<ImportRequest> import;
    RunPlan plan;
    std::optional<std::size_t> preview;
    bool list = false;
    bool endless = true; ///< nothing says when it ends: being interrupted is how it is meant to end
};

/// "30s", "5m", "1h30m", "250ms", or seconds. InvalidInput for anything else, 0, or more than 100 days.
[[nodiscard]] Result<std::chrono::milliseconds> readSpan(std::string_view text, std::string_view what);

/// --rate, --ramp, --burst, --fastest, --count, --for, --stop-after-failures, --slower-than. InvalidInput where they contradict.
[[nodiscard]] Result<RunPlan> readPlan(const Arguments& arguments);
[[nodiscard]] Result<GenerateRequest> generateRequest(const Arguments& arguments);
/// --from (default: standard input) with its format and mapping. Without --format a file's first bytes decide; standard input
/// has the format `ofInput`, or has to be told. Blocks on disk.
[[nodiscard]] Result<ImportRequest> importRequest(const Arguments& arguments, std::optional<ImportFormat> ofInput = {});
/// A source of the records; it ends early when a stop is asked for. Blocks on disk.
[[nodiscard]] Result<std::unique_ptr<RecordSource>> openSource(const ImportRequest& request, const std::stop_token& stop);

} // namespace weir::cli
