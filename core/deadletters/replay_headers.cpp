// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/replay_headers.h"

#include "core/deadletters/failure_headers.h"

#include <algorithm>
#include <charconv>

namespace weir {
namespace {

constexpr std::string_view javaObjects = "springDeserializerException";

bool isReplayHeader(std::string_view name)
{
    return name == replay_header::id || name == replay_header::job || name == replay_header::count ||
           name == replay_header::source;
}

void decide(HeaderDecision& decision, HeaderPolicy policy, bool addWeirHeaders, const FailureHeaders& failure)
{
    const std::string& name = decision.header.name;
    decision.fate = HeaderFate::Removed;
    // Whatever is chosen: consumers have deserialised this one and run what was in it (CVE-2023-34040).
    if (name.starts_with(javaObjects)) {
        decision.reason = "a serialised Java object; never sent on";
    } else if (policy == HeaderPolicy::RemoveAll) {
        decision.reason = "all headers are removed";
    } else if (addWeirHeaders && isReplayHeader(name)) {
        decision.reason = "replaced by this replay's own";
    } else if (policy == HeaderPolicy::RemoveFailure && failure.contains(name)) {
        decision.reason = "tells of the failure; a consumer would act on it";
    } else {
        decision.fate = HeaderFate::Kept;
    }
}

std::optional<std::int64_t> readCount(const OptionalBytes& value)
{
    constexpr std::size_t mostDigits = 9;
    const std::string_view text = value ? std::string_view(*value) : std::string_view();
    std::int64_t count = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    const bool readable =
        error == std::errc() && end == text.data() + text.size() && count >= 0 && text.size() <= mostDigits;
    return readable ? std::optional(count) : std::nullopt;
}

} // namespace

std::int64_t earlierReplays(const Headers& headers)
{
    std::int64_t most = 0;
    for (const Header& header : headers)
        if (header.name == replay_header::count)
            most = std::max(most, readCount(header.value).value_or(0));
    return most;
}

Headers ReplayHeaders::sent() const
{
    Headers headers;
    for (const HeaderDecision& decision : decisions)
        if (decision.fate != HeaderFate::Removed)
            headers.push_back(decision.header);
    return headers;
}

ReplayHeaders decideReplayHeaders(const Headers& headers, HeaderPolicy policy, bool addWeirHeaders,
                                  const ReplayStamp& stamp, const std::vector<CustomConvention>& own)
{
    ReplayHeaders result;
    result.earlierReplays = std::max(stamp.earlierReplays, earlierReplays(headers));
    result.decisions.reserve(headers.size() + 4);
    const FailureHeaders failure(headers, own);
    for (const Header& header : headers) {
        result.countUnreadable |= header.name == replay_header::count && !readCount(header.value);
        decide(result.decisions.emplace_back(HeaderDecision{header, HeaderFate::Kept, {}}), policy, addWeirHeaders,
               failure);
    }
    if (!addWeirHeaders)
        return result;
    const auto add = [&](std::string_view name, std::string value, const char* reason) {
        result.decisions.push_back({{std::string(name), std::move(value)}, HeaderFate::Added, reason});
    };
    add(replay_header::id, stamp.id,
        "the same for every replay of this dead letter: consumers can recognise a second one");
    if (!stamp.job.empty())
        add(replay_header::job, stamp.job, "the job that put the record back");
    add(replay_header::count, std::to_string(result.earlierReplays + 1), "how often the record has been put back");
    add(replay_header::source, stamp.source, "the dead letter it was taken from");
    return result;
}

} // namespace weir
