// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/held_transaction.h"
#include "ui/events/noted_entry.h"

#include <functional>

namespace weir::ui {

/// A transaction with its entry in the activity. The destructor aborts what is open, waits for that and writes down how it
/// ended: seconds, never on the GUI thread (see releasedElsewhere).
class NotedTransaction
{
public:
    using Start = std::function<Result<std::unique_ptr<HeldTransaction>>(HeldTransaction::Start)>;

    /// Notes it, then starts it. Blocks on disk; any thread.
    [[nodiscard]] static Result<std::shared_ptr<NotedTransaction>> start(const Start& start, HeldTransaction::Start with,
                                                                         const std::filesystem::path& trail, AuditEntry entry);
    NotedTransaction(const NotedTransaction&) = delete;
    NotedTransaction& operator=(const NotedTransaction&) = delete;
    ~NotedTransaction();

    [[nodiscard]] HeldTransaction& transaction() const { return *m_transaction; }

private:
    NotedTransaction() = default;
    std::unique_ptr<HeldTransaction> m_transaction;
    std::shared_ptr<NotedEntry> m_entry;
};

} // namespace weir::ui
