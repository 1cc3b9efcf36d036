// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/kafka/group_consumer.h"

#include <string>
#include <string_view>

namespace weir {

/// What kind of cluster this is; decides the colour shown and how much is asked before a change.
enum class Environment { Development, Test, Production };

/// A named way to reach a cluster. A value.
struct Profile {
    std::string name;
    std::string bootstrapServers; ///< "host:port[,host:port…]"; empty for the demo cluster
    std::string groupId = "weir"; ///< used when Weir itself joins a group
    OffsetReset offsetReset = OffsetReset::Earliest;
    Environment environment = Environment::Development;
    bool readOnly = false;
    bool demo = false;

    bool operator==(const Profile&) const = default;
};

/// InvalidInput with a sentence that names the field: empty name, no host, bad port, control characters.
[[nodiscard]] Result<void> checkProfile(const Profile& profile);

/// "earliest", "latest", "none", any case; InvalidInput names the three.
[[nodiscard]] Result<OffsetReset> parseOffsetReset(std::string_view text);
[[nodiscard]] std::string_view offsetResetName(OffsetReset reset);
/// "development", "test", "production".
[[nodiscard]] Result<Environment> parseEnvironment(std::string_view text);
[[nodiscard]] std::string_view environmentName(Environment environment);

/// The profile behind --demo.
[[nodiscard]] Profile demoProfile();

} // namespace weir
