// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/send_history.h"

namespace weir {

std::filesystem::path SendHistory::defaultPath() { return {}; }
Result<std::unique_ptr<SendHistory>> SendHistory::open(const std::filesystem::path&) { return fail(ErrorKind::Unsupported, "The history is missing."); }
Result<std::unique_ptr<SendHistory>> SendHistory::inMemory() { return fail(ErrorKind::Unsupported, "The history is missing."); }
Result<std::int64_t> SendHistory::add(const SentRecord&) { return fail(ErrorKind::Unsupported, "The history is missing."); }
Result<std::vector<SentRecord>> SendHistory::list(const std::string&) const { return std::vector<SentRecord>(); }
Result<void> SendHistory::clear(const std::string&) { return {}; }

} // namespace weir
