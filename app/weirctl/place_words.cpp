// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/place_words.h"

#include "app/weirctl/arguments.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace weir::cli {
namespace {

constexpr std::int64_t mostPlaces = 10'000'000;

std::optional<std::int64_t> offsetOf(std::string_view text)
{
    const auto number = readWholeNumber(text);
    return number && *number >= 0 ? number : std::nullopt;
}

std::unexpected<Error> noPlace(std::string_view text)
{
    return fail(ErrorKind::InvalidInput, "'" + escapeForDisplay(text, 300) +
                                             "' is no place of a record; write it as orders.dlq-0@17, or several as "
                                             "orders.dlq-0@17..99.");
}

} // namespace

bool looksLikePlace(std::string_view text) { return text.find('@') != std::string_view::npos; }

Result<PlaceRange> parsePlaces(std::string_view text)
{
    const std::size_t at = text.rfind('@');
    if (at == std::string_view::npos)
        return noPlace(text);
    const std::string_view where = text.substr(0, at);
    const std::size_t dash = where.rfind('-');
    if (dash == std::string_view::npos || dash == 0)
        return noPlace(text);
    const auto partition = offsetOf(where.substr(dash + 1));
    if (!partition || *partition > std::numeric_limits<std::int32_t>::max())
        return noPlace(text);
    const std::string_view offsets = text.substr(at + 1);
    const std::size_t dots = offsets.find("..");
    const auto first = offsetOf(offsets.substr(0, dots));
    const auto last = dots == std::string_view::npos ? first : offsetOf(offsets.substr(dots + 2));
    if (!first || !last)
        return noPlace(text);
    if (*last < *first)
        return fail(ErrorKind::InvalidInput, "'" + escapeForDisplay(text, 300) + "' ends before it begins.");
    return PlaceRange{{std::string(where.substr(0, dash)), static_cast<std::int32_t>(*partition)}, *first, *last};
}

Result<std::vector<LetterPlace>> eachPlace(std::span<const PlaceRange> ranges)
{
    std::int64_t room = mostPlaces;
    for (const PlaceRange& range : ranges) {
        if (range.last - range.first >= room)
            return fail(ErrorKind::InvalidInput, "More than " + std::to_string(mostPlaces) +
                                                     " offsets are named; --topic with --from and --to takes them as well.");
        room -= range.last - range.first + 1;
    }
    std::vector<LetterPlace> places;
    for (const PlaceRange& range : ranges)
        for (std::int64_t offset = range.first; offset <= range.last; ++offset)
            places.push_back({range.partition, offset});
    std::ranges::sort(places);
    const auto doubled = std::ranges::unique(places);
    places.erase(doubled.begin(), doubled.end());
    return places;
}

} // namespace weir::cli
