// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/play_feed.h"

namespace weir::ui {

struct PlayFeed::Parts {};
PlayFeed::PlayFeed(PageContext context, std::filesystem::path, QObject* parent) : RunningWork(parent), m_context(std::move(context)) {}
PlayFeed::~PlayFeed() = default;
void PlayFeed::start(const PlayOptions&, bool) {}
void PlayFeed::setRules(const QString&, const std::vector<PlayRule>&) {}
void PlayFeed::setMembers(const QString&, int) {}
void PlayFeed::stop(const QString&) {}
std::vector<WorkItem> PlayFeed::items() const { return {}; }
void PlayFeed::pause(const QString&) {}
void PlayFeed::resume(const QString&) {}
void PlayFeed::cancel(const QString&) {}
void PlayFeed::open(const QString&) {}

} // namespace weir::ui
