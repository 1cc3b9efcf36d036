// SPDX-License-Identifier: GPL-3.0-or-later
// Text that people and files give: where to read from, the connections file, and the names in it.
#include "core/base/private_file.h"
#include "core/connections/profile_file.h"
#include "core/records/browse_range.h"
#include "tests/fuzz/fuzz_target.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include <unistd.h>

namespace {

using namespace weir;

void promise(bool kept)
{
    if (!kept)
        std::abort();
}

/// A file of this process in memory, where the system has such a place: thousands are written every second.
class ScratchFile
{
public:
    ScratchFile()
    {
        std::error_code error;
        const std::filesystem::path memory("/dev/shm");
        const auto parent = std::filesystem::is_directory(memory, error) ? memory : std::filesystem::temp_directory_path();
        m_folder = parent / ("weir-fuzz-" + std::to_string(::getpid()));
        std::filesystem::create_directory(m_folder);
    }
    ~ScratchFile()
    {
        std::error_code ignored;
        std::filesystem::remove_all(m_folder, ignored);
    }
    ScratchFile(const ScratchFile&) = delete;
    ScratchFile& operator=(const ScratchFile&) = delete;
    [[nodiscard]] std::filesystem::path path() const { return m_folder / "connections.json"; }

private:
    std::filesystem::path m_folder;
};

std::filesystem::path scratchFile()
{
    static const ScratchFile file;
    return file.path();
}

void checkRange(std::string_view input)
{
    const auto from = parseBrowseFrom(input);
    if (!from)
        return;
    promise(from->value >= 0);
    promise(parseBrowseFrom(toString(*from)) == *from);
    const std::map<TopicPartition, OffsetSpan> spans{{{"t", 0}, {0, 10}}, {{"t", 1}, {7, 7}}, {{"t", 2}, {5, INT64_MAX}}};
    const auto plan = planBrowse(*from, spans, 500);
    if (!plan)
        return;
    for (const ReadRange& range : *plan) {
        const OffsetSpan& span = spans.at(range.partition);
        promise(range.begin >= span.logStart && range.begin < range.end && range.end <= span.end);
        promise(range.end - range.begin <= 500);
    }
}

void checkFile(std::string_view input)
{
    {
        std::ofstream file(scratchFile(), std::ios::binary | std::ios::trunc);
        file.write(input.data(), static_cast<std::streamsize>(input.size()));
    }
    const ProfileFile file(scratchFile());
    const auto profiles = file.load();
    Profile added = demoProfile();
    added.name = "one more";
    if (!profiles) {
        promise(!file.put(added, true));
        promise(readFile(scratchFile()) == std::string(input)); // a file that is not understood stays as it is
        return;
    }
    for (const Profile& profile : *profiles)
        promise(checkProfile(profile).has_value());
    const bool taken = std::ranges::find(*profiles, added.name, &Profile::name) != profiles->end();
    promise(file.put(added, false).has_value() == !taken);
    const auto again = file.load();
    promise(again && again->size() == profiles->size() + (taken ? 0 : 1));
    promise(std::equal(profiles->begin(), profiles->end(), again->begin()));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    checkRange(input);
    checkFile(input);
    Profile profile;
    profile.name = profile.groupId = "x";
    profile.bootstrapServers = input;
    if (checkProfile(profile))
        promise(isUtf8(input) && input.find(':') != std::string_view::npos);
    return 0;
}

std::vector<std::string> weir::test::fuzzSeeds()
{
    return {
        "newest:50",
        "oldest:1",
        "offset:9223372036854775807",
        "newest",
        "a.example:9092,[::1]:1, b:65535",
        R"({"version":1,"profiles":[]})",
        R"({"version":1,"profiles":[{"name":"a","bootstrap_servers":"a:1","group_id":"g","auto_offset_reset":"latest","environment":"production","read_only":true}]})",
        R"({"version":1,"colour":"teal","profiles":[{"name":"demo","demo":true},{"name":"b","bootstrap_servers":"b:1","x":[1.10,null]}]})",
        R"({"version":2,"profiles":[{}]})",
    };
}
