// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/retrying_consumer.h"

namespace weir {

Result<void> RetryingConsumer::run(const Consumer::Handler&, const Reports&, const std::stop_token&)
{
    (void)m_cluster;
    return fail(ErrorKind::Unsupported, "The retrying consumer is missing.");
}
std::chrono::milliseconds backoffAfter(int, const RetryOptions& options) { return options.backoff; }

} // namespace weir
