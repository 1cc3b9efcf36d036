// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/commands.h"
#include "app/weirctl/json_line.h"
#include "app/weirctl/read_request.h"
#include "app/weirctl/reading.h"
#include "app/weirctl/record_printer.h"

#include "core/records/kept_records.h"
#include "core/records/record_follow.h"
#include "core/records/scan_pass.h"

#include <algorithm>
#include <cstdio>
#include <set>

namespace weir::cli {
namespace {

/// A range of so many offsets is held and merged by time; a larger one is printed as it comes.
constexpr std::int64_t mostMerged = 10'000;

std::string plural(std::int64_t count, const char* what)
{
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

/// One run of `weirctl read` over a range, or following.
class RangeRead
{
public:
    RangeRead(Session& session, Cluster& cluster, const ReadRequest& request)
        : m_session(session), m_cluster(cluster), m_request(request), m_printer(session, request)
    {
    }

    [[nodiscard]] int run()
    {
        if (m_request.follow && !m_request.from)
            return follow({});
        auto range = resolveRange(m_cluster, m_request.asRange(), m_session.call());
        if (!range)
            return m_session.failed(range.error());
        m_session.complain(range->failures);
        m_request.cut(range->values);
        for (const auto& [partition, part] : range->values)
            if (!part.remark.empty())
                m_session.note(toString(partition) + ": " + part.remark + ".");
        return m_request.follow ? follow(range->values) : scan(std::move(range->values));
    }

private:
    [[nodiscard]] int scan(ResolvedRange range)
    {
        const auto reader = m_cluster.newReader(m_request.isolation);
        if (!reader)
            return m_session.failed(reader.error());
        ScanRequest scan;
        scan.topic = m_request.topic;
        scan.range = std::move(range);
        scan.filter = m_request.filter;
        scan.isolation = m_request.isolation;
        ScanState state = freshScanState(scan);
        const bool merge = m_request.filter.matchesEverything() && !m_request.count && state.offsetsInRange <= mostMerged;
        scan.maxHits = merge ? 0 : m_request.limit.value_or(0);
        KeptRecords kept = keep(scan.range.size());
        const auto onHit = [&](const RecordView& record) {
            if (merge)
                kept.offer(record);
            else if (!m_request.count)
                m_printer.print(record.toRecord());
            return m_session.stopToken().stop_requested() ? SinkAnswer::Stop : SinkAnswer::Continue;
        };
        scanRecords(m_cluster, **reader, scan, state, onHit, {}, m_session.longCall());
        for (const Record& record : kept.take())
            m_printer.print(record);
        if (m_request.count)
            printCount(state);
        else
            m_printer.finish();
        return finish(state, kept.dropped());
    }

    /// Without an end of its own newest:N asks for N records, which are among the last N offsets of each partition.
    [[nodiscard]] KeptRecords keep(std::size_t partitions) const
    {
        const bool counted = m_request.from && m_request.from->count != ReadEdge::Count::None && !m_request.to;
        const bool newest = counted && m_request.from->count == ReadEdge::Count::Newest;
        const std::int64_t most = std::min(counted ? m_request.from->records : mostMerged, m_request.limit.value_or(mostMerged));
        return {newest ? KeptRecords::Prefer::Newest : KeptRecords::Prefer::Oldest,
                partitions == 1 ? KeptRecords::Order::ByOffset : KeptRecords::Order::ByTime, static_cast<std::size_t>(most),
                std::size_t{256} << 20U};
    }

    void printCount(const ScanState& state)
    {
        if (m_request.format != ReadRequest::Format::Ndjson)
            return m_session.print(std::to_string(state.hits));
        m_session.print(JsonLine()
                            .text("topic", m_request.topic)
                            .number("count", state.hits)
                            .number("records_read", state.records)
                            .number("offsets_scanned", state.offsetsScanned)
                            .number("offsets_in_range", state.offsetsInRange)
                            .flag("complete", state.end == ScanEnd::Finished && state.offsetsScanned == state.offsetsInRange)
                            .str());
    }

    [[nodiscard]] int finish(const ScanState& state, bool dropped)
    {
        std::int64_t damaged = 0;
        std::int64_t deleted = 0;
        for (const auto& [partition, part] : state.partitions) {
            if (part.error)
                m_session.complain(std::vector<Failure>{{toString({m_request.topic, partition}), *part.error}});
            damaged += part.damagedOffsets();
            deleted += part.deleted;
        }
        const std::int64_t found = m_request.count ? state.hits : m_printer.printed();
        std::string text = plural(found, "record") + "; " + std::to_string(state.offsetsScanned) + " of " +
                           std::to_string(state.offsetsInRange) + " offsets read";
        if (damaged > 0)
            text += "; " + plural(damaged, "offset") + " damaged";
        if (deleted > 0)
            text += "; " + plural(deleted, "offset") + " deleted meanwhile";
        if (dropped || state.end == ScanEnd::HitLimit)
            text += "; there may be more";
        m_session.note(text + ".");
        if (state.end == ScanEnd::Stopped)
            m_session.complain(Error{ErrorKind::TimedOut, "The answer is not complete: reading was broken off after " +
                                                              std::to_string(state.offsetsScanned) + " of " +
                                                              std::to_string(state.offsetsInRange) + " offsets.",
                                     {}, 0, true});
        return m_session.finish();
    }

    [[nodiscard]] int follow(const ResolvedRange& range)
    {
        // Following waits for a topic to come; one that was never there is more likely misspelt.
        if (const auto topic = m_cluster.admin().topic(m_request.topic, m_session.call()); !topic)
            return m_session.failed(topic.error());
        FollowRequest request{m_request.topic, m_request.partitions, m_request.isolation, {}};
        for (const auto& [partition, part] : range)
            request.begin[partition.partition] = part.begin;
        const auto matcher = m_request.filter.matcher();
        std::int64_t received = 0;
        std::int64_t matched = 0;
        FollowState last;
        const auto followed = followRecords(
            m_cluster, request,
            [&](const RecordView& record) {
                ++received;
                if (matcher->matches(record)) {
                    ++matched;
                    if (!m_request.count)
                        m_printer.print(record.toRecord());
                }
                return m_request.limit && matched >= *m_request.limit ? SinkAnswer::Stop : SinkAnswer::Continue;
            },
            [&](const FollowState& now) {
                for (const Failure& failure : now.failures)
                    if (std::ranges::find(last.failures, failure) == last.failures.end())
                        Session::remark(failure.subject + ": " + failure.error.message);
                if (now.failures.empty() && !last.failures.empty())
                    Session::remark(m_request.topic + ": reading goes on.");
                last = now;
            },
            m_session.stopToken());
        if (!followed)
            return m_session.failed(followed.error());
        if (m_request.count)
            m_session.print(std::to_string(matched));
        m_session.flush();
        m_session.note(plural(matched, "record") + " of " + std::to_string(received) + " that arrived.");
        if (last.missed > 0)
            m_session.complain(Error{ErrorKind::NotFound, plural(last.missed, "offset") + " could not be read.", {}, 0, false});
        return m_session.finish();
    }

    Session& m_session;
    Cluster& m_cluster;
    const ReadRequest& m_request;
    RecordPrinter m_printer;
};

int readMerged(Session& session, Cluster& cluster, const ReadRequest& request, const BrowseRequest& browseRequest)
{
    const auto answer = browse(cluster, browseRequest, session.call());
    if (!answer)
        return session.failed(answer.error());
    RecordPrinter printer(session, request);
    for (const Record& record : answer->values.records)
        printer.print(record);
    printer.finish();
    session.flush();
    session.note(coverageText(answer->values) + ".");
    complainAboutCoverage(session, browseRequest, *answer);
    return session.finish();
}

} // namespace

int runRead(Session& session)
{
    const auto request = readRequest(session.arguments(), session.word(0), nowMs());
    if (!request) {
        Session::remark(request.error().sentence);
        if (!request.error().where.empty())
            std::fprintf(stderr, "%s\n", request.error().where.c_str());
        return exitUsage;
    }
    const auto cluster = session.connect();
    if (!cluster)
        return session.failed(cluster.error());
    if (const auto browse = request->asBrowse())
        return readMerged(session, **cluster, *request, *browse);
    return RangeRead(session, **cluster, *request).run();
}

} // namespace weir::cli
