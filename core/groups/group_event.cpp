// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/group_event.h"

#include <array>

namespace weir {
namespace {

using Kind = GroupEvent::Kind;
struct Word {
    Kind kind;
    std::string_view code;
};
constexpr std::array words{Word{Kind::Rebalance, "rebalance"},
                           Word{Kind::StateChanged, "state_changed"},
                           Word{Kind::OffsetsReset, "offsets_reset"},
                           Word{Kind::Rewound, "rewound"},
                           Word{Kind::TopicRecreated, "topic_recreated"},
                           Word{Kind::DataLost, "data_lost"},
                           Word{Kind::HealthChanged, "health_changed"},
                           Word{Kind::Replay, "replay"},
                           Word{Kind::BrokerLost, "broker_lost"},
                           Word{Kind::BrokerBack, "broker_back"},
                           Word{Kind::SamplingPaused, "sampling_paused"}};

} // namespace

std::string_view eventCode(GroupEvent::Kind kind)
{
    for (const Word& word : words)
        if (word.kind == kind)
            return word.code;
    return "state_changed";
}

std::optional<GroupEvent::Kind> eventKindFromCode(std::string_view code)
{
    for (const Word& word : words)
        if (word.code == code)
            return word.kind;
    return std::nullopt;
}

} // namespace weir
