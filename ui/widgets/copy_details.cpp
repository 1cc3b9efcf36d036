// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/copy_details.h"

#include <QtCore/QDateTime>
#include <QtCore/QStringList>
#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>

namespace weir::ui {

QString sentenceOf(const weir::Error& error)
{
    return QString::fromStdString(error.message);
}

QString errorDetails(const weir::Error& error)
{
    QStringList lines{sentenceOf(error)};
    const auto kind = errorKindName(error.kind);
    lines << QStringLiteral("kind: %1").arg(QLatin1String(kind.data(), static_cast<qsizetype>(kind.size())));
    if (error.kafkaCode != 0)
        lines << QStringLiteral("kafka code: %1").arg(error.kafkaCode);
    lines << QStringLiteral("time: %1").arg(QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs));
    lines << QStringLiteral("weir: %1").arg(QGuiApplication::applicationVersion());
    if (!error.detail.empty())
        lines << QString() << QString::fromStdString(error.detail);
    return lines.join(u'\n');
}

QString failureDetails(const std::vector<weir::Failure>& failures)
{
    QStringList lines;
    for (const auto& failure : failures)
        lines << QStringLiteral("%1: %2").arg(QString::fromStdString(failure.subject), sentenceOf(failure.error));
    return lines.join(u'\n');
}

void copyText(const QString& text)
{
    QGuiApplication::clipboard()->setText(text);
}

} // namespace weir::ui
