// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/transaction_feed.h"

namespace weir::ui {

struct TransactionFeed::Parts {};
TransactionFeed::TransactionFeed(PageContext context, std::filesystem::path, QObject* parent) : RunningWork(parent), m_context(std::move(context)) {}
TransactionFeed::~TransactionFeed() = default;
void TransactionFeed::start(std::vector<OutgoingRecord>, TransactionEnd, std::chrono::milliseconds, const std::string&) {}
void TransactionFeed::commit(const QString&) {}
void TransactionFeed::abort(const QString&) {}
void TransactionFeed::settle(const QString&) {}
std::vector<WorkItem> TransactionFeed::items() const { return {}; }
void TransactionFeed::pause(const QString&) {}
void TransactionFeed::resume(const QString&) {}
void TransactionFeed::cancel(const QString&) {}
void TransactionFeed::open(const QString&) {}

} // namespace weir::ui
