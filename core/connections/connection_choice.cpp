// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/connection_choice.h"

#include "core/base/bytes.h"

#include <algorithm>

namespace weir {
namespace {

Result<std::optional<Profile>> namedProfile(const std::string& name, const ProfileFile& file)
{
    const auto profiles = file.load();
    if (!profiles)
        return fail(profiles.error());
    const auto found = std::ranges::find(*profiles, name, &Profile::name);
    if (found != profiles->end())
        return *found;
    std::string known;
    for (const Profile& profile : *profiles)
        known += (known.empty() ? "" : ", ") + escapeForDisplay(profile.name);
    const std::string message = "There is no connection named '" + escapeForDisplay(name) + "'; ";
    return fail(ErrorKind::NotFound, message + (known.empty() ? "none is saved yet." : "saved are: " + known + "."));
}

Result<std::optional<Profile>> chosenProfile(const ConnectionChoice& choice, const ProfileFile& file,
                                             const EnvironmentLookup& lookup)
{
    if (choice.demo)
        return demoProfile();
    if (choice.profile)
        return namedProfile(*choice.profile, file);
    if (!choice.bootstrap)
        return profileFromEnvironment(lookup);
    Profile profile;
    profile.name = "command line";
    profile.bootstrapServers = *choice.bootstrap;
    if (auto good = checkProfile(profile); !good)
        return fail(good.error());
    profile.name = *choice.bootstrap; // may be longer than the names of saved connections are
    return profile;
}

} // namespace

Result<std::optional<Profile>> chooseProfile(const ConnectionChoice& choice, const ProfileFile& file,
                                             const EnvironmentLookup& lookup)
{
    const int options = (choice.bootstrap ? 1 : 0) + (choice.profile ? 1 : 0) + (choice.demo ? 1 : 0);
    if (options > 1)
        return fail(ErrorKind::InvalidInput, "Only one of --bootstrap, --profile and --demo can be given.");
    auto profile = chosenProfile(choice, file, lookup);
    if (profile && *profile && choice.readOnly)
        (*profile)->readOnly = true;
    return profile;
}

} // namespace weir
