// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/template_choice.h"

#include "core/base/bytes.h"
#include "core/base/private_file.h"
#include "core/events/template_folder.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace weir::cli {
namespace {

std::unexpected<Error> wrong(std::string message) { return fail(ErrorKind::InvalidInput, std::move(message)); }

/// Templates that one word means.
struct Chosen {
    std::string word;
    std::vector<EventTemplate> templates;
};

Result<std::vector<EventTemplate>> templateFile(const std::filesystem::path& file)
{
    const auto text = readFile(file);
    if (!text)
        return fail(text.error());
    auto parsed = parseTemplate(*text);
    if (!parsed)
        return wrong(file.string() + ": " + parsed.error().message);
    parsed->name = file.stem().string();
    return std::vector{std::move(*parsed)};
}

Result<std::vector<EventTemplate>> templatesBelow(const std::filesystem::path& folder)
{
    auto loaded = loadTemplates(folder);
    if (!loaded)
        return fail(loaded.error());
    // Leaving out what cannot be read would make another run than the one that is meant.
    if (!loaded->failures.empty())
        return wrong(loaded->failures.front().subject + ": " + loaded->failures.front().error.message);
    if (loaded->values.empty())
        return fail(ErrorKind::NotFound, "There are no templates (*.event) in " + folder.string() + ".");
    return std::move(loaded->values);
}

std::vector<EventTemplate> named(const std::vector<EventTemplate>& known, const std::string& word)
{
    std::vector<EventTemplate> found;
    for (const EventTemplate& one : known)
        if (fullName(one) == word)
            return {one};
    for (const EventTemplate& one : known)
        if (one.name == word || one.folder == word || one.folder.starts_with(word + "/"))
            found.push_back(one);
    return found;
}

Result<std::vector<EventTemplate>> templatesOf(const std::string& word)
{
    std::error_code ignored;
    const std::filesystem::path path(word);
    if (std::filesystem::is_directory(path, ignored))
        return templatesBelow(path);
    if (path.extension() == ".event" || std::filesystem::is_regular_file(path, ignored))
        return templateFile(path);
    const auto known = knownTemplates().values;
    if (auto found = named(known, word); !found.empty())
        return found;
    std::string names;
    for (const EventTemplate& one : known)
        names += (names.empty() ? "" : ", ") + fullName(one);
    return fail(ErrorKind::NotFound, "There is no template, file or folder '" + escapeForDisplay(word, 200) + "'; known are " +
                                         (names.empty() ? "none" : names) + ".");
}

Result<std::pair<std::string, double>> parseWeight(const std::string& text)
{
    const std::size_t equals = text.rfind('=');
    double weight = 0;
    const char* first = text.data() + (equals == std::string::npos ? 0 : equals + 1);
    const char* last = text.data() + text.size();
    const auto [end, error] = std::from_chars(first, last, weight, std::chars_format::fixed);
    if (equals == std::string::npos || error != std::errc{} || end != last || !std::isfinite(weight) || weight <= 0)
        return wrong("Option --weight is NAME=NUMBER with a number above 0, not '" + escapeForDisplay(text, 100) + "'.");
    return std::pair(text.substr(0, equals), weight);
}

} // namespace

std::string fullName(const EventTemplate& value) { return value.folder.empty() ? value.name : value.folder + "/" + value.name; }

Partial<std::vector<EventTemplate>> knownTemplates()
{
    Partial<std::vector<EventTemplate>> known;
    if (auto own = loadTemplates(defaultTemplateFolder()))
        known = std::move(*own);
    else if (own.error().kind != ErrorKind::NotFound)
        known.failures.push_back({defaultTemplateFolder().string(), own.error()});
    const std::size_t ownCount = known.values.size();
    for (const EventTemplate& shipped : shippedTemplates()) {
        const auto hidden = std::any_of(known.values.begin(), known.values.begin() + static_cast<std::ptrdiff_t>(ownCount),
                                        [&](const EventTemplate& one) { return fullName(one) == fullName(shipped); });
        if (!hidden)
            known.values.push_back(shipped);
    }
    return known;
}

Result<std::vector<WeightedTemplate>> chooseTemplates(const std::vector<std::string>& words,
                                                      const std::vector<std::string>& weights)
{
    std::vector<WeightedTemplate> all;
    std::vector<std::string> wordOf;
    for (const std::string& word : words) {
        auto found = templatesOf(word);
        if (!found)
            return fail(found.error());
        for (EventTemplate& one : *found) {
            all.push_back({std::move(one), 1});
            wordOf.push_back(word);
        }
    }
    for (const std::string& text : weights) {
        const auto weight = parseWeight(text);
        if (!weight)
            return fail(weight.error());
        bool used = false;
        for (std::size_t i = 0; i < all.size(); ++i) {
            const std::string& name = weight->first;
            if (wordOf[i] != name && all[i].value.name != name && fullName(all[i].value) != name)
                continue;
            all[i].weight = weight->second;
            used = true;
        }
        if (!used)
            return wrong("Option --weight names '" + escapeForDisplay(weight->first, 100) + "', which is not among the templates.");
    }
    return all;
}

} // namespace weir::cli
