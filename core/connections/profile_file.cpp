// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/profile_file.h"

#include "core/base/private_file.h"
#include "core/base/user_folders.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace weir {
namespace {

using Json = nlohmann::ordered_json;

constexpr int formatVersion = 1;
/// The library writes nested values recursively, so a file could otherwise exhaust the stack.
constexpr int deepestNesting = 64;

/// What every refusal ends with: the user's file is worth more than the change that was asked for.
constexpr std::string_view leftAlone = " The file was not changed.";

std::unexpected<Error> notUnderstood(const std::filesystem::path& path, const std::string& why)
{
    return fail(ErrorKind::InvalidInput,
                "The connections file " + path.string() + " cannot be used: " + why + std::string(leftAlone));
}

std::size_t lineOf(std::string_view text, std::size_t byte)
{
    return 1 + static_cast<std::size_t>(std::ranges::count(text.substr(0, std::min(byte, text.size())), '\n'));
}

Json emptyDocument() { return Json{{"version", formatVersion}, {"profiles", Json::array()}}; }

/// A member that may be absent; an empty text when it is there with another type.
Result<std::optional<std::string>> textMember(const Json& object, const char* name)
{
    const auto found = object.find(name);
    if (found == object.end())
        return std::nullopt;
    if (!found->is_string())
        return fail(ErrorKind::InvalidInput, "'" + std::string(name) + "' is not a text.");
    return found->get<std::string>();
}

Result<bool> flagMember(const Json& object, const char* name)
{
    const auto found = object.find(name);
    if (found == object.end())
        return false;
    if (!found->is_boolean())
        return fail(ErrorKind::InvalidInput, "'" + std::string(name) + "' is neither true nor false.");
    return found->get<bool>();
}

Result<void> readTexts(const Json& object, Profile& profile)
{
    const std::pair<const char*, std::string*> plain[] = {{"name", &profile.name},
                                                          {"bootstrap_servers", &profile.bootstrapServers},
                                                          {"group_id", &profile.groupId}};
    for (const auto& [name, target] : plain) {
        const auto text = textMember(object, name);
        if (!text)
            return fail(text.error());
        if (*text)
            *target = **text;
    }
    return {};
}

Result<Profile> readProfile(const Json& object)
{
    if (!object.is_object())
        return fail(ErrorKind::InvalidInput, "it is not an object.");
    Profile profile;
    if (auto read = readTexts(object, profile); !read)
        return fail(read.error());
    const auto reset = textMember(object, "auto_offset_reset");
    const auto environment = textMember(object, "environment");
    const auto readOnly = flagMember(object, "read_only");
    const auto demo = flagMember(object, "demo");
    if (!reset || !environment)
        return fail(!reset ? reset.error() : environment.error());
    if (!readOnly || !demo)
        return fail(!readOnly ? readOnly.error() : demo.error());
    profile.readOnly = *readOnly;
    profile.demo = *demo;
    if (*reset) {
        const auto parsed = parseOffsetReset(**reset);
        if (!parsed)
            return fail(parsed.error());
        profile.offsetReset = *parsed;
    }
    if (*environment) {
        const auto parsed = parseEnvironment(**environment);
        if (!parsed)
            return fail(parsed.error());
        profile.environment = *parsed;
    }
    if (auto good = checkProfile(profile); !good)
        return fail(good.error());
    return profile;
}

/// Changes the known members only, so that what a newer Weir or the user added stays.
void writeProfile(const Profile& profile, Json& object)
{
    object["name"] = profile.name;
    object["bootstrap_servers"] = profile.bootstrapServers;
    object["group_id"] = profile.groupId;
    object["auto_offset_reset"] = offsetResetName(profile.offsetReset);
    object["environment"] = environmentName(profile.environment);
    object["read_only"] = profile.readOnly;
    if (profile.demo)
        object["demo"] = true;
    else
        object.erase("demo");
}

Result<Json> readDocument(const std::filesystem::path& path)
{
    const auto text = readFile(path);
    if (!text) {
        if (text.error().kind == ErrorKind::NotFound)
            return emptyDocument();
        return fail(text.error());
    }
    Json document;
    bool tooDeep = false;
    try {
        document = Json::parse(*text, [&](int depth, Json::parse_event_t, Json&) {
            tooDeep = tooDeep || depth > deepestNesting;
            return !tooDeep;
        });
    } catch (const Json::parse_error& error) {
        return notUnderstood(path, "line " + std::to_string(lineOf(*text, error.byte)) + " is not valid JSON.");
    }
    if (tooDeep)
        return notUnderstood(path, "it nests deeper than " + std::to_string(deepestNesting) + " levels.");
    if (!document.is_object() || !document.contains("version") || !document["version"].is_number_integer())
        return notUnderstood(path, "it is no JSON object with a 'version'.");
    if (document["version"] != formatVersion)
        return notUnderstood(path, "it has version " + document["version"].dump() + ", this Weir knows version " +
                                       std::to_string(formatVersion) + ".");
    if (!document.contains("profiles") || !document["profiles"].is_array())
        return notUnderstood(path, "it has no array 'profiles'.");
    return document;
}

Result<std::vector<Profile>> readProfiles(const Json& document, const std::filesystem::path& path)
{
    std::vector<Profile> profiles;
    std::set<std::string> names;
    for (const Json& entry : document["profiles"]) {
        const std::string which = "connection " + std::to_string(profiles.size() + 1) + ": ";
        auto profile = readProfile(entry);
        if (!profile)
            return notUnderstood(path, which + profile.error().message);
        if (!names.insert(profile->name).second)
            return notUnderstood(path, which + "the name '" + profile->name + "' is there twice.");
        profiles.push_back(std::move(*profile));
    }
    return profiles;
}

/// Reads, changes and writes under a lock, so that two Weirs do not undo each other's changes.
template <typename Change> Result<void> change(const std::filesystem::path& path, Change&& apply)
{
    if (path.has_parent_path()) {
        if (auto made = createPrivateFolder(path.parent_path()); !made)
            return made;
    }
    const auto lock = FileLock::take(path.string() + ".lock");
    if (!lock)
        return fail(lock.error());
    auto document = readDocument(path);
    if (!document)
        return fail(document.error());
    const auto profiles = readProfiles(*document, path);
    if (!profiles)
        return fail(profiles.error());
    if (Result<void> applied = apply(*profiles, (*document)["profiles"]); !applied)
        return applied;
    return replacePrivateFile(path, document->dump(2) + "\n");
}

std::ptrdiff_t indexOf(const std::vector<Profile>& profiles, const std::string& name)
{
    return std::ranges::find(profiles, name, &Profile::name) - profiles.begin();
}

} // namespace

ProfileFile::ProfileFile(std::filesystem::path path) : m_path(std::move(path)) {}

std::filesystem::path ProfileFile::defaultPath() { return userConfigFolder() / "connections.json"; }

Result<std::vector<Profile>> ProfileFile::load() const
{
    const auto document = readDocument(m_path);
    if (!document)
        return fail(document.error());
    return readProfiles(*document, m_path);
}

Result<void> ProfileFile::put(const Profile& profile, bool replace) const
{
    if (auto good = checkProfile(profile); !good)
        return good;
    return change(m_path, [&](const std::vector<Profile>& profiles, Json& entries) -> Result<void> {
        const auto at = static_cast<std::size_t>(indexOf(profiles, profile.name));
        if (at < profiles.size() && !replace)
            return fail(ErrorKind::AlreadyExists, "There is already a connection named '" + profile.name + "'.");
        if (at == profiles.size())
            entries.push_back(Json::object());
        writeProfile(profile, entries[at]);
        return {};
    });
}

Result<void> ProfileFile::remove(const std::string& name) const
{
    return change(m_path, [&](const std::vector<Profile>& profiles, Json& entries) -> Result<void> {
        const auto at = static_cast<std::size_t>(indexOf(profiles, name));
        if (at == profiles.size())
            return fail(ErrorKind::NotFound, "There is no connection named '" + name + "'.");
        entries.erase(at);
        return {};
    });
}

} // namespace weir
