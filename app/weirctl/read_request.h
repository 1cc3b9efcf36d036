// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/weirctl/arguments.h"

#include "core/kafka/reader.h"
#include "core/records/browse.h"
#include "core/records/filter.h"
#include "core/records/record_format.h"
#include "core/records/record_range.h"

#include <optional>
#include <span>

namespace weir::cli {

/// One edge as weirctl takes it: those of RangeEdge, and a number of records counted from the end or the beginning.
struct ReadEdge {
    enum class Count { None, Newest, Oldest };
    RangeEdge edge;
    Count count = Count::None;
    std::int64_t records = 0;
};

/// newest:N, oldest:N, or what parseRangeEdge() takes; InvalidInput tells the forms.
[[nodiscard]] Result<ReadEdge> parseReadEdge(std::string_view text, TimestampMs now);

/// What `weirctl read` was asked for.
struct ReadRequest {
    enum class Format { Text, Ndjson, Csv, Raw };
    std::string topic;
    std::vector<std::int32_t> partitions;
    std::optional<ReadEdge> from;
    std::optional<ReadEdge> to;
    Filter filter;
    Isolation isolation = Isolation::ReadUncommitted;
    Format format = Format::Text;
    std::vector<FieldPath> columns;
    bool follow = false;
    bool count = false;
    std::optional<std::int64_t> limit;

    /// A few records, which come merged by time: newest, oldest or from an offset, without anything that needs a scan.
    [[nodiscard]] std::optional<BrowseRequest> asBrowse() const;
    /// The range without counts, and with the defaults: everything there is.
    [[nodiscard]] RangeRequest asRange() const;
    /// Cuts a resolved range to the records counted from an edge (that many offsets of each partition).
    void cut(ResolvedRange& range) const;
};

/// What is wrong with a command line: a sentence, and for a filter the lines that show where.
struct ReadMistake {
    std::string sentence;
    std::string where; ///< the filter and a caret below the place; empty for everything else
};

[[nodiscard]] std::span<const OptionSpec> readOptions();
/// `toOption`: the option that says where the range ends, for commands to which --to means something else.
[[nodiscard]] std::expected<ReadRequest, ReadMistake> readRequest(const Arguments& arguments, const std::string& topic,
                                                                  TimestampMs now, std::string_view toOption = "to");

/// Two lines: the text in one line, and carets below the bytes [begin, end).
[[nodiscard]] std::string pointAt(std::string_view text, std::size_t begin, std::size_t end);

} // namespace weir::cli
