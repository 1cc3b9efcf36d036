// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/plan_rows.h"

#include "ui/widgets/plain_text.h"

#include <QtCore/QCoreApplication>

#include <algorithm>

namespace weir::ui {
namespace {

class PlanTable
{
    Q_DECLARE_TR_FUNCTIONS(PlanTable)
};

QString topicText(const std::string& topic) { return displayText(std::string_view(topic), 249); }

QString whereText(const ReplayPlan& plan, const ReplayTarget& target)
{
    const QString topic = topicText(target.topic);
    return plan.options.partition == ReplayPartition::ByKey ? PlanTable::tr("→ %1, partition by key").arg(topic)
                                                            : PlanTable::tr("→ %1, same partition").arg(topic);
}

ReplayWord fateWord(HeaderSummary::Fate fate)
{
    switch (fate) {
    case HeaderSummary::Fate::Kept: return {PlanTable::tr("kept"), Tone::Neutral};
    case HeaderSummary::Fate::Removed: return {PlanTable::tr("removed"), Tone::Warning};
    case HeaderSummary::Fate::Added: return {PlanTable::tr("added"), Tone::Ok};
    }
    return {};
}

/// Names as long as they can be read at a glance, else how many.
QString namesOrCount(const ReplayPlan& plan, HeaderSummary::Fate fate, int most)
{
    QStringList names;
    for (const HeaderSummary& header : plan.headers)
        if (header.fate == fate)
            names << displayText(std::string_view(header.name), 60);
    if (names.size() <= most)
        return names.join(QStringLiteral(", "));
    return countText(names.size());
}

} // namespace

std::vector<PlanRow> planRows(const ReplayPlan& plan)
{
    std::vector<PlanRow> rows;
    const auto add = [&](qint64 count, const QString& text, ReplayWord word, const QString& toolTip) {
        rows.push_back({static_cast<int>(rows.size()), count, text, std::move(word), toolTip});
    };
    for (const ReplayTarget& target : plan.targets) {
        if (target.ready == 0)
            continue;
        const bool look = target.compacted || target.fromHeaders || !target.warnings.empty();
        add(target.ready, whereText(plan, target),
            look ? ReplayWord{PlanTable::tr("ready, look"), Tone::Warning} : verdictWord(ReplayVerdict::Ready),
            target.fromHeaders ? PlanTable::tr("Only headers name this topic. Whoever wrote the records wrote them.") : QString());
    }
    for (std::size_t i = 0; i < replayVerdicts; ++i) {
        const auto verdict = static_cast<ReplayVerdict>(i);
        if (verdict == ReplayVerdict::Ready || plan.counts[i] == 0)
            continue;
        const QString text = displayText(verdictText(verdict), 200);
        add(plan.counts[i], text, verdictWord(verdict), text);
    }
    return rows;
}

QString planRowKey(const PlanRow& row) { return QString::number(row.index); }

std::vector<Column<PlanRow>> planColumns()
{
    return {
        {.id = QStringLiteral("count"),
         .title = PlanTable::tr("Records"),
         .text = [](const PlanRow& row) { return countText(row.count); },
         .width = 76,
         .alignment = Qt::AlignRight,
         .mono = true,
         .sortKey = [](const PlanRow& row) { return SortKey(row.count); }},
        {.id = QStringLiteral("what"),
         .title = PlanTable::tr("What happens"),
         .text = [](const PlanRow& row) { return row.text; },
         .width = 0,
         .toolTip = [](const PlanRow& row) { return row.toolTip.isEmpty() ? row.text : row.toolTip; }},
        {.id = QStringLiteral("state"),
         .title = PlanTable::tr("State"),
         .text = [](const PlanRow& row) { return row.word.text; },
         .width = 108,
         .mark = [](const PlanRow& row) -> CellMark { return PillCell{row.word.text, row.word.tone}; }},
    };
}

QString headerSummaryKey(const HeaderSummary& summary)
{
    return QStringLiteral("%1:%2").arg(static_cast<int>(summary.fate)).arg(QString::fromStdString(toHex(summary.name)));
}

std::vector<Column<HeaderSummary>> headerSummaryColumns()
{
    using Row = HeaderSummary;
    return {
        {.id = QStringLiteral("fate"),
         .title = PlanTable::tr("Header is"),
         .text = [](const Row& row) { return fateWord(row.fate).text; },
         .width = 92,
         .mark = [](const Row& row) -> CellMark { return PillCell{fateWord(row.fate).text, fateWord(row.fate).tone}; }},
        {.id = QStringLiteral("name"),
         .title = PlanTable::tr("Name"),
         .text = [](const Row& row) { return displayText(std::string_view(row.name), 249); },
         .width = 220,
         .mono = true,
         .toolTip = [](const Row& row) { return displayText(std::string_view(row.name), 249); }},
        {.id = QStringLiteral("records"),
         .title = PlanTable::tr("Records"),
         .text = [](const Row& row) { return countText(row.records); },
         .width = 76,
         .alignment = Qt::AlignRight,
         .mono = true,
         .sortKey = [](const Row& row) { return SortKey(static_cast<qint64>(row.records)); }},
        {.id = QStringLiteral("reason"),
         .title = PlanTable::tr("Why"),
         .text = [](const Row& row) { return displayText(std::string_view(row.reason), 300); },
         .width = 0,
         .tone = [](const Row&) { return Tone::Neutral; },
         .toolTip = [](const Row& row) { return displayText(std::string_view(row.reason), 300); }},
    };
}

QString headersLine(const ReplayPlan& plan)
{
    QStringList parts;
    if (const QString kept = namesOrCount(plan, HeaderSummary::Fate::Kept, 3); !kept.isEmpty())
        parts << PlanTable::tr("keep %1").arg(kept);
    if (const QString removed = namesOrCount(plan, HeaderSummary::Fate::Removed, 0); removed != countText(0) && !removed.isEmpty())
        parts << (plan.options.headers == HeaderPolicy::RemoveFailure ? PlanTable::tr("remove %1 of failure and retry").arg(removed)
                                                                      : PlanTable::tr("remove %1").arg(removed));
    if (const QString added = namesOrCount(plan, HeaderSummary::Fate::Added, 4); !added.isEmpty())
        parts << PlanTable::tr("add %1").arg(added);
    if (parts.isEmpty())
        return PlanTable::tr("Headers: none");
    return PlanTable::tr("Headers: %1").arg(parts.join(QStringLiteral(" · ")));
}

QString deliveryLine(const ReplayOptions& options)
{
    QStringList parts;
    parts << (options.delivery == ReplayDelivery::Transactional ? PlanTable::tr("Exactly once") : PlanTable::tr("At least once"));
    parts << PlanTable::tr("%1 in a batch").arg(countText(options.batch));
    parts << (options.perSecond > 0 ? rateText(options.perSecond) : PlanTable::tr("as fast as possible"));
    if (options.canary > 0)
        parts << PlanTable::tr("canary of %1, then a pause").arg(countText(options.canary));
    if (options.mostFailures > 0)
        parts << countedText(options.mostFailures, PlanTable::tr("stops after 1 failure"), PlanTable::tr("stops after %1 failures"));
    return parts.join(QStringLiteral(" · "));
}

QStringList planWarnings(const ReplayPlan& plan)
{
    QStringList warnings;
    const auto add = [&](const QString& text) {
        if (!warnings.contains(text))
            warnings << text;
    };
    for (const std::string& warning : plan.warnings)
        add(displayText(std::string_view(warning), 500));
    for (const ReplayTarget& target : plan.targets) {
        if (target.ready == 0)
            continue;
        for (const std::string& warning : target.warnings)
            add(displayText(std::string_view(warning), 500));
    }
    return warnings;
}

QString startText(const ReplayPlan& plan)
{
    const std::int64_t ready = plan.ready();
    if (ready == 0)
        return PlanTable::tr("Nothing to replay");
    const bool canary = plan.options.canary > 0 && plan.options.canary < ready;
    QString text = canary ? PlanTable::tr("Start with canary of %1").arg(countText(plan.options.canary))
                          : countedText(ready, PlanTable::tr("Replay 1 letter"), PlanTable::tr("Replay %1 letters"));
    if (plan.options.delivery == ReplayDelivery::AtLeastOnce)
        text += PlanTable::tr(", at least once");
    return text;
}

bool namedByHeadersOnly(const ReplayPlan& plan)
{
    return std::ranges::any_of(plan.targets, [](const ReplayTarget& target) { return target.ready > 0 && target.fromHeaders; });
}

} // namespace weir::ui
