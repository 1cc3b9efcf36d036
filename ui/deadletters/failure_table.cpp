// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/failure_table.h"

#include "ui/deadletters/failure_words.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QCoreApplication>

#include <algorithm>

namespace weir::ui {
namespace {

using Row = FailureRow;

class FailureTable
{
    Q_DECLARE_TR_FUNCTIONS(FailureTable)
};

QString exceptionText(const Row& row)
{
    return row.report.exceptionClass ? shortClassName(*row.report.exceptionClass) : QStringLiteral("–");
}

QString messageText(const Row& row)
{
    return row.report.message ? displayText(std::string_view(*row.report.message), 400) : QString();
}

} // namespace

Result<FailurePage> readFailures(Cluster& cluster, const std::string& topic, std::int64_t most, const Call& call)
{
    BrowseRequest request;
    request.topic = topic;
    request.from = {BrowseFrom::Kind::Newest, most};
    request.limit = static_cast<std::size_t>(most);
    auto answer = browse(cluster, request, call);
    if (!answer)
        return fail(answer.error());
    BrowseResult& result = answer->values;
    FailurePage page;
    page.failures = std::move(answer->failures);
    page.partitions = std::max(result.spans.size(), page.failures.size());
    page.inRange = result.offsetsInRange;
    page.limitReached = result.limitReached;
    page.interrupted = result.interrupted;
    page.rows.reserve(result.records.size());
    for (Record& record : result.records) {
        FailureReport report = readFailure(record.headers);
        page.rows.push_back({std::make_shared<const Record>(std::move(record)), std::move(report), {}});
    }
    return page;
}

QString coverageText(const FailurePage& page)
{
    const QString shown = countText(static_cast<qint64>(page.rows.size()));
    QString text = page.limitReached || page.interrupted || static_cast<qint64>(page.rows.size()) < page.inRange
                       ? FailureTable::tr("The newest %1 of about %2").arg(shown, countText(page.inRange))
                       : FailureTable::tr("All %1").arg(shown);
    if (page.interrupted)
        text += FailureTable::tr(" · stopped before everything was read");
    if (!page.failures.empty())
        text += countedText(static_cast<qint64>(page.failures.size()), FailureTable::tr(" · 1 partition missing"),
                            FailureTable::tr(" · %1 partitions missing"));
    return text;
}

QString failureKey(const FailureRow& row)
{
    return QStringLiteral("%1:%2").arg(row.record->partition).arg(row.record->offset);
}

std::vector<Column<FailureRow>> failureColumns()
{
    return {
        {.id = QStringLiteral("failed"),
         .title = FailureTable::tr("Failed at"),
         .text = [](const Row& row) { return momentText(row.record->timestamp); },
         .width = 118,
         .mono = true,
         .searchable = false,
         .sortKey = [](const Row& row) {
             return row.record->timestamp ? SortKey(static_cast<qint64>(*row.record->timestamp)) : SortKey();
         },
         .toolTip = [](const Row& row) { return momentDetails(row.record->timestamp); }},
        {.id = QStringLiteral("origin"),
         .title = FailureTable::tr("Origin P:offset"),
         .text = [](const Row& row) { return originPosition(row.report); },
         .width = 114,
         .alignment = Qt::AlignRight,
         .mono = true,
         .sortKey = [](const Row& row) {
             return row.report.originOffset ? SortKey(static_cast<qint64>(*row.report.originOffset)) : SortKey();
         },
         .toolTip = [](const Row& row) {
             const QString origin = originText(row.report);
             return origin.isEmpty() ? FailureTable::tr("The headers do not tell where the record came from.") : origin;
         }},
        {.id = QStringLiteral("key"),
         .title = FailureTable::tr("Key"),
         .text = [](const Row& row) { return displayText(row.record->key, 80); },
         .width = 100,
         .mono = true},
        {.id = QStringLiteral("exception"),
         .title = FailureTable::tr("Exception"),
         .text = exceptionText,
         .width = 164,
         .strong = [](const Row& row) { return row.report.exceptionClass.has_value(); },
         .toolTip = [](const Row& row) {
             return row.report.exceptionClass ? displayText(std::string_view(*row.report.exceptionClass))
                                              : FailureTable::tr("The record carries no exception header.");
         }},
        {.id = QStringLiteral("message"),
         .title = FailureTable::tr("Message"),
         .text = messageText,
         .width = 0,
         .tone = [](const Row&) { return Tone::Neutral; },
         .toolTip = messageText},
        {.id = QStringLiteral("state"),
         .title = FailureTable::tr("State"),
         .text = [](const Row& row) { return row.republished; },
         .width = 132,
         .mark = [](const Row& row) -> CellMark { return PillCell{row.republished, Tone::Ok}; }},
    };
}

} // namespace weir::ui
