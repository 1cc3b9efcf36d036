// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/read_request.h"

#include "core/base/bytes.h"

#include <algorithm>
#include <array>
#include <limits>

namespace weir::cli {
namespace {

constexpr std::string_view edgeForms = "newest:N, oldest:N, newest, oldest, offset:N, time:2026-11-23T14:00:00Z, time:-15m, "
                                       "group:NAME or stuck:NAME";
/// More are not held to merge them by time.
constexpr std::int64_t mostMerged = 10'000;

constexpr auto options = std::to_array<OptionSpec>({
    {"partition", "N", "only this partition", true},
    {"from", "WHERE", "newest:N (default newest:50), oldest:N, oldest, offset:N, time:…, group:NAME, stuck:NAME"},
    {"to", "WHERE", "where to end, exclusive; the same forms (default: the end of the log)"},
    {"filter", "EXPR", "only records that match, such as 'value.amount > 990 and key ~ \"^a\"'"},
    {"follow", "", "goes on with new records until interrupted"},
    {"count", "", "how many records match, not the records"},
    {"limit", "N", "records at most"},
    {"format", "FORMAT", "text (default), ndjson (= --json), csv, or raw: the values alone"},
    {"column", "PATH", "csv: one more column, such as value.data.amount or header[\"id\"]", true},
    {"isolation", "LEVEL", "read_uncommitted (default) or read_committed"},
});

std::unexpected<ReadMistake> wrong(std::string sentence) { return std::unexpected(ReadMistake{std::move(sentence), {}}); }
std::unexpected<ReadMistake> wrong(const Error& error) { return wrong(error.message); }

std::expected<ReadRequest::Format, ReadMistake> formatOf(const Arguments& arguments)
{
    using Format = ReadRequest::Format;
    const auto text = arguments.value("format");
    if (!text)
        return arguments.has("json") ? Format::Ndjson : Format::Text;
    if (arguments.has("json") && *text != "ndjson")
        return wrong("Only one of --json and --format can be given.");
    if (*text == "text")
        return Format::Text;
    const auto parsed = parseExportFormat(*text);
    if (!parsed)
        return wrong("Option --format needs text, ndjson, csv or raw, not '" + escapeForDisplay(*text, 100) + "'.");
    return *parsed == ExportFormat::Ndjson ? Format::Ndjson : *parsed == ExportFormat::Csv ? Format::Csv : Format::Raw;
}

std::expected<Isolation, ReadMistake> isolationOf(const Arguments& arguments)
{
    const auto text = arguments.value("isolation").value_or("read_uncommitted");
    if (text == "read_uncommitted")
        return Isolation::ReadUncommitted;
    if (text == "read_committed")
        return Isolation::ReadCommitted;
    return wrong("Option --isolation needs read_uncommitted or read_committed, not '" + escapeForDisplay(text, 100) + "'.");
}

std::expected<std::vector<std::int32_t>, ReadMistake> partitionsOf(const Arguments& arguments)
{
    std::vector<std::int32_t> partitions;
    for (const std::string& text : arguments.values("partition")) {
        const auto number = readWholeNumber(text);
        if (!number || *number < 0 || *number > std::numeric_limits<std::int32_t>::max())
            return wrong("Option --partition needs a whole number from 0, not '" + escapeForDisplay(text, 100) + "'.");
        partitions.push_back(static_cast<std::int32_t>(*number));
    }
    return partitions;
}

std::expected<void, ReadMistake> readEdges(const Arguments& arguments, TimestampMs now, std::string_view toOption,
                                           ReadRequest& request)
{
    for (const std::string_view name : {std::string_view("from"), toOption}) {
        const auto text = arguments.value(name);
        if (!text)
            continue;
        const auto parsed = parseReadEdge(*text, now);
        if (!parsed)
            return wrong("Option --" + std::string(name) + " needs " + std::string(edgeForms) + ", not '" +
                         escapeForDisplay(*text, 100) + "'.");
        (name == "from" ? request.from : request.to) = *parsed;
    }
    if (request.to && request.to->edge.kind == RangeEdge::Kind::Stuck)
        return wrong("Option --" + std::string(toOption) + " cannot be stuck:NAME: that is one record, and a place to begin.");
    if (request.to && request.follow)
        return wrong("Only one of --" + std::string(toOption) + " and --follow can be given.");
    return {};
}

std::expected<void, ReadMistake> readFilter(const Arguments& arguments, TimestampMs now, ReadRequest& request)
{
    for (const std::string& text : arguments.values("column")) {
        auto path = FieldPath::parse(text);
        if (!path)
            return std::unexpected(ReadMistake{"Option --column is not a path: " + path.error().message,
                                               pointAt(text, path.error().begin, path.error().end)});
        request.columns.push_back(std::move(*path));
    }
    if (!request.columns.empty() && request.format != ReadRequest::Format::Csv)
        return wrong("Option --column goes with --format csv.");
    const auto text = arguments.value("filter");
    if (!text)
        return {};
    auto filter = Filter::parse(*text, now);
    if (!filter)
        return std::unexpected(ReadMistake{"The filter cannot be read: " + filter.error().message,
                                           pointAt(*text, filter.error().begin, filter.error().end)});
    request.filter = std::move(*filter);
    return {};
}

std::size_t widthOf(std::string_view text)
{
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

} // namespace

std::span<const OptionSpec> readOptions() { return options; }

std::string pointAt(std::string_view text, std::size_t begin, std::size_t end)
{
    begin = std::min(begin, text.size());
    end = std::clamp(end, begin, text.size());
    const auto shown = [](std::string_view part) { return escapeForDisplay(part, part.size()); };
    const std::size_t carets = std::max<std::size_t>(widthOf(shown(text.substr(begin, end - begin))), 1);
    return "  " + shown(text) + "\n  " + std::string(widthOf(shown(text.substr(0, begin))), ' ') +
           std::string(carets, '^');
}

Result<ReadEdge> parseReadEdge(std::string_view text, TimestampMs now)
{
    ReadEdge edge;
    for (const auto& [word, count] : {std::pair(std::string_view("newest:"), ReadEdge::Count::Newest),
                                      std::pair(std::string_view("oldest:"), ReadEdge::Count::Oldest)}) {
        if (!text.starts_with(word))
            continue;
        const auto number = readWholeNumber(text.substr(word.size()));
        if (!number || *number < 1)
            return fail(ErrorKind::InvalidInput, "A number of records is a whole number from 1.");
        edge.count = count;
        edge.records = *number;
        edge.edge.kind = count == ReadEdge::Count::Newest ? RangeEdge::Kind::Newest : RangeEdge::Kind::Oldest;
        return edge;
    }
    auto parsed = parseRangeEdge(text, now);
    if (!parsed)
        return fail(parsed.error());
    edge.edge = std::move(*parsed);
    return edge;
}

std::expected<ReadRequest, ReadMistake> readRequest(const Arguments& arguments, const std::string& topic, TimestampMs now,
                                                    std::string_view toOption)
{
    ReadRequest request;
    request.topic = topic;
    request.follow = arguments.has("follow");
    request.count = arguments.has("count");
    const auto limit = arguments.number("limit", 1, std::numeric_limits<std::int64_t>::max());
    if (!limit)
        return wrong(limit.error());
    request.limit = *limit;
    const auto format = formatOf(arguments);
    const auto isolation = isolationOf(arguments);
    auto partitions = partitionsOf(arguments);
    if (!format || !isolation)
        return std::unexpected(format ? isolation.error() : format.error());
    if (!partitions)
        return std::unexpected(partitions.error());
    request.format = *format;
    request.isolation = *isolation;
    request.partitions = std::move(*partitions);
    if (const auto edges = readEdges(arguments, now, toOption, request); !edges)
        return std::unexpected(edges.error());
    if (const auto filter = readFilter(arguments, now, request); !filter)
        return std::unexpected(filter.error());
    return request;
}

std::optional<BrowseRequest> ReadRequest::asBrowse() const
{
    if (to || follow || count || !filter.matchesEverything() || isolation == Isolation::ReadCommitted)
        return std::nullopt;
    BrowseRequest browse;
    browse.topic = topic;
    browse.partitions = partitions;
    browse.maxBytes = std::size_t{256} << 20U;
    const bool counted = from && from->count != ReadEdge::Count::None;
    if (!from || counted || from->edge.kind == RangeEdge::Kind::Newest) {
        const bool oldest = from && from->count == ReadEdge::Count::Oldest;
        browse.from = {oldest ? BrowseFrom::Kind::Oldest : BrowseFrom::Kind::Newest, counted ? from->records : 50};
        browse.limit = static_cast<std::size_t>(limit.value_or(browse.from.value));
    } else if (from->edge.kind == RangeEdge::Kind::Offset && limit && *limit <= mostMerged) {
        browse.from = {BrowseFrom::Kind::Offset, from->edge.value};
        browse.limit = static_cast<std::size_t>(*limit);
    } else {
        return std::nullopt;
    }
    if (std::max(browse.from.kind == BrowseFrom::Kind::Offset ? 0 : browse.from.value,
                 static_cast<std::int64_t>(browse.limit)) > 10'000'000)
        return std::nullopt;
    return browse;
}

RangeRequest ReadRequest::asRange() const
{
    RangeRequest range{topic, partitions, {RangeEdge::Kind::Oldest, 0, {}}, {RangeEdge::Kind::Newest, 0, {}}};
    if (from)
        range.from = from->count == ReadEdge::Count::Newest ? RangeEdge{RangeEdge::Kind::Oldest, 0, {}} : from->edge;
    if (to)
        range.to = to->count == ReadEdge::Count::Oldest ? RangeEdge{RangeEdge::Kind::Newest, 0, {}} : to->edge;
    return range;
}

void ReadRequest::cut(ResolvedRange& range) const
{
    for (auto& [partition, part] : range) {
        if (to && to->count == ReadEdge::Count::Newest)
            part.end = std::max(part.logStart, part.logEnd - to->records);
        if (to && to->count == ReadEdge::Count::Oldest)
            part.end = std::min(part.end, part.logStart + to->records);
        if (from && from->count == ReadEdge::Count::Newest)
            part.begin = std::max(part.begin, part.logEnd - from->records);
        if (from && from->count == ReadEdge::Count::Oldest && !follow)
            part.end = std::min(part.end, part.begin + from->records);
        part.end = std::max(part.begin, part.end);
    }
}

} // namespace weir::cli
