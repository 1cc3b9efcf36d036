// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/play_consumer.h"

namespace weir {

Result<std::unique_ptr<PlayConsumer>> PlayConsumer::start(std::shared_ptr<Cluster>, PlayOptions, bool, std::function<void()>, const Call&)
{
    return fail(ErrorKind::Unsupported, "Play consumers are missing.");
}
PlayRule ruleFor(const std::vector<PlayRule>&, const Record&, const std::function<double()>&) { return {}; }
Result<void> checkPlay(const PlayOptions&) { return {}; }

} // namespace weir
