// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/layers/layer_rules.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <functional>
#include <map>
#include <regex>
#include <set>
#include <sstream>

namespace weir::test {
namespace {

namespace fs = std::filesystem;

constexpr int maxLines = 500;
// The face of core/kafka. Its other headers may know librdkafka through rd.h and are seen by core/kafka alone.
constexpr std::array publicKafkaHeaders{"admin.h",    "cluster.h", "demo_cluster.h", "group_consumer.h",
                                        "producer.h", "read_only_admin.h", "reader.h",  "real_cluster.h", "record.h",
                                        "send_stream.h"};
// Features of core from low to high: a feature may include those before it.
constexpr std::array features{"connections", "topics", "records", "groups", "events", "deadletters", "demo"};

struct Include {
    std::string path;
    bool angled = false;
    int line = 0;
};

struct File {
    std::string path; ///< relative, with forward slashes
    std::vector<std::string> lines;
    std::vector<Include> includes;
};

bool startsWith(const std::string& text, const std::string& prefix) { return text.rfind(prefix, 0) == 0; }

std::string room(const std::string& path)
{
    const auto first = path.find('/');
    const auto second = first == std::string::npos ? first : path.find('/', first + 1);
    return second == std::string::npos ? path.substr(0, first) : path.substr(0, second);
}

/// The code of a line without comments, string and character literals; `inComment` carries over lines.
std::string codeOnly(const std::string& line, bool& inComment)
{
    std::string code;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (inComment) {
            if (line.compare(i, 2, "*/") == 0) {
                inComment = false;
                ++i;
            }
        } else if (line.compare(i, 2, "//") == 0) {
            break;
        } else if (line.compare(i, 2, "/*") == 0) {
            inComment = true;
            ++i;
        } else if (line[i] == '"' || (line[i] == '\'' && (i == 0 || !std::isdigit(static_cast<unsigned char>(line[i - 1]))))) {
            const char quote = line[i];
            for (++i; i < line.size() && line[i] != quote; ++i)
                i += line[i] == '\\' ? 1 : 0;
            code += "\"\"";
        } else {
            code += line[i];
        }
    }
    return code;
}

File readFile(const fs::path& root, const fs::path& path)
{
    static const std::regex include(R"re(^\s*#\s*include\s*(<|")([^">]+)[">])re");
    File file;
    file.path = fs::relative(path, root).generic_string();
    std::ifstream in(path);
    for (std::string line; std::getline(in, line);) {
        std::smatch match;
        if (std::regex_search(line, match, include))
            file.includes.push_back({match[2], match[1] == "<", static_cast<int>(file.lines.size()) + 1});
        file.lines.push_back(line);
    }
    return file;
}

std::vector<File> readTree(const fs::path& root)
{
    std::vector<File> files;
    for (const char* top : {"app", "core", "ui", "tests"}) {
        if (!fs::exists(root / top))
            continue;
        for (const auto& entry : fs::recursive_directory_iterator(root / top)) {
            const auto extension = entry.path().extension();
            if (entry.is_regular_file() && (extension == ".h" || extension == ".cpp"))
                files.push_back(readFile(root, entry.path()));
        }
    }
    std::ranges::sort(files, {}, &File::path);
    return files;
}

bool isQt(const Include& include)
{
    return include.angled && ((include.path[0] == 'Q' && include.path.size() > 1 && std::isupper(static_cast<unsigned char>(include.path[1]))) ||
                              startsWith(include.path, "Qt") || include.path == "qcustomplot.h");
}

int featureRank(const std::string& name)
{
    const auto found = std::ranges::find(features, name);
    return found == features.end() ? -1 : static_cast<int>(found - features.begin());
}

/// Why `from` (a path) may not include `to` (a path); empty when it may.
std::string forbidden(const std::string& from, const std::string& to)
{
    const std::string a = room(from);
    const std::string b = room(to);
    if (startsWith(to, "tests/") && !startsWith(from, "tests/"))
        return "only tests include tests";
    if (a == b || startsWith(from, "app/") || startsWith(from, "tests/"))
        return startsWith(to, "app/") && room(to) != a && !startsWith(from, "tests/") ? "programs do not share code by including each other" : "";
    if (startsWith(to, "app/"))
        return "only app includes app";
    if (startsWith(from, "core/")) {
        if (!startsWith(to, "core/"))
            return "core includes core only";
        const std::string self = a.substr(5);
        const std::string other = b.substr(5);
        if (other == "base")
            return "";
        if (self == "base")
            return "core/base includes nothing else";
        if (self == "store" || self == "kafka")
            return "core/" + self + " includes core/base only";
        if (other == "store" || other == "kafka")
            return "";
        return featureRank(other) >= 0 && featureRank(other) < featureRank(self)
                   ? ""
                   : "core/" + other + " is not below core/" + self;
    }
    if (startsWith(from, "ui/")) {
        const std::string self = a.substr(3);
        if (startsWith(to, "core/"))
            return (self == "async" || self == "widgets") && b != "core/base" ? "ui/" + self + " includes core/base only" : "";
        const std::string other = b.substr(3);
        if (other == "async" || other == "widgets")
            return self == "async" && other == "widgets" ? "ui/async is below ui/widgets" : "";
        return self == "shell" ? "" : "a page includes no other feature of ui";
    }
    return "";
}

bool isPublicKafkaHeader(const std::string& path)
{
    return std::ranges::any_of(publicKafkaHeaders,
                               [&](const char* name) { return path == std::string("core/kafka/") + name; });
}

bool isPrivateKafkaHeader(const std::string& path)
{
    return startsWith(path, "core/kafka/") && path.ends_with(".h") && !isPublicKafkaHeader(path);
}

bool maySeePrivateKafka(const std::string& path)
{
    return startsWith(path, "core/kafka/") && !isPublicKafkaHeader(path);
}

void checkIncludes(const File& file, std::vector<Violation>& out)
{
    const auto report = [&](const Include& include, const std::string& why) {
        out.push_back({"include", file.path, include.line, include.path + ": " + why});
    };
    const bool isClientFile = startsWith(file.path, "core/kafka/") &&
                              (file.path.ends_with(".cpp") || file.path == "core/kafka/rd.h");
    // The mock broker of the tests is librdkafka's own.
    const bool mayUseClient = isClientFile || startsWith(file.path, "tests/");
    for (const Include& include : file.includes) {
        if (include.path.find("rdkafka") != std::string::npos && !mayUseClient)
            report(include, "only core/kafka/*.cpp and core/kafka/rd.h know librdkafka");
        if (isPrivateKafkaHeader(include.path) && !startsWith(file.path, "tests/") && !maySeePrivateKafka(file.path))
            report(include, "private to core/kafka");
        if (include.path.find("sqlite3.h") != std::string::npos && !startsWith(file.path, "core/store/"))
            report(include, "only core/store knows SQLite");
        if (isQt(include) && startsWith(file.path, "core/"))
            report(include, "core has no Qt");
        if (isQt(include) && startsWith(file.path, "app/weirctl/"))
            report(include, "weirctl has no Qt");
        if (!include.angled) {
            if (const std::string why = forbidden(file.path, include.path); !why.empty())
                report(include, why);
        }
    }
}

void checkLines(const File& file, std::vector<Violation>& out)
{
    struct Banned {
        std::regex pattern;
        std::string why;
    };
    static const std::vector<Banned> bannedInUi = {
        {std::regex(R"(\bprocessEvents\b)"), "processEvents re-enters the event loop"},
        {std::regex(R"(\bQEventLoop\b)"), "nested event loops"},
        {std::regex(R"((\.|->)exec\s*\()"), "exec() blocks; use open()"},
        {std::regex(R"(\bwaitForFinished\b)"), "the GUI thread does not wait"},
        {std::regex(R"((\.|->)result\s*\(\s*\))"), "result() waits"},
        {std::regex(R"(\bstd::(thread|jthread)\b)"), "threads of its own; use ui/async"},
        {std::regex(R"(\b(sleep_for|sleep_until|msleep|usleep)\b|\bQThread::sleep\b)"), "sleeping"},
        {std::regex(R"(\b(instance|self)\s*\(\s*\)\s*\{)"), "singletons"},
        {std::regex(R"(\bsetHtml\s*\(|\bQTextBrowser\b)"), "foreign text must not be read as HTML"},
    };
    if (static_cast<int>(file.lines.size()) > maxLines)
        out.push_back({"size", file.path, 0, std::to_string(file.lines.size()) + " lines, at most 500"});
    if (file.lines.empty() || file.lines[0] != "// SPDX-License-Identifier: GPL-3.0-or-later")
        out.push_back({"licence", file.path, 1, "the first line is not the SPDX line"});
    bool inComment = false;
    int number = 0;
    for (const std::string& line : file.lines) {
        ++number;
        const std::string code = codeOnly(line, inComment);
        if (startsWith(file.path, "ui/")) {
            for (const Banned& banned : bannedInUi) {
                if (std::regex_search(code, banned.pattern))
                    out.push_back({"banned", file.path, number, banned.why});
            }
        }
        static const std::regex throwing(R"(\bthrow\b)");
        if ((startsWith(file.path, "core/") || startsWith(file.path, "ui/")) && std::regex_search(code, throwing))
            out.push_back({"exception", file.path, number, "errors are values (Result), not exceptions"});
    }
}

void checkCycles(const std::vector<File>& files, std::vector<Violation>& out)
{
    std::map<std::string, std::set<std::string>> edges;
    for (const File& file : files) {
        for (const Include& include : file.includes) {
            if (!include.angled)
                edges[file.path].insert(include.path);
        }
    }
    std::map<std::string, int> state; // 1: on the path, 2: done
    std::vector<std::string> path;
    const std::function<void(const std::string&)> visit = [&](const std::string& file) {
        state[file] = 1;
        path.push_back(file);
        for (const std::string& next : edges[file]) {
            if (state[next] == 1) {
                std::string cycle;
                for (auto it = std::ranges::find(path, next); it != path.end(); ++it)
                    cycle += *it + " -> ";
                out.push_back({"cycle", file, 0, cycle + next});
            } else if (state[next] == 0 && edges.contains(next)) {
                visit(next);
            }
        }
        path.pop_back();
        state[file] = 2;
    };
    for (const File& file : files) {
        if (state[file.path] == 0)
            visit(file.path);
    }
}

} // namespace

std::vector<Violation> checkLayers(const fs::path& root)
{
    std::vector<Violation> violations;
    const std::vector<File> files = readTree(root);
    for (const File& file : files) {
        checkIncludes(file, violations);
        checkLines(file, violations);
    }
    checkCycles(files, violations);
    return violations;
}

} // namespace weir::test
