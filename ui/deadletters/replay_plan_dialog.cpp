// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/replay_plan_dialog.h"

namespace weir::ui {

struct ReplayPlanDialog::Parts {};

ReplayPlanDialog::ReplayPlanDialog(PageContext, std::shared_ptr<ReplayFeed>, LetterSelection, QString, ReplayOptions,
                                   QWidget* parent)
    : QDialog(parent)
{
}
ReplayPlanDialog::~ReplayPlanDialog() = default;

} // namespace weir::ui
