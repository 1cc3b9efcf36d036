// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/environment_profile.h"

#include <cstdlib>

namespace weir {
namespace {

constexpr const char* serversVariable = "KAFKA__BOOTSTRAP_SERVERS";
constexpr const char* groupVariable = "KAFKA__GROUP_ID";
constexpr const char* resetVariable = "KAFKA__AUTO_OFFSET_RESET";

std::unexpected<Error> invalidVariable(const char* name, const std::string& why)
{
    return fail(ErrorKind::InvalidInput, "The environment variable " + std::string(name) + " is not usable: " + why);
}

} // namespace

EnvironmentLookup processEnvironment()
{
    return [](const char* name) -> std::optional<std::string> {
        const char* value = std::getenv(name);
        return value != nullptr ? std::optional<std::string>(value) : std::nullopt;
    };
}

Result<std::optional<Profile>> profileFromEnvironment(const EnvironmentLookup& lookup)
{
    const auto servers = lookup(serversVariable);
    if (!servers)
        return std::nullopt;
    Profile profile;
    profile.name = "from environment";
    profile.bootstrapServers = *servers;
    if (auto good = checkProfile(profile); !good)
        return invalidVariable(serversVariable, good.error().message);
    if (const auto group = lookup(groupVariable)) {
        profile.groupId = *group;
        if (auto good = checkProfile(profile); !good)
            return invalidVariable(groupVariable, good.error().message);
    }
    if (const auto reset = lookup(resetVariable)) {
        const auto parsed = parseOffsetReset(*reset);
        if (!parsed)
            return invalidVariable(resetVariable, parsed.error().message);
        profile.offsetReset = *parsed;
    }
    return profile;
}

} // namespace weir
