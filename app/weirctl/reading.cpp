// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/reading.h"

#include <algorithm>
#include <limits>

namespace weir::cli {

Result<BrowseRequest> browseRequest(const Arguments& arguments, const std::string& topic)
{
    BrowseRequest request;
    request.topic = topic;
    request.maxBytes = std::size_t{256} << 20U;
    const auto partition = arguments.number("partition", 0, std::numeric_limits<std::int32_t>::max());
    const auto limit = arguments.number("limit", 1, 10'000'000);
    if (!partition || !limit)
        return fail(!partition ? partition.error() : limit.error());
    if (*partition)
        request.partitions = {static_cast<std::int32_t>(**partition)};
    if (const auto from = arguments.value("from")) {
        const auto parsed = parseBrowseFrom(*from);
        if (!parsed)
            return fail(parsed.error());
        request.from = *parsed;
    }
    // A count that was asked for in words is not cut by a limit that was not.
    if (*limit)
        request.limit = static_cast<std::size_t>(**limit);
    else if (request.from.kind != BrowseFrom::Kind::Offset)
        request.limit = static_cast<std::size_t>(request.from.value);
    return request;
}

void complainAboutCoverage(Session& session, const BrowseRequest& request, const Partial<BrowseResult>& answer)
{
    session.complain(answer.failures);
    const BrowseResult& result = answer.values;
    const auto incomplete = [&](const std::string& why) {
        session.complain(Error{ErrorKind::TimedOut, "The answer is not complete: " + why + ".", {}, 0, true});
    };
    if (result.interrupted) {
        incomplete("reading was broken off after " + std::to_string(result.offsetsScanned) + " of " +
                   std::to_string(result.offsetsInRange) + " offsets");
        return;
    }
    std::size_t asked = request.limit;
    if (request.from.kind != BrowseFrom::Kind::Offset)
        asked = std::min(asked, static_cast<std::size_t>(request.from.value));
    if (result.limitReached && result.records.size() < asked)
        incomplete("more than " + std::to_string(request.maxBytes >> 20U) + " MiB are not held at once");
}

std::string coverageText(const BrowseResult& result)
{
    return std::to_string(result.records.size()) + (result.records.size() == 1 ? " record; " : " records; ") +
           std::to_string(result.offsetsScanned) + " of " + std::to_string(result.offsetsInRange) + " offsets read" +
           (result.limitReached ? "; there are more" : "");
}

} // namespace weir::cli
