// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/replays_tab.h"

namespace weir::ui {

struct ReplaysTab::Parts {};

ReplaysTab::ReplaysTab(PageContext, std::shared_ptr<ReplayFeed>, QWidget* parent) : QWidget(parent) {}
ReplaysTab::~ReplaysTab() = default;
void ReplaysTab::select(const QString&) {}
int ReplaysTab::count() const { return 0; }

} // namespace weir::ui
