// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/replay_plan.h"
#include "ui/deadletters/replay_words.h"
#include "ui/widgets/table_model.h"

#include <vector>

namespace weir::ui {

/// One line of a plan: so many records go there, or stay, and why.
struct PlanRow {
    int index = 0;
    qint64 count = 0;
    QString text;
    ReplayWord word;
    QString toolTip{};
};
/// First what is sent, a line per target, then what is not, a line per reason.
[[nodiscard]] std::vector<PlanRow> planRows(const ReplayPlan& plan);
[[nodiscard]] std::vector<Column<PlanRow>> planColumns();
[[nodiscard]] QString planRowKey(const PlanRow& row);

[[nodiscard]] std::vector<Column<HeaderSummary>> headerSummaryColumns();
[[nodiscard]] QString headerSummaryKey(const HeaderSummary& summary);
/// "Headers: keep traceparent, ce_id · remove 11 · add weir-replay-id".
[[nodiscard]] QString headersLine(const ReplayPlan& plan);
/// "Exactly once · 500 in a batch · 200 a second · canary of 5, then a pause".
[[nodiscard]] QString deliveryLine(const ReplayOptions& options);
/// What to think about before it is started: of the plan and of its targets.
[[nodiscard]] QStringList planWarnings(const ReplayPlan& plan);
/// What the button that starts it says: "Start with canary of 5", "Replay 298 letters".
[[nodiscard]] QString startText(const ReplayPlan& plan);
/// True when only headers, which anybody can write, name a target that would be sent to.
[[nodiscard]] bool namedByHeadersOnly(const ReplayPlan& plan);

} // namespace weir::ui
