// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/client_handle.h"
#include "core/kafka/reader.h"

#include <memory>
#include <mutex>

namespace weir {

/// Reader through librdkafka: assign only, absolute offsets, batches. Never subscribes: joining would disturb the
/// group and closing would take seconds. Any thread; one read at a time, the others wait for their turn.
class RealReader final : public Reader
{
public:
    explicit RealReader(std::unique_ptr<ClientHandle> handle);

    Partial<std::map<TopicPartition, ReadProgress>> read(const std::vector<ReadRange>& ranges, const RecordSink& sink,
                                                         const Call& call) override;

private:
    std::unique_ptr<ClientHandle> m_handle;
    std::timed_mutex m_turn;
};

} // namespace weir
