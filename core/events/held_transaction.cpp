// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/held_transaction.h"

namespace weir {

bool hasEnded(TransactionPhase phase)
{
    return phase == TransactionPhase::Committed || phase == TransactionPhase::Aborted || phase == TransactionPhase::Unknown;
}
Result<std::unique_ptr<HeldTransaction>> HeldTransaction::start(Start) { return fail(ErrorKind::Unsupported, "Held transactions are missing."); }

} // namespace weir
