// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/replay_jobs.h"

#include "app/weirctl/replay_running.h"
#include "app/weirctl/text_table.h"

#include "core/base/bytes.h"
#include "core/records/export_file.h"
#include "core/records/record_json.h"

namespace weir::cli {
namespace {

constexpr std::size_t mostJobs = 1'000;

std::string jsonOf(const ReplayJobInfo& info)
{
    JsonLine line;
    line.text("job", info.job)
        .text("title", info.title)
        .text("profile", info.profile)
        .text("cluster", info.cluster)
        .text("target_cluster", info.targetCluster)
        .raw("targets", jsonArray(info.targets, [](const std::string& topic) { return jsonString(topic); }))
        .number("created", info.created)
        .number("ended", info.ended)
        .text("state", std::string(stateCode(info.state)))
        .flag("transactional", info.delivery == ReplayDelivery::Transactional)
        .text("reason", info.reason.empty() ? std::nullopt : std::optional(info.reason));
    addCounts(line, info.counts);
    return line.str();
}

} // namespace

int listJobs(Session& session, const ReplayJournal& journal)
{
    const auto jobs = journal.jobs(mostJobs);
    if (!jobs)
        return session.failed(jobs.error());
    TextTable table({{"JOB"}, {"CREATED"}, {"STATE"}, {"OUTCOME"}, {"WHAT"}});
    for (const ReplayJobInfo& info : *jobs) {
        if (session.json())
            session.print(jsonOf(info));
        else
            table.addRow({info.job, formatUtc(info.created), std::string(stateCode(info.state)), countsText(info.counts), info.title});
    }
    if (!session.json())
        session.print(table.empty() ? "no replay was made on this computer" : table.text());
    return session.finish();
}

int printReceipt(Session& session, const ReplayJournal& journal, const std::string& job, const std::optional<std::string>& output)
{
    const auto withBreak = [](std::string_view line) {
        return line.ends_with('\n') ? std::string(line) : std::string(line) + "\n";
    };
    if (!output) {
        const auto written = writeReceipt(journal, job, [&](std::string_view line) -> Result<void> {
            session.print(withBreak(line));
            if (session.stopToken().stop_requested())
                return fail(cancelledError("Writing the receipt"));
            return {};
        });
        return written ? session.finish() : session.failed(written.error());
    }
    const auto file = ExportFile::create(*output);
    if (!file)
        return session.failed(file.error());
    const auto written = writeReceipt(journal, job, [&](std::string_view line) { return (*file)->write(withBreak(line)); });
    if (!written)
        return session.failed(written.error());
    const auto kept = (*file)->keep();
    if (!kept)
        return session.failed(kept.error());
    session.note("The receipt is in " + kept->string() + ".");
    return session.finish();
}

} // namespace weir::cli
