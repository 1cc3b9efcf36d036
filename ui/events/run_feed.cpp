// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/run_feed.h"

namespace weir::ui {

struct RunFeed::Parts {};
RunFeed::RunFeed(PageContext context, std::filesystem::path, QObject* parent) : RunningWork(parent), m_context(std::move(context)) {}
RunFeed::~RunFeed() = default;
void RunFeed::start(const QString&, const QString&, OpenSource, RunPlan) {}
const RunView* RunFeed::run(const QString&) const { return nullptr; }
std::vector<RunSecond> RunFeed::seconds(const QString&, quint64) const { return {}; }
std::vector<WorkItem> RunFeed::items() const { return {}; }
void RunFeed::pause(const QString&) {}
void RunFeed::resume(const QString&) {}
void RunFeed::cancel(const QString&) {}
void RunFeed::open(const QString&) {}

} // namespace weir::ui
