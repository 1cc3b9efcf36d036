// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/scan_pass.h"

#include <algorithm>
#include <limits>

namespace weir {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto progressInterval = 34ms;
constexpr std::int64_t firstChunk = 2'000;
constexpr std::int64_t largestChunk = 4'000'000;

std::int64_t chunkEnd(const ScanCoverage& part)
{
    return part.end - part.earlier;
}

void total(ScanState& state)
{
    state.offsetsInRange = state.offsetsScanned = state.records = state.bytes = state.hits = 0;
    for (const auto& [partition, part] : state.partitions) {
        state.offsetsInRange += part.end - part.begin;
        state.offsetsScanned += part.scanned();
        state.records += part.records;
        state.bytes += part.bytes;
        state.hits += part.hits;
    }
}

/// What reading one place says.
struct Probe {
    bool readable = false; ///< there is a record, or the range ends without one
    bool unknown = false;  ///< anything but damage came in between
    Error error;           ///< why it is not readable
};

Probe probeOnce(Reader& reader, const TopicPartition& partition, std::int64_t at, std::int64_t end, const Call& call)
{
    Call quick = call;
    if (quick.deadline.remaining() > 30s)
        quick.deadline = Deadline::after(30s);
    bool record = false;
    const auto read = reader.read(
        {{partition, at, end}},
        [&](const RecordView&) {
            record = true;
            return SinkAnswer::Stop;
        },
        quick);
    const auto progress = read.values.find(partition);
    if (record || (progress != read.values.end() && progress->second.finished))
        return {true, false, {}};
    if (read.failures.empty())
        return {false, true, {}};
    const Error& error = read.failures.front().error;
    return {false, !meansDamage(error), error};
}

Probe probe(Reader& reader, const TopicPartition& partition, std::int64_t at, std::int64_t end, const Call& call)
{
    Probe answer = probeOnce(reader, partition, at, end, call);
    // Behind a damaged batch librdkafka may still hear that an earlier, senseless request lay outside of the log.
    for (int again = 0; again < 3 && answer.unknown && answer.error.kind == ErrorKind::InvalidInput; ++again)
        answer = probeOnce(reader, partition, at, end, call);
    return answer;
}

class ScanPass
{
public:
    ScanPass(Cluster& cluster, Reader& reader, const ScanRequest& request, ScanState& state, const RecordSink& onHit,
             const std::function<void(const ScanState&)>& progress, const Call& call)
        : m_cluster(cluster), m_reader(reader), m_request(request), m_state(state), m_onHit(onHit),
          m_progress(progress), m_call(call), m_elapsedBefore(state.elapsed),
          m_maxHits(request.maxHits > 0 ? request.maxHits : std::numeric_limits<std::int64_t>::max())
    {
        if (!request.filter.matchesEverything())
            m_matcher = request.filter.matcher();
    }

    void run()
    {
        m_state.end = ScanEnd::Running;
        for (auto& [partition, part] : m_state.partitions) {
            part.error.reset();
            part.atDamage = false;
        }
        lookAround();
        for (auto ranges = plan(); !ranges.empty() && !over(); ranges = plan())
            absorb(ranges, m_reader.read(
                               ranges, [this](const RecordView& record) { return take(record); }, m_call));
        finish();
    }

private:
    struct Bounds {
        std::int64_t readableEnd = std::numeric_limits<std::int64_t>::max(); ///< high watermark or last stable offset
        std::int64_t logStart = 0;
        std::int64_t cut = 0; ///< below it no timestamp can match
    };

    [[nodiscard]] bool over() const { return m_end != ScanEnd::Running || m_call.over(); }

    [[nodiscard]] std::vector<TopicPartition> openPartitions() const
    {
        std::vector<TopicPartition> open;
        for (const auto& [partition, part] : m_state.partitions)
            if (!part.finished && !part.error)
                open.push_back({m_request.topic, partition});
        return open;
    }

    /// Where the logs begin and end now. What cannot be told is left to the read, which says why.
    void lookAround()
    {
        const auto open = openPartitions();
        if (open.empty())
            return;
        Admin& admin = m_cluster.admin();
        const auto quick = [&] {
            return Call{Deadline::after(std::min<std::chrono::milliseconds>(m_call.deadline.remaining(), 5s)), m_call.stop};
        };
        const auto point = m_request.isolation == Isolation::ReadCommitted ? OffsetPoint::LastStable : OffsetPoint::End;
        const auto ends = admin.offsets(open, point, quick());
        if (ends.values.empty())
            return;
        for (const auto& [partition, offset] : ends.values)
            m_bounds[partition.partition].readableEnd = offset;
        for (const auto& [partition, offset] : admin.offsets(open, OffsetPoint::LogStart, quick()).values)
            m_bounds[partition.partition].logStart = offset;
        if (const auto earliest = m_request.filter.notBefore())
            for (const auto& [partition, offset] : admin.offsetsAtTime(open, *earliest, quick()).values)
                m_bounds[partition.partition].cut = offset;
    }

    /// True when the log begins behind the place where reading would have gone on.
    static bool followLogStart(ScanCoverage& part, std::int64_t logStart)
    {
        const std::int64_t gone = std::min(logStart, chunkEnd(part)) - part.next;
        if (gone <= 0)
            return false;
        part.deleted += gone;
        part.next += gone;
        return true;
    }

    [[nodiscard]] std::vector<ReadRange> plan()
    {
        std::vector<ReadRange> ranges;
        for (auto& [partition, part] : m_state.partitions) {
            if (part.finished || part.error)
                continue;
            const Bounds& bounds = m_bounds[partition];
            if (bounds.readableEnd < chunkEnd(part) && (part.earlier > 0 || part.later > 0)) {
                part.error = endsEarly(partition, bounds.readableEnd);
                continue;
            }
            nextChunk(part, bounds);
            const std::int64_t end = std::min(chunkEnd(part), bounds.readableEnd);
            if (part.next < end)
                ranges.push_back({{m_request.topic, partition}, part.next, end});
            else if (!part.finished)
                part.error = endsEarly(partition, bounds.readableEnd);
        }
        if (m_hitsInRound * 4 < m_maxHits)
            m_width = std::min(m_width * 4, largestChunk);
        m_hitsInRound = 0;
        m_current = nullptr;
        return ranges;
    }

    /// Leaves `part` at a chunk in which something is to be read, or finished.
    void nextChunk(ScanCoverage& part, const Bounds& bounds) const
    {
        const bool fresh = part.next == part.begin && part.earlier == 0 && part.later == 0;
        if (m_request.newestFirst && fresh && bounds.readableEnd >= part.end)
            openChunk(part, bounds);
        for (;;) {
            followLogStart(part, bounds.logStart);
            part.next = std::max(part.next, std::min(bounds.cut, chunkEnd(part)));
            if (part.next < chunkEnd(part))
                return;
            if (part.later == 0) {
                part.finished = true;
                return;
            }
            part.earlier = part.end - (part.begin + part.later);
            openChunk(part, bounds);
        }
    }

    void openChunk(ScanCoverage& part, const Bounds& bounds) const
    {
        const std::int64_t size = chunkEnd(part) - part.begin;
        const bool nothingThere = chunkEnd(part) <= std::max(bounds.cut, bounds.logStart);
        part.later = nothingThere ? 0 : std::max<std::int64_t>(0, size - m_width);
        part.next = part.begin + part.later;
    }

    [[nodiscard]] Error endsEarly(std::int32_t partition, std::int64_t at) const
    {
        const std::string what = "Could not read " + toString({m_request.topic, partition}) + " beyond offset " +
                                 std::to_string(at);
        if (m_request.isolation == Isolation::ReadCommitted)
            return {ErrorKind::Broker,
                    what + ": a transaction that is still open holds readers of committed records back. Go on when it "
                           "has ended.",
                    {}, 0, true};
        return {ErrorKind::Broker, what + ": the log ends there now; it was cut off or the topic was made anew.", {}, 0,
                false};
    }

    SinkAnswer take(const RecordView& record)
    {
        if (m_current == nullptr || record.partition != m_currentId) {
            m_currentId = record.partition;
            m_current = &m_state.partitions.at(record.partition);
        }
        ScanCoverage& part = *m_current;
        part.next = record.offset + 1;
        ++part.records;
        part.bytes += static_cast<std::int64_t>((record.key ? record.key->size() : 0) +
                                                (record.value ? record.value->size() : 0));
        if (!m_matcher || m_matcher->matches(record)) {
            ++part.hits;
            ++m_hitsInRound;
            if (m_onHit && m_onHit(record) == SinkAnswer::Stop)
                m_end = ScanEnd::Stopped;
            else if (++m_hits >= m_maxHits)
                m_end = ScanEnd::HitLimit;
            else
                tick();
            return m_end == ScanEnd::Running ? SinkAnswer::Continue : SinkAnswer::Stop;
        }
        if (--m_untilTick <= 0)
            tick();
        return SinkAnswer::Continue;
    }

    /// Asking the clock costs as much as a quick filter, so it is asked about once a millisecond: the number of records
    /// between two looks follows their rate.
    void tick()
    {
        const auto now = Clock::now();
        const auto since = now - m_lastTick;
        m_lastTick = now;
        if (since < 500us)
            m_stride = std::min(m_stride * 2, 100'000);
        else if (since > 2ms)
            m_stride = std::max(m_stride / 8, 1);
        m_untilTick = m_stride;
        if (now - m_lastProgress < progressInterval)
            return;
        m_lastProgress = now;
        publish(now);
    }

    void publish(Clock::time_point now)
    {
        total(m_state);
        m_state.elapsed = m_elapsedBefore + std::chrono::duration_cast<std::chrono::milliseconds>(now - m_start);
        if (m_progress)
            m_progress(m_state);
    }

    void absorb(const std::vector<ReadRange>& ranges, const Partial<std::map<TopicPartition, ReadProgress>>& read)
    {
        for (const ReadRange& range : ranges) {
            ScanCoverage& part = m_state.partitions.at(range.partition.partition);
            const std::string subject = toString(range.partition);
            const auto progress = read.values.find(range.partition);
            if (progress != read.values.end())
                part.next = std::max(part.next, progress->second.finished ? range.end
                                                                          : std::min(progress->second.next, range.end));
            const auto failure = std::ranges::find(read.failures, subject, &Failure::subject);
            if (failure != read.failures.end())
                failed(range.partition, part, failure->error);
            else if (part.next <= range.begin && !over())
                part.error = timedOutError("Reading " + subject); // or it would be asked for ever
        }
    }

    void failed(const TopicPartition& partition, ScanCoverage& part, const Error& error)
    {
        if (m_call.over() && (error.kind == ErrorKind::Cancelled || error.kind == ErrorKind::TimedOut))
            return;
        if (error.kind == ErrorKind::InvalidInput) {
            const auto now = m_cluster.admin().offsets({partition}, OffsetPoint::LogStart, m_call);
            const auto start = now.values.find(partition);
            if (start != now.values.end() && followLogStart(part, start->second)) {
                m_bounds[partition.partition].logStart = start->second;
                return;
            }
        }
        part.error = error;
        part.atDamage = meansDamage(error);
        if (error.kind == ErrorKind::TimedOut)
            examineSilence(partition, part);
    }

    /// Nothing came. The page reader verifies checksums, so it tells a damaged batch, about which this one may be silent.
    void examineSilence(const TopicPartition& partition, ScanCoverage& part)
    {
        const Probe answer = probe(m_cluster.reader(), partition, part.next, chunkEnd(part), m_call);
        std::int64_t& examined = m_examined.try_emplace(partition.partition, -1).first->second;
        if (!answer.readable && !answer.unknown) {
            part.error = answer.error;
            part.atDamage = true;
        } else if (answer.readable && examined != part.next) {
            part.error.reset(); // slow, not damaged: once more from there
        }
        examined = part.next;
    }

    void finish()
    {
        bool failed = false;
        bool finished = true;
        for (auto& [partition, part] : m_state.partitions) {
            part.finished = part.finished || part.remaining() == 0;
            finished = finished && part.finished;
            failed = failed || part.error;
        }
        m_state.end = finished                          ? ScanEnd::Finished
                      : m_end != ScanEnd::Running       ? m_end
                      : m_call.over()                   ? ScanEnd::Stopped
                      : failed                          ? ScanEnd::Failed
                                                        : ScanEnd::Stopped;
        publish(Clock::now());
    }

    Cluster& m_cluster;
    Reader& m_reader;
    const ScanRequest& m_request;
    ScanState& m_state;
    const RecordSink& m_onHit;
    const std::function<void(const ScanState&)>& m_progress;
    const Call& m_call;
    const Clock::time_point m_start = Clock::now();
    const std::chrono::milliseconds m_elapsedBefore;
    const std::int64_t m_maxHits;
    std::unique_ptr<RecordMatcher> m_matcher;
    std::map<std::int32_t, Bounds> m_bounds;
    std::map<std::int32_t, std::int64_t> m_examined; ///< where nothing came
    ScanCoverage* m_current = nullptr;
    std::int32_t m_currentId = -1;
    std::int64_t m_hits = 0;
    std::int64_t m_hitsInRound = 0;
    std::int64_t m_width = firstChunk;
    int m_stride = 1;
    int m_untilTick = 1;
    Clock::time_point m_lastTick = m_start;
    Clock::time_point m_lastProgress;
    ScanEnd m_end = ScanEnd::Running;
};

} // namespace

ScanState freshScanState(const ScanRequest& request)
{
    ScanState state;
    for (const auto& [partition, range] : request.range) {
        ScanCoverage part;
        part.begin = part.next = range.begin;
        part.end = std::max(range.begin, range.end);
        part.finished = part.begin == part.end;
        state.partitions[partition.partition] = std::move(part);
    }
    total(state);
    return state;
}

void scanRecords(Cluster& cluster, Reader& reader, const ScanRequest& request, ScanState& state,
                 const RecordSink& onHit, const std::function<void(const ScanState&)>& progress, const Call& call)
{
    ScanPass(cluster, reader, request, state, onHit, progress, call).run();
}

void skipDamage(Cluster& cluster, Reader& reader, const ScanRequest& request, std::int32_t partition, ScanState& state,
                const Call& call)
{
    const auto found = state.partitions.find(partition);
    if (found == state.partitions.end() || !found->second.atDamage || !found->second.error)
        return;
    ScanCoverage& part = found->second;
    const TopicPartition subject{request.topic, partition};
    const std::int64_t end = chunkEnd(part);
    std::int64_t bad = part.next; // cannot be read
    std::int64_t good = end;      // can be read, or is the end
    int probes = 0;
    Reader* asked = &reader;
    const auto readable = [&](std::int64_t at) -> std::optional<bool> {
        if (++probes > mostDamageProbes)
            return std::nullopt;
        Probe answer = probe(*asked, subject, at, end, call);
        if (answer.unknown && asked != &cluster.reader() && !call.over()) {
            asked = &cluster.reader(); // it verifies checksums, so it speaks where the other one is silent
            answer = probe(*asked, subject, at, end, call);
        }
        return answer.unknown ? std::nullopt : std::optional(answer.readable);
    };
    for (std::int64_t step = 1; step < end - part.next; step *= 2) {
        const auto answer = readable(part.next + step);
        if (!answer)
            return;
        if (*answer) {
            good = part.next + step;
            break;
        }
        bad = part.next + step;
    }
    while (good - bad > 1) {
        const std::int64_t middle = bad + (good - bad) / 2;
        const auto answer = readable(middle);
        if (!answer)
            return;
        (*answer ? good : bad) = middle;
    }
    part.damaged.push_back({part.next, good, *part.error});
    part.next = good;
    part.error.reset();
    part.atDamage = false;
    part.finished = part.remaining() == 0;
    total(state);
}

ScanHit previewOf(const RecordView& record, std::size_t previewBytes)
{
    ScanHit hit;
    hit.partition = record.partition;
    hit.offset = record.offset;
    hit.timestamp = record.timestamp;
    hit.keyNull = !record.key;
    hit.valueNull = !record.value;
    const std::string_view key = record.key.value_or(std::string_view());
    const std::string_view value = record.value.value_or(std::string_view());
    std::size_t size = key.size() + value.size();
    for (const Header& header : record.headers())
        size += header.name.size() + (header.value ? header.value->size() : 0);
    hit.keySize = static_cast<std::uint32_t>(key.size());
    hit.valueSize = static_cast<std::uint32_t>(value.size());
    hit.totalSize = static_cast<std::uint32_t>(size);
    hit.key = key.substr(0, previewBytes);
    hit.value = value.substr(0, previewBytes);
    return hit;
}

} // namespace weir
