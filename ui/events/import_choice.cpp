// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/import_choice.h"

#include "ui/widgets/plain_text.h"

#include <string>

namespace weir::ui {
namespace {

constexpr std::size_t guessBytes = 64 * 1024;
constexpr std::size_t shownRecords = 5;
constexpr std::size_t shownBad = 20;

Result<FileMark> markOf(const std::filesystem::path& file)
{
    std::error_code error;
    FileMark mark;
    mark.size = std::filesystem::file_size(file, error);
    if (!error)
        mark.changed = std::filesystem::last_write_time(file, error);
    if (!error)
        return mark;
    const bool forbidden = error == std::errc::permission_denied;
    return fail(forbidden ? ErrorKind::NotAuthorized : ErrorKind::NotFound,
                "The file " + file.string() + (forbidden ? " may not be read." : " is not there any more."), error.message());
}

} // namespace

Result<ImportLook> lookAtFile(const std::filesystem::path& file)
{
    const auto mark = markOf(file);
    if (!mark)
        return fail(mark.error());
    auto opened = openImport(file);
    if (!opened)
        return fail(std::move(opened.error()));
    std::string first(guessBytes, '\0');
    opened->first->read(first.data(), static_cast<std::streamsize>(first.size()));
    first.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, opened->first->gcount())));
    return ImportLook{*mark, guessImport(first)};
}

Result<std::unique_ptr<RecordSource>> openImportSource(const ImportChoice& choice, const std::optional<FileMark>& expected)
{
    const auto mark = markOf(choice.file);
    if (!mark)
        return fail(mark.error());
    if (expected && *mark != *expected)
        return fail(ErrorKind::InvalidInput, "The file " + choice.file.filename().string() +
                                                 " was changed since it was looked at. Nothing was sent: choose it again.");
    auto opened = openImport(choice.file);
    if (!opened)
        return fail(std::move(opened.error()));
    auto& [in, bytes] = *opened;
    switch (choice.format) {
    case ImportFormat::JsonLines: return importJsonLines(std::move(in), choice.target, bytes);
    case ImportFormat::Csv: return importCsv(std::move(in), choice.csv, choice.target, bytes);
    case ImportFormat::KeyedLines: return importKeyedLines(std::move(in), choice.lines, choice.target, bytes);
    }
    return fail(ErrorKind::Internal, "This format is not known.");
}

Result<ImportPreview> previewImport(Cluster& cluster, const ImportChoice& choice, std::size_t most, const Call& call)
{
    const auto mark = markOf(choice.file);
    if (!mark)
        return fail(mark.error());
    auto source = openImportSource(choice, {});
    if (!source)
        return fail(std::move(source.error()));
    ImportPreview preview;
    preview.mark = *mark;
    std::vector<OutgoingRecord> good;
    while (preview.looked < most && !call.over()) {
        OutgoingRecord record;
        const auto more = (*source)->next(record);
        if (more && !*more) {
            preview.whole = true;
            break;
        }
        ++preview.looked;
        const int number = static_cast<int>(preview.looked);
        if (!more) {
            if (++preview.bad <= shownBad)
                preview.rows.push_back({number, {}, displayText(std::string_view(more.error().message), 500)});
            if ((*source)->ended())
                break;
            continue;
        }
        if (preview.looked <= shownRecords)
            preview.rows.push_back({number, record, {}});
        good.push_back(std::move(record));
    }
    preview.sample = sampleRecords(cluster, good, call);
    return preview;
}

} // namespace weir::ui
