// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/letter_files.h"

namespace weir::cli {

Result<std::unique_ptr<LetterMarks>> openMarks(const Session& session)
{
    return session.profile().demo ? LetterMarks::inMemory() : LetterMarks::open(LetterMarks::defaultPath());
}

Result<std::shared_ptr<ReplayJournal>> openJournal(const Session& session)
{
    auto journal = session.profile().demo ? ReplayJournal::inMemory() : ReplayJournal::open(ReplayJournal::defaultPath());
    if (!journal)
        return fail(journal.error());
    return std::shared_ptr<ReplayJournal>(std::move(*journal));
}

Result<std::string> clusterIdOf(Cluster& cluster, const Call& call)
{
    const auto reply = cluster.ping(call);
    if (!reply)
        return fail(reply.error());
    return reply->clusterId;
}

} // namespace weir::cli
