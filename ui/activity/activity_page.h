// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connections/audit_trail.h"
#include "ui/widgets/page.h"
#include "ui/widgets/running_work.h"

#include <filesystem>
#include <memory>
#include <vector>

namespace weir::ui {

/// Every change made through Weir with time, target and outcome, and the work that is running, with pause and cancel. The
/// trail is read again every few seconds while the page is in front. GUI thread; the trail is read on a worker.
class ActivityPage : public Page
{
    Q_OBJECT
public:
    /// `trail`: the file of AuditTrail; empty: there is none (demo), the page says so.
    ActivityPage(PageContext context, std::vector<std::shared_ptr<RunningWork>> work, std::filesystem::path trail,
                 QWidget* parent = nullptr);
    ~ActivityPage() override;

    void refresh() override;
    bool focusFilter() override;
    [[nodiscard]] bool isSettled() const override;

protected:
    void activated() override;
    void deactivated() override;

private:
    QWidget* makeHeader();
    QWidget* makeTrail();
    void load();
    void take(Result<std::vector<AuditEntry>> entries);
    void showRunning();

    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace weir::ui
