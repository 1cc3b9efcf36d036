// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/alert_rule.h"
#include "core/groups/lag_sampler.h"

#include <memory>
#include <vector>

namespace weir {

/// What a round changed about alerts: raised (ended empty) or ended.
struct AlertChange {
    Alert alert;
    bool began = false;
};

/// Decides from samples and their statuses which alerts begin and end. No flapping: a condition must hold for the rule's
/// time (and at least three samples), an alert ends after the condition was absent for the longer of a minute and the
/// rule's time, and one subject has at most one open alert per rule. A gap in the samples neither raises nor ends. Pure,
/// not thread-safe.
class AlertEngine
{
public:
    AlertEngine();
    ~AlertEngine();
    void setRules(std::vector<AlertRule> rules);
    /// Alerts that were open when the program ended: they are not raised again.
    void resume(const std::vector<Alert>& open);
    [[nodiscard]] std::vector<AlertChange> add(const LagSample& sample, const std::vector<GroupStatus>& statuses);

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace weir
