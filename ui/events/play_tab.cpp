// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/play_tab.h"

namespace weir::ui {

PlayTab::PlayTab(PageContext, std::shared_ptr<PlayFeed>, QWidget* parent) : QWidget(parent) {}
void PlayTab::setTopics(const QStringList&) {}
void PlayTab::showPlayer(const QString&) {}
void PlayTab::setActive(bool) {}

} // namespace weir::ui
