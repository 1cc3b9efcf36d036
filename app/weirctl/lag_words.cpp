// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/lag_words.h"

#include "core/base/bytes.h"

#include <cmath>
#include <cstdio>

namespace weir::cli {
namespace {

std::string kindCode(TimeLag::Kind kind)
{
    switch (kind) {
    case TimeLag::Kind::CaughtUp: return "caught_up";
    case TimeLag::Kind::Exact: return "exact";
    case TimeLag::Kind::Estimate: return "estimate";
    case TimeLag::Kind::Unknown: break;
    }
    return "unknown";
}

std::optional<std::string> whyCode(TimeLag::Why why)
{
    switch (why) {
    case TimeLag::Why::None: break;
    case TimeLag::Why::NotYetRead: return "not_yet_read";
    case TimeLag::Why::NoCommit: return "no_commit";
    case TimeLag::Why::CommitDeleted: return "commit_deleted";
    case TimeLag::Why::BeyondEnd: return "beyond_end";
    case TimeLag::Why::NoTimestamp: return "no_timestamp";
    case TimeLag::Why::ReadFailed: return "read_failed";
    }
    return std::nullopt;
}

std::string decimal(double number)
{
    if (!std::isfinite(number))
        return "null";
    char text[40];
    std::snprintf(text, sizeof text, "%.3f", number);
    return text;
}

std::string aheadCode(const TimeAhead& ahead)
{
    switch (ahead.kind) {
    case TimeAhead::Kind::Now: return "now";
    case TimeAhead::Kind::In: return "in";
    case TimeAhead::Kind::Never: return "never";
    case TimeAhead::Kind::Unknown: break;
    }
    return "unknown";
}

std::optional<std::int64_t> aheadMs(const TimeAhead& ahead)
{
    if (ahead.kind == TimeAhead::Kind::Now)
        return 0;
    return ahead.kind == TimeAhead::Kind::In ? std::optional<std::int64_t>(ahead.in.count()) : std::nullopt;
}

} // namespace

std::optional<std::string> noteCode(LagNote note)
{
    switch (note) {
    case LagNote::None: break;
    case LagNote::NoCommit: return "no_commit";
    case LagNote::BelowLogStart: return "below_log_start";
    case LagNote::BeyondEnd: return "beyond_end";
    }
    return std::nullopt;
}

std::string noteText(const PartitionLag& row)
{
    if (row.error)
        return row.error->message;
    switch (row.note) {
    case LagNote::None: break;
    case LagNote::NoCommit: return "nothing committed";
    case LagNote::BelowLogStart: return "committed offset was deleted";
    case LagNote::BeyondEnd: return "committed beyond the end";
    }
    return {};
}

std::string shownTimeLag(const TimeLag& time)
{
    switch (time.kind) {
    case TimeLag::Kind::CaughtUp: return "caught up";
    case TimeLag::Kind::Exact: return formatDuration(time.behind);
    case TimeLag::Kind::Estimate: return "~" + formatDuration(time.behind);
    case TimeLag::Kind::Unknown: break;
    }
    return "-";
}

std::string whyUnknown(const TimeLag& time)
{
    if (time.kind != TimeLag::Kind::Unknown)
        return {};
    switch (time.why) {
    case TimeLag::Why::None:
    case TimeLag::Why::NotYetRead: return "time: not read yet";
    case TimeLag::Why::NoCommit: return "nothing committed";
    case TimeLag::Why::CommitDeleted: return "committed offset was deleted";
    case TimeLag::Why::BeyondEnd: return "committed beyond the end";
    case TimeLag::Why::NoTimestamp: return "the record has no usable timestamp";
    case TimeLag::Why::ReadFailed: break;
    }
    return "the record could not be read";
}

std::string shownRate(const std::optional<double>& rate)
{
    if (!rate)
        return "-";
    char text[40];
    std::snprintf(text, sizeof text, std::abs(*rate) < 100 ? "%.1f" : "%.0f", *rate);
    return text;
}

std::string shownChange(const std::optional<double>& change)
{
    const std::string text = shownRate(change);
    if (text == "-0.0" || text == "0.0")
        return "0";
    return change && *change > 0 ? "+" + text : text;
}

std::string shownAhead(const TimeAhead& ahead)
{
    switch (ahead.kind) {
    case TimeAhead::Kind::Now: return "now";
    case TimeAhead::Kind::In: return formatDuration(ahead.in);
    case TimeAhead::Kind::Never: return "never";
    case TimeAhead::Kind::Unknown: break;
    }
    return "-";
}

std::string shortened(const std::string& text, std::size_t most)
{
    const std::string safe = escapeForDisplay(text, text.size());
    std::size_t characters = 0;
    std::size_t cut = safe.size(); // where the last character that may stay begins
    for (std::size_t at = 0; at < safe.size(); ++at) {
        if ((static_cast<unsigned char>(safe[at]) & 0xC0U) == 0x80U)
            continue;
        ++characters;
        if (characters == most)
            cut = at;
    }
    return characters <= most ? text : safe.substr(0, cut) + "…";
}

void addStatus(JsonLine& line, const LagStatus& status, const LagDetail& detail)
{
    if (!detail.any())
        return;
    const TimeLag& time = status.time;
    const bool known = time.kind != TimeLag::Kind::Unknown;
    const auto number = [](const std::optional<double>& value) { return value ? decimal(*value) : std::string("null"); };
    line.number("time_lag_ms", known ? std::optional<std::int64_t>(time.behind.count()) : std::nullopt)
        .text("time_lag_kind", kindCode(time.kind))
        .number("time_lag_bound_ms", known ? std::optional<std::int64_t>(time.bound.count()) : std::nullopt)
        .text("time_lag_why", known ? std::nullopt : whyCode(time.why))
        .number("next_unread", time.nextUnread);
    if (!detail.rates)
        return;
    const bool judged = status.health.health != Health::Unknown;
    line.raw("consumed_per_second", number(status.consumed))
        .raw("produced_per_second", number(status.produced))
        .raw("lag_change_per_second", number(status.change))
        .text("drained", aheadCode(status.drained))
        .number("drained_in_ms", aheadMs(status.drained))
        .text("overtaken", aheadCode(status.overtaken))
        .number("overtaken_in_ms", aheadMs(status.overtaken))
        .text("health", std::string(healthCode(status.health.health)))
        .number("health_since", judged ? std::optional<std::int64_t>(status.health.since) : std::nullopt)
        .text("health_reason", status.health.reason.empty() ? std::nullopt : std::optional(status.health.reason));
}

} // namespace weir::cli
