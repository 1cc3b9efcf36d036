// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/run_rows.h"

#include "ui/events/run_feed.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>
#include <QtCore/QHash>

#include <algorithm>

namespace weir::ui {
namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(RunRows)
};

QString count(std::uint64_t value)
{
    return countText(static_cast<qint64>(value));
}

Tone failureTone(std::uint64_t count)
{
    return count > 0 ? Tone::Bad : Tone::Neutral;
}

} // namespace

std::vector<RunRow> runRows(const std::vector<RunView>& runs)
{
    std::vector<RunRow> rows;
    rows.reserve(runs.size());
    for (const RunView& run : runs) {
        const RunProgress& progress = run.progress;
        const RunWord word = runStateWord(progress);
        const auto seconds = static_cast<double>(progress.elapsed.count()) / 1000;
        rows.push_back({run.id, run.title, progress.started, word.text, word.tone, progress.acknowledged,
                        progress.failed + progress.skipped,
                        seconds > 0 ? static_cast<double>(progress.acknowledged) / seconds : 0, progress.p99});
    }
    return rows;
}

QString runRowKey(const RunRow& row)
{
    return row.id;
}

std::vector<Column<RunRow>> runColumns()
{
    using Row = RunRow;
    return {
        {.id = QStringLiteral("started"),
         .title = Words::tr("Started"),
         .text = [](const Row& row) { return QDateTime::fromMSecsSinceEpoch(row.started).toString(QStringLiteral("HH:mm:ss")); },
         .width = 78,
         .mono = true,
         .sortKey = [](const Row& row) { return SortKey(static_cast<qint64>(row.started)); }},
        {.id = QStringLiteral("run"),
         .title = Words::tr("Run"),
         .text = [](const Row& row) { return row.title; },
         .width = 0,
         .toolTip = [](const Row& row) { return row.title; }},
        {.id = QStringLiteral("state"),
         .title = Words::tr("State"),
         .text = [](const Row& row) { return row.state; },
         .width = 132,
         .mark = [](const Row& row) -> CellMark { return PillCell{row.state, row.tone}; }},
        {.id = QStringLiteral("acknowledged"),
         .title = Words::tr("Acknowledged"),
         .text = [](const Row& row) { return count(row.acknowledged); },
         .width = 104,
         .alignment = Qt::AlignRight,
         .mono = true,
         .sortKey = [](const Row& row) { return SortKey(static_cast<qint64>(row.acknowledged)); }},
        {.id = QStringLiteral("failed"),
         .title = Words::tr("Failed"),
         .text = [](const Row& row) { return count(row.failed); },
         .width = 58,
         .alignment = Qt::AlignRight,
         .mono = true,
         .sortKey = [](const Row& row) { return SortKey(static_cast<qint64>(row.failed)); },
         .tone = [](const Row& row) { return failureTone(row.failed); }},
        {.id = QStringLiteral("rate"),
         .title = Words::tr("A second"),
         .text = [](const Row& row) { return rateFigure(row.perSecond); },
         .width = 74,
         .alignment = Qt::AlignRight,
         .mono = true,
         .sortKey = [](const Row& row) { return SortKey(row.perSecond); }},
        {.id = QStringLiteral("p99"),
         .title = Words::tr("p99"),
         .text = [](const Row& row) { return latencyText(row.p99); },
         .width = 68,
         .alignment = Qt::AlignRight,
         .mono = true,
         .sortKey = [](const Row& row) { return row.p99 ? SortKey(static_cast<qint64>(row.p99->count())) : SortKey(); }},
    };
}

std::vector<RunFailureRow> runFailureRows(const std::vector<RunFailure>& failures)
{
    std::vector<RunFailureRow> rows;
    rows.reserve(failures.size());
    QHash<QString, int> seen;
    for (const RunFailure& failure : failures) {
        const QString what = displayText(std::string_view(failure.error.message), 500);
        const QString key = QStringLiteral("%1:%2").arg(failure.error.kafkaCode).arg(what);
        const int copy = seen[key]++;
        rows.push_back({copy == 0 ? key : QStringLiteral("%1#%2").arg(key).arg(copy), failure.count, what,
                        errorDetails(failure.error), displayText(std::string_view(failure.first), 300)});
    }
    std::ranges::stable_sort(rows, std::ranges::greater(), &RunFailureRow::count);
    return rows;
}

QString runFailureKey(const RunFailureRow& row)
{
    return row.key;
}

std::vector<Column<RunFailureRow>> runFailureColumns()
{
    using Row = RunFailureRow;
    return {
        {.id = QStringLiteral("count"),
         .title = Words::tr("Records"),
         .text = [](const Row& row) { return count(row.count); },
         .width = 76,
         .alignment = Qt::AlignRight,
         .mono = true,
         .sortKey = [](const Row& row) { return SortKey(static_cast<qint64>(row.count)); }},
        {.id = QStringLiteral("what"),
         .title = Words::tr("What went wrong"),
         .text = [](const Row& row) { return row.what; },
         .width = 0,
         .toolTip = [](const Row& row) { return row.detail; }},
        {.id = QStringLiteral("first"),
         .title = Words::tr("First"),
         .text = [](const Row& row) { return row.first; },
         .width = 190,
         .toolTip = [](const Row& row) { return row.first; }},
    };
}

} // namespace weir::ui
