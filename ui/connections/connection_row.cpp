// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/connection_row.h"

#include "ui/widgets/plain_text.h"

#include <QtCore/QCoreApplication>

#include <string_view>

namespace weir::ui {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("ConnectionsPage", text);
}

QString nameText(const ConnectionRow& row)
{
    return displayText(std::string_view(row.profile.name));
}

} // namespace

QString ConnectionRow::key() const
{
    switch (source) {
    case Source::BuiltIn: return QStringLiteral("demo");
    case Source::Environment: return QStringLiteral("environment");
    case Source::Saved: break;
    }
    return savedKey(QString::fromStdString(profile.name));
}

QString ConnectionRow::savedKey(const QString& name)
{
    return QStringLiteral("saved:") + name;
}

QString sourceText(ConnectionRow::Source source)
{
    switch (source) {
    case ConnectionRow::Source::BuiltIn: return tr("built in");
    case ConnectionRow::Source::Environment: return tr("environment");
    case ConnectionRow::Source::Saved: break;
    }
    return tr("saved");
}

Tone environmentTone(weir::Environment environment)
{
    switch (environment) {
    case weir::Environment::Production: return Tone::Bad;
    case weir::Environment::Test: return Tone::Warning;
    case weir::Environment::Development: break;
    }
    return Tone::Ok;
}

QString environmentText(weir::Environment environment)
{
    switch (environment) {
    case weir::Environment::Production: return tr("production");
    case weir::Environment::Test: return tr("test");
    case weir::Environment::Development: break;
    }
    return tr("development");
}

QString offsetResetText(weir::OffsetReset reset)
{
    switch (reset) {
    case weir::OffsetReset::Latest: return tr("latest: begin at the end");
    case weir::OffsetReset::None: return tr("none: fail without a committed offset");
    case weir::OffsetReset::Earliest: break;
    }
    return tr("earliest: begin at the start");
}

QString addressText(const weir::Profile& profile)
{
    return profile.demo ? tr("a cluster inside Weir") : displayText(std::string_view(profile.bootstrapServers));
}

std::vector<Column<ConnectionRow>> connectionColumns()
{
    std::vector<Column<ConnectionRow>> columns;
    columns.push_back({.id = QStringLiteral("name"), .title = tr("Connection"), .text = nameText, .width = 0,
                       .subText = [](const ConnectionRow& row) { return addressText(row.profile); },
                       .strong = [](const ConnectionRow&) { return true; },
                       .accessible = [](const ConnectionRow& row) {
                           return tr("%1, %2").arg(nameText(row), addressText(row.profile));
                       }});
    columns.push_back({.id = QStringLiteral("environment"), .title = tr("Environment"),
                       .text = [](const ConnectionRow& row) { return environmentText(row.profile.environment); },
                       .width = 120, .mark = [](const ConnectionRow& row) -> CellMark {
                           return PillCell{environmentText(row.profile.environment),
                                           environmentTone(row.profile.environment)};
                       }});
    columns.push_back({.id = QStringLiteral("access"), .title = tr("Access"),
                       .text = [](const ConnectionRow& row) {
                           return row.profile.readOnly ? tr("read-only") : tr("read and write");
                       },
                       .width = 110});
    columns.push_back({.id = QStringLiteral("source"), .title = tr("From"),
                       .text = [](const ConnectionRow& row) { return sourceText(row.source); }, .width = 100,
                       .tone = [](const ConnectionRow&) { return Tone::Neutral; }});
    columns.push_back({.id = QStringLiteral("state"), .title = tr("State"),
                       .text = [](const ConnectionRow& row) { return row.connected ? tr("open") : QString(); },
                       .width = 80, .mark = [](const ConnectionRow& row) -> CellMark {
                           return row.connected ? CellMark(PillCell{tr("open"), Tone::Ok}) : CellMark();
                       }});
    return columns;
}

} // namespace weir::ui
