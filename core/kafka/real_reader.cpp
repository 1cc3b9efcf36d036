// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kafka/real_reader.h"

#include "core/kafka/message_view.h"
#include "core/kafka/read_pass.h"

namespace weir {

using namespace std::chrono_literals;

RealReader::RealReader(std::unique_ptr<ClientHandle> handle) : m_handle(std::move(handle)) {}

Partial<std::map<TopicPartition, ReadProgress>> RealReader::read(const std::vector<ReadRange>& ranges,
                                                                 const RecordSink& sink, const Call& call)
{
    std::unique_lock turn(m_turn, std::defer_lock);
    while (!turn.try_lock_for(50ms))
        if (call.over())
            break;
    ReadPass pass(*m_handle, ranges, sink, call);
    if (turn.owns_lock())
        pass.run();
    return pass.result();
}

} // namespace weir
