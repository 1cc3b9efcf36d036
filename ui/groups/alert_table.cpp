// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/groups/alert_table.h"

#include "ui/widgets/plain_text.h"

#include <QtCore/QCoreApplication>

namespace weir::ui {
namespace {

class AlertTable
{
    Q_DECLARE_TR_FUNCTIONS(AlertTable)
};

PillCell stateOf(const Alert& alert)
{
    if (alert.ended)
        return {AlertTable::tr("ended"), Tone::Neutral};
    if (alert.acknowledged)
        return {AlertTable::tr("acknowledged"), Tone::Accent};
    return {AlertTable::tr("open"), alert.serious ? Tone::Bad : Tone::Warning};
}

qint64 stateRank(const Alert& alert) { return alert.ended ? 3 : alert.acknowledged ? 2 : alert.serious ? 0 : 1; }

qint64 lasted(const AlertRow& row) { return std::max<qint64>(0, row.alert.ended.value_or(row.now) - row.alert.raised); }

QString stateTip(const AlertRow& row)
{
    QStringList lines;
    if (row.alert.ended)
        lines << AlertTable::tr("Ended %1").arg(momentText(*row.alert.ended, row.now));
    if (row.alert.acknowledged)
        lines << AlertTable::tr("Acknowledged %1").arg(momentText(*row.alert.acknowledged, row.now));
    return lines.join(u'\n');
}

QString safe(const std::string& text) { return displayText(std::string_view(text)); }

} // namespace

QString alertKey(const AlertRow& row)
{
    const Alert& alert = row.alert;
    return alert.id != 0 ? QString::number(alert.id)
                         : QStringLiteral("%1/%2/%3").arg(QString::fromStdString(alert.rule), row.subject).arg(alert.raised);
}

std::vector<Column<AlertRow>> alertColumns()
{
    using Row = AlertRow;
    return {
        {.id = QStringLiteral("state"),
         .title = AlertTable::tr("State"),
         .text = [](const Row& row) { return stateOf(row.alert).text; },
         .width = 116,
         .sortKey = [](const Row& row) { return SortKey(stateRank(row.alert)); },
         .mark = [](const Row& row) -> CellMark { return stateOf(row.alert); },
         .toolTip = stateTip},
        {.id = QStringLiteral("rule"),
         .title = AlertTable::tr("Rule"),
         .text = [](const Row& row) { return safe(row.alert.ruleName); },
         .width = 190,
         .strong = [](const Row& row) { return !row.alert.ended; },
         .toolTip = [](const Row& row) { return safe(row.alert.ruleName); }},
        {.id = QStringLiteral("subject"),
         .title = AlertTable::tr("Group or topic"),
         .text = [](const Row& row) { return row.subject; },
         .width = 200,
         .mark = [](const Row&) -> CellMark { return LinkCell{}; },
         .toolTip = [](const Row& row) { return row.subject; }},
        {.id = QStringLiteral("since"),
         .title = AlertTable::tr("Since"),
         .text = [](const Row& row) { return momentText(row.alert.raised, row.now); },
         .width = 136,
         .mono = true,
         .searchable = false,
         .sortKey = [](const Row& row) { return SortKey(qint64{row.alert.raised}); }},
        {.id = QStringLiteral("lasted"),
         .title = AlertTable::tr("Lasts"),
         .text = [](const Row& row) { return QString::fromStdString(formatDuration(std::chrono::milliseconds(lasted(row) / 1'000 * 1'000))); },
         .width = 110,
         .alignment = Qt::AlignRight,
         .mono = true,
         .searchable = false,
         .sortKey = [](const Row& row) { return SortKey(lasted(row)); }},
        {.id = QStringLiteral("text"),
         .title = AlertTable::tr("What was seen"),
         .text = [](const Row& row) { return safe(row.alert.text); },
         .width = 0,
         .toolTip = [](const Row& row) { return safe(row.alert.text); }},
    };
}

QString ruleKey(const RuleRow& row) { return QString::fromStdString(row.rule.id); }

std::vector<Column<RuleRow>> ruleColumns()
{
    using Row = RuleRow;
    return {
        {.id = QStringLiteral("on"),
         .title = AlertTable::tr("State"),
         .text = [](const Row& row) { return row.rule.enabled ? AlertTable::tr("on") : AlertTable::tr("off"); },
         .width = 70,
         .sortKey = [](const Row& row) { return SortKey(qint64{row.rule.enabled ? 0 : 1}); },
         .mark = [](const Row&) -> CellMark { return LinkCell{}; },
         .toolTip = [](const Row& row) { return row.rule.enabled ? AlertTable::tr("Switch the rule off") : AlertTable::tr("Switch the rule on"); },
         .accessible = [](const Row& row) {
             return row.rule.enabled ? AlertTable::tr("on; Enter switches it off") : AlertTable::tr("off; Enter switches it on");
         }},
        {.id = QStringLiteral("name"),
         .title = AlertTable::tr("Rule"),
         .text = [](const Row& row) { return safe(row.rule.name); },
         .width = 230,
         .strong = [](const Row& row) { return row.rule.enabled; },
         .toolTip = [](const Row& row) { return safe(row.rule.name); }},
        {.id = QStringLiteral("watches"),
         .title = AlertTable::tr("Watches"),
         .text = [](const Row& row) { return watchedText(row.rule); },
         .width = 210,
         .toolTip = [](const Row& row) { return watchedText(row.rule); }},
        {.id = QStringLiteral("condition"),
         .title = AlertTable::tr("Condition"),
         .text = [](const Row& row) { return conditionText(row.rule); },
         .width = 0},
        {.id = QStringLiteral("matches"),
         .title = AlertTable::tr("Matches"),
         .text = [](const Row& row) { return countText(row.preview ? std::optional<qint64>(row.preview->matches) : std::nullopt); },
         .width = 90,
         .alignment = Qt::AlignRight,
         .mono = true,
         .searchable = false,
         .sortKey = [](const Row& row) { return row.preview ? SortKey(qint64{row.preview->matches}) : SortKey(); }},
        {.id = QStringLiteral("now"),
         .title = AlertTable::tr("Holds now"),
         .text = [](const Row& row) { return countText(row.preview && row.preview->now ? std::optional<qint64>(*row.preview->now) : std::nullopt); },
         .width = 100,
         .alignment = Qt::AlignRight,
         .mono = true,
         .searchable = false,
         .sortKey = [](const Row& row) { return row.preview && row.preview->now ? SortKey(qint64{*row.preview->now}) : SortKey(); },
         .toolTip = [](const Row& row) { return previewText(row.rule, row.preview); }},
    };
}

} // namespace weir::ui
