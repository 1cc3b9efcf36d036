// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/replay_headers.h"

#include <charconv>

namespace weir {
namespace {

constexpr std::string_view javaObjects = "springDeserializerException";

bool isReplayHeader(std::string_view name)
{
    return name == replay_header::id || name == replay_header::count || name == replay_header::source;
}

HeaderDecision decide(const Header& header, const RepublishOptions& options)
{
    // Whatever is chosen: consumers have deserialised this one and run what was in it (CVE-2023-34040).
    if (header.name.starts_with(javaObjects))
        return {header, HeaderFate::Removed, "a serialised Java object; never sent on"};
    if (options.headers == HeaderChoice::RemoveAll)
        return {header, HeaderFate::Removed, "all headers are removed"};
    if (options.addWeirHeaders && isReplayHeader(header.name))
        return {header, HeaderFate::Removed, "replaced by this replay's own"};
    if (options.headers == HeaderChoice::RemoveFailure && isFailureHeader(header.name))
        return {header, HeaderFate::Removed, "tells of the failure; a consumer would act on it"};
    return {header, HeaderFate::Kept, {}};
}

void readCount(const Headers& headers, ReplayHeaders& result)
{
    constexpr std::size_t mostDigits = 9;
    for (const Header& header : headers) {
        if (header.name != replay_header::count)
            continue;
        const std::string_view text = header.value ? std::string_view(*header.value) : std::string_view();
        std::int64_t count = -1;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
        result.countUnreadable =
            error != std::errc() || end != text.data() + text.size() || count < 0 || text.size() > mostDigits;
        result.earlierReplays = result.countUnreadable ? 0 : count;
    }
}

} // namespace

Headers ReplayHeaders::sent() const
{
    Headers headers;
    for (const HeaderDecision& decision : decisions)
        if (decision.fate != HeaderFate::Removed)
            headers.push_back(decision.header);
    return headers;
}

ReplayHeaders decideReplayHeaders(const Headers& headers, const RepublishOptions& options, const std::string& id,
                                  const std::string& source)
{
    ReplayHeaders result;
    readCount(headers, result);
    for (const Header& header : headers)
        result.decisions.push_back(decide(header, options));
    if (!options.addWeirHeaders)
        return result;
    const auto add = [&](std::string_view name, std::string value, const char* reason) {
        result.decisions.push_back({{std::string(name), std::move(value)}, HeaderFate::Added, reason});
    };
    add(replay_header::id, id, "the same for every replay of this dead letter: consumers can recognise a second one");
    add(replay_header::count, std::to_string(result.earlierReplays + 1), "how often the record has been put back");
    add(replay_header::source, source, "the dead letter it was taken from");
    return result;
}

} // namespace weir
