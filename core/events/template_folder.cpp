// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/template_folder.h"

#include "core/base/bytes.h"
#include "core/base/private_file.h"
#include "core/base/user_folders.h"
#include "core/events/shipped_files.h"

#include <algorithm>
#include <cstdlib>
#include <tuple>

namespace weir {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view extension = ".event";
constexpr std::uintmax_t largestFile = std::uintmax_t{16} << 20U; // no broker takes such a record unless configured

std::string shown(const std::string& text) { return "\"" + escapeForDisplay(text, 120) + "\""; }

bool isInside(const fs::path& folder, const fs::path& path)
{
    return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first == folder.end();
}

void sortTemplates(std::vector<EventTemplate>& templates)
{
    std::ranges::sort(templates, {}, [](const EventTemplate& value) { return std::tie(value.folder, value.name); });
}

/// From "orders/refunds/new.event".
void setPlace(EventTemplate& value, const std::string& relative)
{
    const std::size_t slash = relative.rfind('/');
    value.folder = slash == std::string::npos ? "" : relative.substr(0, slash);
    value.name = relative.substr(slash == std::string::npos ? 0 : slash + 1);
    value.name.resize(value.name.size() - extension.size());
}

Result<EventTemplate> loadTemplate(const fs::path& file, const std::string& relative)
{
    std::error_code error;
    const auto size = fs::file_size(file, error);
    if (!error && size > largestFile)
        return fail(ErrorKind::InvalidInput, "The file is larger than 16 MiB.");
    const auto text = readFile(file);
    if (!text)
        return fail(text.error());
    auto value = parseTemplate(*text);
    if (value)
        setPlace(*value, relative);
    return value;
}

/// A template's file, or nothing for what is passed over.
bool isTemplateFile(const fs::directory_entry& entry, const fs::path& root)
{
    const std::string name = entry.path().filename().string();
    std::error_code error;
    if (name.size() <= extension.size() || !name.ends_with(extension) || !entry.is_regular_file(error))
        return false;
    if (!entry.is_symlink(error))
        return true;
    const fs::path target = fs::canonical(entry.path(), error);
    return !error && isInside(root, target);
}

/// Each folder by itself: one that cannot be read must not hide the others. Links to folders are not followed, so that there
/// is no circle.
void readFolder(const fs::path& root, const fs::path& folder, Partial<std::vector<EventTemplate>>& found)
{
    const auto failed = [&](const fs::path& path, Error why) {
        found.failures.push_back({path.lexically_relative(root).string(), std::move(why)});
    };
    std::error_code error;
    std::error_code ignored;
    fs::directory_iterator at(folder, error);
    for (; !error && at != fs::directory_iterator(); at.increment(error)) {
        const fs::directory_entry& entry = *at;
        if (entry.path().filename().string().starts_with('.'))
            continue;
        if (entry.is_directory(ignored) && !entry.is_symlink(ignored)) {
            readFolder(root, entry.path(), found);
        } else if (isTemplateFile(entry, root)) {
            auto value = loadTemplate(entry.path(), entry.path().lexically_relative(root).string());
            if (value)
                found.values.push_back(std::move(*value));
            else
                failed(entry.path(), std::move(value.error()));
        }
    }
    if (error)
        failed(folder, {ErrorKind::NotAuthorized, "The folder cannot be read: " + error.message() + ".", {}, 0, false});
}

Result<void> checkPathPart(const std::string& part)
{
    constexpr std::size_t longest = 200;
    if (part.empty())
        return fail(ErrorKind::InvalidInput, "A template needs a name, and folders between two slashes too.");
    if (part.front() == '.')
        return fail(ErrorKind::InvalidInput, shown(part) + " cannot name a template or its folder: it begins with a dot.");
    const bool odd = std::ranges::any_of(part, [](char c) { return c == '/' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    if (odd || !isUtf8(part))
        return fail(ErrorKind::InvalidInput, shown(part) + " cannot be the name of a file.");
    if (part.size() > longest)
        return fail(ErrorKind::InvalidInput, "The name " + shown(part) + " is longer than 200 bytes.");
    return {};
}

Result<void> checkPlace(const EventTemplate& value)
{
    if (auto name = checkPathPart(value.name); !name)
        return name;
    for (std::size_t begin = 0; !value.folder.empty() && begin <= value.folder.size();) {
        const std::size_t end = std::min(value.folder.find('/', begin), value.folder.size());
        if (auto part = checkPathPart(value.folder.substr(begin, end - begin)); !part)
            return part;
        begin = end + 1;
    }
    return {};
}

} // namespace

Result<Partial<std::vector<EventTemplate>>> loadTemplates(const fs::path& root)
{
    std::error_code error;
    const fs::path folder = fs::canonical(root, error);
    if (error || !fs::is_directory(folder, error))
        return fail(ErrorKind::NotFound, "There is no folder " + shown(root.string()) + ".");
    Partial<std::vector<EventTemplate>> found;
    readFolder(folder, folder, found);
    sortTemplates(found.values);
    std::ranges::sort(found.failures, {}, &Failure::subject);
    return found;
}

Result<fs::path> saveTemplate(const fs::path& root, const EventTemplate& value, bool replace)
{
    if (auto place = checkPlace(value); !place)
        return fail(std::move(place.error()));
    const fs::path folder = root / value.folder;
    if (auto made = createPrivateFolder(folder); !made)
        return fail(std::move(made.error()));
    const fs::path file = folder / (value.name + std::string(extension));
    std::error_code error;
    const fs::path canonicalRoot = fs::canonical(root, error);
    const fs::path target = fs::weakly_canonical(file, error);
    if (error || !isInside(canonicalRoot, target))
        return fail(ErrorKind::InvalidInput, shown(file.string()) + " leads out of the folder of templates through a link.");
    const bool exists = fs::exists(fs::symlink_status(file, error));
    if (exists && !replace)
        return fail(ErrorKind::AlreadyExists, "There is a template " + shown(value.folder.empty() ? value.name : value.folder + "/" + value.name) + " already.");
    if (exists && !fs::is_regular_file(file, error))
        return fail(ErrorKind::InvalidInput, shown(file.string()) + " is not a file.");
    if (auto written = replacePrivateFile(file, templateText(value)); !written)
        return fail(std::move(written.error()));
    return file;
}

fs::path defaultTemplateFolder()
{
    if (const char* data = std::getenv("XDG_DATA_HOME"); data != nullptr && data[0] == '/')
        return fs::path(data) / "weir" / "templates";
    if (const char* home = std::getenv("HOME"); home != nullptr && home[0] == '/')
        return fs::path(home) / ".local" / "share" / "weir" / "templates";
    return userStateFolder() / "templates";
}

const std::vector<EventTemplate>& shippedTemplates()
{
    static const std::vector<EventTemplate> shipped = [] {
        std::vector<EventTemplate> made;
        for (const ShippedFile& file : shippedFiles()) {
            auto value = parseTemplate(file.text);
            if (!value)
                continue; // a test reads them all
            setPlace(*value, std::string(file.path));
            made.push_back(std::move(*value));
        }
        sortTemplates(made);
        return made;
    }();
    return shipped;
}

} // namespace weir
