// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connections/environment_profile.h"
#include "core/connections/profile_file.h"
#include "core/kafka/cluster.h"

#include <memory>
#include <optional>
#include <string>

namespace weir {

/// What the command line said: at most one of --bootstrap, --profile, --demo.
struct ConnectionChoice {
    std::optional<std::string> bootstrap;
    std::optional<std::string> profile;
    bool demo = false;
    bool readOnly = false;
};

/// The profile to use. Order: the command line, then the environment; nullopt when neither names one.
/// InvalidInput when more than one option is given; NotFound when the named profile does not exist (the sentence
/// lists those that do).
[[nodiscard]] Result<std::optional<Profile>> chooseProfile(const ConnectionChoice& choice, const ProfileFile& file,
                                                           const EnvironmentLookup& lookup);

/// Opens the cluster of a profile: the demo cluster or a real one. Does not touch the network. A read-only demo
/// cluster refuses its own traffic too; to have both, open the demo cluster, start the traffic, and hand
/// readOnlyView() of it (read_only_view.h) to everybody else.
[[nodiscard]] Result<std::unique_ptr<Cluster>> openConnection(const Profile& profile);

} // namespace weir
