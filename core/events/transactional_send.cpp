// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/transactional_send.h"

namespace weir {

TransactionalSend::TransactionalSend(Cluster& cluster, TransactionOptions options) : m_cluster(cluster), m_options(std::move(options)) {}
TransactionalSend::~TransactionalSend() = default;
TransactionReport TransactionalSend::send(std::span<const OutgoingRecord>, const TransactionSteps&, const Call&)
{
    (void)m_cluster;
    return {};
}
TransactionReport TransactionalSend::settle(const TransactionReport& unknown, const Call&) { return unknown; }
std::string transactionAdvice(const Error&) { return {}; }

} // namespace weir
