// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/browse_range.h"

#include "core/base/bytes.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace weir {
namespace {

constexpr std::size_t spansNamed = 3;

std::optional<std::int64_t> wholeNumber(std::string_view text)
{
    std::int64_t value = 0;
    const char* last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, value);
    return error == std::errc{} && end == last && value >= 0 ? std::optional(value) : std::nullopt;
}

std::string describeSpan(const TopicPartition& partition, const OffsetSpan& span)
{
    if (span.end <= span.logStart)
        return toString(partition) + " is empty and goes on at " + std::to_string(span.end);
    return toString(partition) + " holds " + std::to_string(span.logStart) + " to " + std::to_string(span.end - 1);
}

std::unexpected<Error> outside(std::int64_t offset, const std::map<TopicPartition, OffsetSpan>& spans)
{
    std::string message = "There is no offset " + std::to_string(offset) + ": ";
    std::size_t named = 0;
    for (const auto& [partition, span] : spans) {
        if (named == spansNamed) {
            message += ", and " + std::to_string(spans.size() - named) + " more partitions do not have it";
            break;
        }
        message += (named++ > 0 ? ", " : "") + describeSpan(partition, span);
    }
    return fail(ErrorKind::InvalidInput, message + ".");
}

} // namespace

Result<BrowseFrom> parseBrowseFrom(std::string_view text)
{
    const std::size_t colon = text.find(':');
    const std::string_view word = text.substr(0, colon);
    const bool bare = colon == std::string_view::npos;
    const auto number = bare ? std::nullopt : wholeNumber(text.substr(colon + 1));
    const bool count = word == "newest" || word == "oldest";
    if (count && (bare || (number && *number > 0))) {
        BrowseFrom from;
        from.kind = word == "newest" ? BrowseFrom::Kind::Newest : BrowseFrom::Kind::Oldest;
        from.value = number.value_or(from.value);
        return from;
    }
    if (word == "offset" && number)
        return BrowseFrom{BrowseFrom::Kind::Offset, *number};
    return fail(ErrorKind::InvalidInput, "'" + escapeForDisplay(text, 100) +
                                             "' is no place to read from; write newest:50, oldest:50 or offset:1877046.");
}

std::string toString(const BrowseFrom& from)
{
    switch (from.kind) {
    case BrowseFrom::Kind::Newest: return "newest:" + std::to_string(from.value);
    case BrowseFrom::Kind::Oldest: return "oldest:" + std::to_string(from.value);
    case BrowseFrom::Kind::Offset: break;
    }
    return "offset:" + std::to_string(from.value);
}

Result<std::vector<ReadRange>> planBrowse(const BrowseFrom& from, const std::map<TopicPartition, OffsetSpan>& spans,
                                          std::int64_t limit)
{
    if (from.value < 0 || limit < 1 || (from.kind != BrowseFrom::Kind::Offset && from.value == 0))
        return fail(ErrorKind::InvalidInput, "Reading needs a count of at least one and an offset that is not negative.");
    const std::int64_t count = from.kind == BrowseFrom::Kind::Offset ? limit : std::min(from.value, limit);
    std::vector<ReadRange> ranges;
    bool inside = from.kind != BrowseFrom::Kind::Offset;
    for (const auto& [partition, span] : spans) {
        ReadRange range{partition, span.logStart, span.end};
        if (from.kind == BrowseFrom::Kind::Offset) {
            // The end itself is a fair question: "what comes after the last record" has the answer "nothing yet".
            if (from.value < span.logStart || from.value > span.end)
                continue;
            inside = true;
            range.begin = from.value;
        }
        // Compared as a length: begin + count could overflow for offsets near the largest.
        if (range.end - range.begin > count) {
            if (from.kind == BrowseFrom::Kind::Newest)
                range.begin = range.end - count;
            else
                range.end = range.begin + count;
        }
        if (range.begin < range.end)
            ranges.push_back(std::move(range));
    }
    if (!inside)
        return outside(from.value, spans);
    return ranges;
}

} // namespace weir
