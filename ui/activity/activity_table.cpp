// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/activity/activity_table.h"

#include "ui/widgets/plain_text.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>

namespace weir::ui {
namespace {

class Table
{
    Q_DECLARE_TR_FUNCTIONS(ActivityTable)
};

/// What stands before the first colon: "done", "failed", "paused".
std::string_view wordOf(const AuditEntry& entry)
{
    const std::string_view outcome = entry.outcome;
    return outcome.substr(0, outcome.find(':'));
}

Column<AuditEntry> plainColumn(const QString& id, const QString& title, const std::string AuditEntry::*field, int width)
{
    const auto text = [field](const AuditEntry& entry) { return displayText(std::string_view(entry.*field), 400); };
    return {.id = id, .title = title, .text = text, .width = width, .toolTip = text};
}

} // namespace

PillCell outcomePill(const AuditEntry& entry)
{
    const std::string_view word = wordOf(entry);
    if (word == "started")
        return {Table::tr("not finished"), Tone::Warning};
    if (word == "done")
        return {Table::tr("done"), Tone::Ok};
    if (word == "failed")
        return {Table::tr("failed"), Tone::Bad};
    return {displayText(word, 24), word == "cancelled" ? Tone::Neutral : Tone::Warning};
}

QString outcomeRest(const AuditEntry& entry)
{
    const std::string_view outcome = entry.outcome;
    const auto colon = outcome.find(':');
    return colon == std::string_view::npos ? QString() : displayText(outcome.substr(colon + 1), 400).trimmed();
}

QString activityKey(const AuditEntry& entry) { return QString::number(entry.id); }

std::vector<Column<AuditEntry>> activityColumns()
{
    std::vector<Column<AuditEntry>> columns;
    columns.push_back({.id = QStringLiteral("time"),
                       .title = Table::tr("Time"),
                       .text = [](const AuditEntry& entry) {
                           return QDateTime::fromMSecsSinceEpoch(entry.time).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
                       },
                       .width = 172,
                       .mono = true,
                       .sortKey = [](const AuditEntry& entry) { return SortKey(static_cast<qint64>(entry.time)); }});
    columns.push_back(plainColumn(QStringLiteral("profile"), Table::tr("Connection"), &AuditEntry::profile, 130));
    columns.push_back(plainColumn(QStringLiteral("action"), Table::tr("Action"), &AuditEntry::action, 118));
    columns.back().strong = [](const AuditEntry&) { return true; };
    columns.push_back(plainColumn(QStringLiteral("target"), Table::tr("Target"), &AuditEntry::target, 190));
    columns.back().mono = true;
    columns.push_back({.id = QStringLiteral("state"),
                       .title = Table::tr("Outcome"),
                       .text = [](const AuditEntry& entry) { return outcomePill(entry).text; },
                       .width = 104,
                       .mark = [](const AuditEntry& entry) -> CellMark { return outcomePill(entry); },
                       .toolTip = [](const AuditEntry& entry) { return displayText(std::string_view(entry.outcome), 1000); }});
    columns.push_back({.id = QStringLiteral("outcome"),
                       .title = Table::tr("What came of it"),
                       .text = outcomeRest,
                       .width = 240,
                       .toolTip = outcomeRest});
    columns.push_back(plainColumn(QStringLiteral("detail"), Table::tr("Detail"), &AuditEntry::detail, 0));
    columns.back().tone = [](const AuditEntry&) { return Tone::Neutral; };
    return columns;
}

} // namespace weir::ui
