// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/column_choice.h"

#include "core/records/field_path.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QSettings>
#include <QtCore/QUrl>

#include <array>
#include <utility>

namespace weir::ui {
namespace {

QString tr(const char* text) { return QCoreApplication::translate("ColumnChoice", text); }

constexpr std::array<std::pair<const char*, const char*>, 9> named{{
    {"timestamp", QT_TRANSLATE_NOOP("ColumnChoice", "Time")},
    {"partition", QT_TRANSLATE_NOOP("ColumnChoice", "Partition")},
    {"offset", QT_TRANSLATE_NOOP("ColumnChoice", "Offset")},
    {"key", QT_TRANSLATE_NOOP("ColumnChoice", "Key")},
    {"value.event_type", QT_TRANSLATE_NOOP("ColumnChoice", "Event type")},
    {"value", QT_TRANSLATE_NOOP("ColumnChoice", "Value")},
    {"size", QT_TRANSLATE_NOOP("ColumnChoice", "Size")},
    {"value.event_id", QT_TRANSLATE_NOOP("ColumnChoice", "Event id")},
    {"value.occurred_at", QT_TRANSLATE_NOOP("ColumnChoice", "Occurred at")},
}};
constexpr std::size_t usual = 7;

QString settingsKey(const QString& topic)
{
    return QStringLiteral("recordColumns/") + QString::fromLatin1(QUrl::toPercentEncoding(topic));
}

} // namespace

QStringList usualColumns()
{
    return offeredColumns().mid(0, static_cast<qsizetype>(usual));
}

QStringList offeredColumns()
{
    QStringList columns;
    for (const auto& [path, title] : named)
        columns << QLatin1String(path);
    return columns;
}

QStringList columnsOf(const QString& topic)
{
    QStringList columns;
    for (const QString& column : QSettings().value(settingsKey(topic)).toStringList()) {
        const QString good = readColumn(column);
        if (!good.isEmpty() && !columns.contains(good))
            columns << good;
    }
    return columns.isEmpty() ? usualColumns() : columns;
}

void setColumnsOf(const QString& topic, const QStringList& columns)
{
    QSettings settings;
    if (columns.isEmpty() || columns == usualColumns())
        settings.remove(settingsKey(topic));
    else
        settings.setValue(settingsKey(topic), columns);
}

QString columnTitle(const QString& column)
{
    for (const auto& [path, title] : named) {
        if (column == QLatin1String(path))
            return tr(title);
    }
    return displayText(std::string_view(column.toStdString()), 200);
}

QString readColumn(const QString& typed, QString* problem)
{
    const auto path = weir::FieldPath::parse(typed.trimmed().toStdString());
    if (path)
        return QString::fromStdString(path->text());
    if (problem)
        *problem = displayText(std::string_view(path.error().message), 300);
    return {};
}

} // namespace weir::ui
