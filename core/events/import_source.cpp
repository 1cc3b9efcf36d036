// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/import_source.h"

namespace weir {

std::unique_ptr<RecordSource> importJsonLines(std::unique_ptr<std::istream>, ImportTarget, std::optional<std::uint64_t>) { return nullptr; }
Result<std::unique_ptr<RecordSource>> importCsv(std::unique_ptr<std::istream>, const CsvMapping&, ImportTarget, std::optional<std::uint64_t>) { return fail(ErrorKind::Unsupported, "Imports are missing."); }
std::unique_ptr<RecordSource> importKeyedLines(std::unique_ptr<std::istream>, const KeyedLines&, ImportTarget, std::optional<std::uint64_t>) { return nullptr; }
Result<std::pair<std::unique_ptr<std::istream>, std::uint64_t>> openImport(const std::filesystem::path&) { return fail(ErrorKind::Unsupported, "Imports are missing."); }
ImportGuess guessImport(std::string_view) { return {}; }

} // namespace weir
