// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/json_producer.h"

namespace weir {

Result<Delivery> JsonProducer::send(const JsonMessage&, const Call&)
{
    (void)m_cluster;
    return fail(ErrorKind::Unsupported, "The JSON producer is missing.");
}
std::vector<Result<Delivery>> JsonProducer::send(std::span<const JsonMessage>, const Call&) { return {}; }

} // namespace weir
