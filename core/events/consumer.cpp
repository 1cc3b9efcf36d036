// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/consumer.h"

namespace weir {

Result<void> Consumer::run(const Handler&, const Reports&, const std::stop_token&)
{
    (void)m_cluster;
    return fail(ErrorKind::Unsupported, "The consumer is missing.");
}

} // namespace weir
