// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"
#include "core/events/transactional_send.h"

#include <chrono>
#include <functional>
#include <memory>

namespace weir {

enum class TransactionPhase {
    Sending,
    Open,       ///< every record is confirmed, nothing is committed: readers of committed records wait at them
    Committing,
    Aborting,
    Settling,   ///< finding out what became of it
    Committed,
    Aborted,
    Unknown,
};
[[nodiscard]] bool hasEnded(TransactionPhase phase);

/// How a transaction is to end once its records are written.
enum class TransactionEnd {
    Commit,
    Abort,
    LeaveOpen, ///< until commit() or abort() is called, at the latest when `openFor` is over: then it is aborted
};

struct TransactionView {
    TransactionPhase phase = TransactionPhase::Sending;
    std::string id;
    std::vector<OutgoingRecord> records;  ///< as given
    std::vector<Delivery> deliveries;     ///< one per record once all are confirmed; empty before and when not
    std::optional<TimestampMs> openUntil; ///< while Open
    TimestampMs started = 0;
    std::optional<Error> error;           ///< why it was aborted or is unknown; none for a wanted abort
};

/// One transaction that is watched and can be held open, on a thread of its own. Methods: any thread. The destructor aborts
/// what is not committed (bounded, some seconds).
class HeldTransaction
{
public:
    struct Start {
        std::shared_ptr<Cluster> cluster;
        std::vector<OutgoingRecord> records;
        TransactionEnd end = TransactionEnd::Commit;
        std::chrono::milliseconds openFor{60'000}; ///< LeaveOpen; also the transaction's time-out on the coordinator, at most 15 min
        std::string transactionalId{};             ///< empty: a random one
        std::function<void()> changed{};           ///< on its thread; must only post
        std::chrono::milliseconds commitTime{30'000}; ///< how long the commit's answer is waited for before it is Unknown; at least about 8 s
    };
    /// InvalidInput without records, or for an openFor outside 1 s to 15 min; NotAuthorized on a read-only connection.
    [[nodiscard]] static Result<std::unique_ptr<HeldTransaction>> start(Start start);
    virtual ~HeldTransaction() = default;

    [[nodiscard]] virtual TransactionView view() const = 0;
    virtual void commit() = 0; ///< while Open
    virtual void abort() = 0;  ///< while Sending or Open
    virtual void settle() = 0; ///< while Unknown
    [[nodiscard]] virtual bool waitEnd(const Call& call) const = 0;
};

} // namespace weir
