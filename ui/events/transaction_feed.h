// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/held_transaction.h"
#include "ui/widgets/page.h"
#include "ui/widgets/running_work.h"

#include <filesystem>
#include <memory>
#include <vector>

namespace weir::ui {

/// The transactions of one connection: they stay open while their page is closed, and are aborted with the connection.
/// Shared by the Send page and the activity. Started and let go on workers; noted in the audit trail. GUI thread.
class TransactionFeed : public RunningWork
{
    Q_OBJECT
public:
    TransactionFeed(PageContext context, std::filesystem::path auditTrail, QObject* parent = nullptr);
    ~TransactionFeed() override;

    void start(std::vector<OutgoingRecord> records, TransactionEnd end, std::chrono::milliseconds openFor,
               const std::string& transactionalId);
    /// Newest first; ended ones stay, at most 20.
    [[nodiscard]] const std::vector<TransactionView>& transactions() const { return m_views; }
    void commit(const QString& id);
    void abort(const QString& id);
    void settle(const QString& id);

    [[nodiscard]] std::vector<WorkItem> items() const override;
    void pause(const QString& id) override;
    void resume(const QString& id) override;
    void cancel(const QString& id) override; ///< abort
    void open(const QString& id) override;

Q_SIGNALS:
    void startFailed(const weir::Error& error);

private:
    struct Parts;
    PageContext m_context;
    std::vector<TransactionView> m_views;
    std::unique_ptr<Parts> m_parts;
};

} // namespace weir::ui
