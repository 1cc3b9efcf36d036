// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/held_transaction.h"
#include "ui/widgets/page.h"
#include "ui/widgets/running_work.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

namespace weir::ui {

/// The transactions of one connection: they stay open while their page is closed, and are aborted with the connection.
/// Shared by the Send page and the activity. Started and let go on workers; noted in the audit trail. GUI thread.
class TransactionFeed : public RunningWork
{
    Q_OBJECT
public:
    /// What is called on workers; replaced in tests.
    using StartTransaction = std::function<Result<std::unique_ptr<HeldTransaction>>(HeldTransaction::Start)>;

    TransactionFeed(PageContext context, std::filesystem::path auditTrail, QObject* parent = nullptr);
    TransactionFeed(PageContext context, std::filesystem::path auditTrail, StartTransaction start, QObject* parent = nullptr);
    ~TransactionFeed() override;

    /// started() or startFailed() follows. AlreadyExists when a transaction of that id is not over yet.
    void start(std::vector<OutgoingRecord> records, TransactionEnd end, std::chrono::milliseconds openFor,
               const std::string& transactionalId);
    /// Newest first; ended ones stay, at most 20.
    [[nodiscard]] const std::vector<TransactionView>& transactions() const { return m_views; }
    /// The newest of that id; nullptr when there is none.
    [[nodiscard]] const TransactionView* transaction(const QString& id) const;
    /// One is being noted and begun now.
    [[nodiscard]] bool isStarting() const;
    void commit(const QString& id);
    void abort(const QString& id);
    void settle(const QString& id);

    [[nodiscard]] std::vector<WorkItem> items() const override;
    void pause(const QString& id) override;
    void resume(const QString& id) override;
    void cancel(const QString& id) override; ///< abort
    void open(const QString& id) override;

Q_SIGNALS:
    void started(const QString& id);
    void startFailed(const weir::Error& error);

private:
    struct Parts;
    [[nodiscard]] HeldTransaction* held(const QString& id) const;
    void noteChange();
    void readViews();
    PageContext m_context;
    std::vector<TransactionView> m_views;
    std::unique_ptr<Parts> m_parts;
};

} // namespace weir::ui
