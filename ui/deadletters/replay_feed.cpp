// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/replay_feed.h"

namespace weir::ui {

struct ReplayFeed::Parts {};

ReplayFeed::ReplayFeed(PageContext context, Files files, QObject* parent)
    : RunningWork(parent), m_context(std::move(context)), m_files(std::move(files))
{
}
ReplayFeed::~ReplayFeed() = default;
const ReplayProgress* ReplayFeed::job(const std::string&) const { return nullptr; }
void ReplayFeed::start(std::shared_ptr<const ReplayPlan>, const QString&) {}
void ReplayFeed::pause(const QString&) {}
void ReplayFeed::resume(const QString&) {}
void ReplayFeed::cancel(const QString&) {}
void ReplayFeed::setRate(const QString&, double) {}
void ReplayFeed::open(const QString&) {}
std::vector<WorkItem> ReplayFeed::items() const { return {}; }
void ReplayFeed::saveReceipt(const QString&, const QString&) {}

} // namespace weir::ui
