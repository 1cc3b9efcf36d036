// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/letter_archive.h"

#include "core/records/export_file.h"
#include "core/records/record_export.h"

#include <algorithm>
#include <map>

namespace weir::ui {
namespace {

std::map<std::string, ExportChosen> byTopic(const std::vector<LetterPlace>& places)
{
    std::map<std::string, ExportChosen> topics;
    for (const LetterPlace& place : places) {
        ExportChosen& chosen = topics[place.partition.topic];
        chosen.topic = place.partition.topic;
        chosen.places.push_back({place.partition.partition, place.offset});
    }
    return topics;
}

} // namespace

Result<ArchiveReport> archiveLetters(Cluster& cluster, std::vector<LetterPlace> places, const std::filesystem::path& path,
                                     const std::function<void(const ArchiveReport&)>& progress, const Call& call)
{
    ArchiveReport report;
    report.wanted = static_cast<std::int64_t>(places.size());
    auto file = ExportFile::create(path);
    if (!file)
        return fail(file.error());
    for (auto& [topic, chosen] : byTopic(places)) {
        const ArchiveReport before = report;
        ExportRequest request;
        request.what = std::move(chosen);
        const auto tell = [&](const ExportReport& now) {
            report.written = before.written + now.records;
            report.bytes = before.bytes + now.bytes;
            if (progress)
                progress(report);
        };
        const auto part = exportRecords(cluster, request, [&](std::string_view bytes) { return (*file)->write(bytes); }, tell, call);
        if (!part)
            return fail(part.error());
        report.written = before.written + part->records;
        report.bytes = before.bytes + part->bytes;
        report.missing += static_cast<std::int64_t>(part->missing.size());
        report.failures.insert(report.failures.end(), part->failures.begin(), part->failures.end());
        report.cancelled = report.cancelled || part->cancelled || call.over();
        if (report.cancelled)
            return report;
    }
    auto kept = report.complete() ? (*file)->keep() : (*file)->keepPartial();
    if (!kept)
        return fail(kept.error());
    report.file = std::move(*kept);
    return report;
}

} // namespace weir::ui
