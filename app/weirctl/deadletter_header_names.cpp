// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/deadletters.h"
#include "app/weirctl/letter_files.h"

#include "core/base/bytes.h"

#include <fstream>

namespace weir::cli {
namespace {

/// One convention a line; an empty file forgets all.
Result<std::vector<CustomConvention>> readFile(const std::string& path)
{
    std::ifstream file(path);
    if (!file)
        return fail(ErrorKind::NotFound, "The file " + escapeForDisplay(path, 300) + " cannot be read.");
    std::vector<CustomConvention> conventions;
    std::string line;
    for (int number = 1; std::getline(file, line); ++number) {
        if (line.find_first_not_of(" \t\r") == std::string::npos)
            continue;
        auto convention = parseCustomConvention(line);
        if (!convention)
            return fail(ErrorKind::InvalidInput, "Line " + std::to_string(number) + ": " + convention.error().message);
        conventions.push_back(std::move(*convention));
    }
    if (file.bad())
        return fail(ErrorKind::Internal, "Reading " + escapeForDisplay(path, 300) + " failed.");
    return conventions;
}

} // namespace

int runHeaderNames(Session& session, const std::vector<std::string>& words)
{
    const auto cluster = session.connect();
    if (!cluster)
        return session.failed(cluster.error());
    const auto id = clusterIdOf(**cluster, session.call());
    if (!id)
        return session.failed(id.error());
    const auto marks = openMarks(session);
    if (!marks)
        return session.failed(marks.error());
    if (words.empty()) {
        const auto known = (*marks)->conventions(*id);
        if (!known)
            return session.failed(known.error());
        for (const CustomConvention& convention : *known)
            session.print(toJson(convention));
        return session.finish();
    }
    const auto given = readFile(words[0]);
    if (!given)
        return session.failed(given.error());
    if (const auto kept = (*marks)->setConventions(*id, *given); !kept)
        return session.failed(kept.error());
    session.note(std::to_string(given->size()) + (given->size() == 1 ? " set" : " sets") + " of header names for this cluster.");
    return session.finish();
}

} // namespace weir::cli
