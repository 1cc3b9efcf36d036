// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/activity/activity_page.h"

namespace weir::ui {

struct ActivityPage::Parts {};

ActivityPage::ActivityPage(PageContext, std::vector<std::shared_ptr<RunningWork>>, std::filesystem::path, QWidget* parent)
    : Page(tr("Activity"), parent)
{
}
ActivityPage::~ActivityPage() = default;
void ActivityPage::refresh() {}
bool ActivityPage::isSettled() const { return true; }
void ActivityPage::activated() {}
void ActivityPage::deactivated() {}

} // namespace weir::ui
