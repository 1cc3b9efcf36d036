// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/run_tab.h"

namespace weir::ui {

RunTab::RunTab(PageContext, std::shared_ptr<RunFeed>, QWidget* parent) : QWidget(parent) {}
void RunTab::useTemplate(const EventTemplate&) {}
void RunTab::setTemplates(const std::vector<EventTemplate>&, const std::filesystem::path&) {}
void RunTab::chooseImport() {}
void RunTab::showRun(const QString&) {}
void RunTab::setActive(bool) {}

} // namespace weir::ui
