// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/record_export.h"

#include "core/records/export_file.h"
#include "core/records/scan_pass.h"
#include "core/topics/topic_offsets.h"

#include <algorithm>
#include <map>
#include <span>

namespace weir {
namespace {

constexpr std::size_t chunkBytes = std::size_t{256} << 10U;
/// Chosen records so close together are fetched in one go; what lies between is thrown away.
constexpr std::int64_t closeTogether = 500;
constexpr std::chrono::milliseconds progressGap{34};

/// Collects formatted records and hands them on in chunks.
class Output
{
public:
    Output(const ExportStyle& style, const ExportSink& sink, ExportReport& report)
        : m_formatter(style), m_sink(sink), m_report(report), m_chunk(m_formatter.head())
    {
    }

    [[nodiscard]] bool write(const Record& record)
    {
        m_formatter.append(m_chunk, record);
        ++m_report.records;
        return m_chunk.size() < chunkBytes || flush();
    }
    [[nodiscard]] bool flush()
    {
        if (m_error)
            return false;
        if (m_chunk.empty())
            return true;
        if (const auto written = m_sink(m_chunk); !written)
            m_error = written.error();
        else
            m_report.bytes += static_cast<std::int64_t>(m_chunk.size());
        m_chunk.clear();
        return !m_error;
    }
    [[nodiscard]] const std::optional<Error>& error() const { return m_error; }

private:
    RecordFormatter m_formatter;
    const ExportSink& m_sink;
    ExportReport& m_report;
    std::string m_chunk;
    std::optional<Error> m_error;
};

void writeRange(Cluster& cluster, Reader& reader, const ScanRequest& request, Output& output, ExportReport& report,
                const ExportProgress& progress, const Call& call)
{
    report.coverage = freshScanState(request);
    ScanState state = report.coverage;
    scanRecords(
        cluster, reader, request, state,
        [&](const RecordView& record) {
            return output.write(record.toRecord()) ? SinkAnswer::Continue : SinkAnswer::Stop;
        },
        [&](const ScanState& now) {
            report.coverage = now;
            if (progress)
                progress(report);
        },
        call);
    report.coverage = std::move(state);
    report.cancelled = report.coverage.end == ScanEnd::Stopped && !output.error();
}

/// Chosen records, partition by partition in runs that lie close together.
class ChosenRecords
{
public:
    ChosenRecords(const ExportChosen& chosen, ExportReport& report) : m_topic(chosen.topic), m_report(report)
    {
        for (const auto& place : chosen.places)
            m_wanted[place.partition].push_back(place.offset);
        for (auto& [partition, offsets] : m_wanted) {
            std::ranges::sort(offsets);
            offsets.erase(std::ranges::unique(offsets).begin(), offsets.end());
            m_report.chosen += static_cast<std::int64_t>(offsets.size());
        }
    }

    void write(Cluster& cluster, Reader& reader, Output& output, const ExportProgress& progress, const Call& call)
    {
        forgetDeleted(cluster, call);
        auto told = Deadline::after(progressGap);
        for (const auto& [partition, offsets] : m_wanted) {
            for (std::size_t begin = 0; begin < offsets.size();) {
                std::size_t end = begin + 1;
                while (end < offsets.size() && offsets[end] - offsets[end - 1] <= closeTogether)
                    ++end;
                const Run run(&offsets[begin], end - begin);
                if (output.error() || call.over())
                    miss(partition, run);
                else
                    writeRun(reader, partition, run, output, call);
                begin = end;
                if (progress && told.expired()) {
                    progress(m_report);
                    told = Deadline::after(progressGap);
                }
            }
        }
        m_report.cancelled = call.over() && !m_report.missing.empty() && !output.error();
    }

private:
    using Run = std::span<const std::int64_t>;

    void miss(std::int32_t partition, Run offsets)
    {
        for (const std::int64_t offset : offsets)
            m_report.missing.push_back({partition, offset});
    }

    /// What lies outside of the log now is gone; a read that began there would fail as a whole.
    void forgetDeleted(Cluster& cluster, const Call& call)
    {
        std::vector<TopicPartition> partitions;
        for (const auto& [partition, offsets] : m_wanted)
            partitions.push_back({m_topic, partition});
        const TopicOffsets now = topicOffsets(cluster, partitions, call);
        for (const TopicPartition& partition : partitions) {
            std::vector<std::int64_t>& offsets = m_wanted[partition.partition];
            const auto start = now.logStart.find(partition);
            const auto end = now.end.find(partition);
            if (start == now.logStart.end() || end == now.end.end())
                continue;
            std::erase_if(offsets, [&](std::int64_t offset) {
                const bool gone = offset < start->second || offset >= end->second;
                if (gone)
                    m_report.missing.push_back({partition.partition, offset});
                return gone;
            });
        }
    }

    void writeRun(Reader& reader, std::int32_t partition, Run offsets, Output& output, const Call& call)
    {
        auto wanted = offsets.begin();
        const auto read = reader.read(
            {{{m_topic, partition}, offsets.front(), offsets.back() + 1}},
            [&](const RecordView& record) {
                const auto reached = std::lower_bound(wanted, offsets.end(), record.offset);
                miss(partition, Run(wanted, reached)); // compaction, or an aborted transaction
                wanted = reached;
                if (wanted == offsets.end() || *wanted != record.offset)
                    return SinkAnswer::Continue;
                ++wanted;
                return output.write(record.toRecord()) ? SinkAnswer::Continue : SinkAnswer::Stop;
            },
            call);
        miss(partition, Run(wanted, offsets.end()));
        for (const Failure& failure : read.failures)
            if (std::ranges::find(m_report.failures, failure.subject, &Failure::subject) == m_report.failures.end())
                m_report.failures.push_back(failure);
    }

    const std::string m_topic;
    ExportReport& m_report;
    std::map<std::int32_t, std::vector<std::int64_t>> m_wanted;
};

} // namespace

bool ExportReport::complete() const
{
    const bool whole = coverage.end == ScanEnd::Finished || coverage.end == ScanEnd::HitLimit;
    return !cancelled && missing.empty() && failures.empty() && (whole || coverage.partitions.empty());
}

Result<ExportReport> exportRecords(Cluster& cluster, const ExportRequest& request, const ExportSink& sink,
                                   const ExportProgress& progress, const Call& call)
{
    ExportReport report;
    Output output(request.style, sink, report);
    const auto* range = std::get_if<ExportRange>(&request.what);
    const auto* chosen = std::get_if<ExportChosen>(&request.what);
    const auto reader = cluster.newReader(range ? range->range.isolation : chosen->isolation);
    if (!reader)
        return fail(reader.error());
    if (range)
        writeRange(cluster, **reader, range->range, output, report, progress, call);
    else
        ChosenRecords(*chosen, report).write(cluster, **reader, output, progress, call);
    if (!output.flush())
        return fail(*output.error());
    return report;
}

Result<ExportReport> exportToFile(Cluster& cluster, const ExportRequest& request, const std::filesystem::path& path,
                                  const ExportProgress& progress, const Call& call)
{
    const auto file = ExportFile::create(path);
    if (!file)
        return fail(file.error());
    auto report =
        exportRecords(cluster, request, [&](std::string_view bytes) { return (*file)->write(bytes); }, progress, call);
    if (!report || report->cancelled)
        return report;
    auto kept = report->complete() ? (*file)->keep() : (*file)->keepPartial();
    if (!kept)
        return fail(kept.error());
    report->file = std::move(*kept);
    return report;
}

} // namespace weir
