// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/group_status.h"

#include <array>

namespace weir {
namespace {
struct Word {
    Health health;
    std::string_view code;
};
constexpr std::array words{Word{Health::Unknown, "unknown"}, Word{Health::Ok, "ok"},
                           Word{Health::Lagging, "lagging"}, Word{Health::Growing, "growing"},
                           Word{Health::Stopped, "stopped"}, Word{Health::Rewound, "rewound"},
                           Word{Health::Stalled, "stalled"}, Word{Health::Reset, "reset"},
                           Word{Health::LosingData, "losing_data"}};
} // namespace

std::string_view healthCode(Health health)
{
    for (const Word& word : words)
        if (word.health == health)
            return word.code;
    return "unknown";
}

std::optional<Health> healthFromCode(std::string_view code)
{
    for (const Word& word : words)
        if (word.code == code)
            return word.health;
    return std::nullopt;
}

int severity(Health health)
{
    return health <= Health::Ok ? 0 : static_cast<int>(health) - static_cast<int>(Health::Ok);
}

} // namespace weir
