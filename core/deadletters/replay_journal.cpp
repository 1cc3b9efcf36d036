// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/replay_journal.h"

namespace weir {

namespace {
std::unexpected<Error> notYet() { return fail(ErrorKind::Unsupported, "Not built yet."); }
} // namespace

struct ReplayJournal::Parts {};

std::string_view outcomeCode(ReplayOutcome) { return {}; }
std::string_view stateCode(ReplayState) { return {}; }
ReplayJournal::ReplayJournal(std::unique_ptr<Parts> parts) : m_parts(std::move(parts)) {}
ReplayJournal::~ReplayJournal() = default;
Result<std::unique_ptr<ReplayJournal>> ReplayJournal::open(const std::filesystem::path&) { return notYet(); }
Result<std::unique_ptr<ReplayJournal>> ReplayJournal::inMemory() { return notYet(); }
std::filesystem::path ReplayJournal::defaultPath() { return {}; }
Result<void> ReplayJournal::begin(const ReplayPlan&, const std::string&, const std::string&) { return notYet(); }
Result<ReplayPlan> ReplayJournal::plan(const std::string&) const { return notYet(); }
Result<ReplayJobInfo> ReplayJournal::info(const std::string&) const { return notYet(); }
Result<std::vector<ReplayJobInfo>> ReplayJournal::jobs(std::size_t) const { return notYet(); }
Result<void> ReplayJournal::setState(const std::string&, ReplayState, const std::string&) { return notYet(); }
Result<void> ReplayJournal::batchBegun(const std::string&, const ReplayBatch&) { return notYet(); }
Result<void> ReplayJournal::commitSent(const std::string&, std::int64_t, std::span<const Delivery>, std::span<const std::int64_t>) { return notYet(); }
Result<void> ReplayJournal::settled(const std::string&, std::int64_t, ReplayBatch::State, std::span<const ReplayResult>) { return notYet(); }
Result<std::optional<ReplayBatch>> ReplayJournal::lastBatch(const std::string&) const { return notYet(); }
Result<std::vector<ReplayResult>> ReplayJournal::results(const std::string&, std::int64_t, std::size_t) const { return notYet(); }
Result<std::map<LetterPlace, ReplayJournal::Earlier>> ReplayJournal::earlier(const std::string&, const std::vector<LetterPlace>&) const { return notYet(); }
Result<std::map<LetterPlace, ReplayJournal::Earlier>> ReplayJournal::earlierOf(const std::string&, const std::string&) const { return notYet(); }
Result<void> writeReceipt(const ReplayJournal&, const std::string&, const std::function<Result<void>(std::string_view)>&) { return notYet(); }

} // namespace weir
