// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/commands.h"
#include "app/weirctl/reading.h"
#include "app/weirctl/text_table.h"

#include "core/records/record_json.h"

namespace weir::cli {
namespace {

std::string shownHeaders(const Headers& headers)
{
    std::string text;
    for (const Header& header : headers)
        text += (text.empty() ? "" : " ") + header.name + "=" + shownBytes(header.value, 60);
    return text;
}

void printText(Session& session, const BrowseResult& result)
{
    using Align = TextTable::Align;
    TextTable table({{"PARTITION", Align::Right}, {"OFFSET", Align::Right}, {"TIME"}, {"KEY"}, {"HEADERS"}, {"VALUE"}});
    for (const Record& record : result.records)
        table.addRow({std::to_string(record.partition), std::to_string(record.offset),
                      record.timestamp ? formatUtc(*record.timestamp) : "-", shownBytes(record.key, 60),
                      shownText(shownHeaders(record.headers), 120), shownBytes(record.value)});
    if (!table.empty())
        session.print(table.text());
    session.print(coverageText(result));
}

} // namespace

int runRead(Session& session)
{
    const auto request = browseRequest(session.arguments(), session.word(0));
    if (!request) {
        Session::remark(request.error().message);
        return exitUsage;
    }
    const auto cluster = session.connect();
    if (!cluster)
        return session.failed(cluster.error());
    const auto answer = browse(**cluster, *request, session.call());
    if (!answer)
        return session.failed(answer.error());
    if (!session.json())
        printText(session, answer->values);
    else
        for (const Record& record : answer->values.records)
            session.print(toJsonLine(record));
    complainAboutCoverage(session, *request, *answer);
    return session.finish();
}

} // namespace weir::cli
