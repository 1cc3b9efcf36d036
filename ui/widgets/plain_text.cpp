// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/plain_text.h"

#include "core/base/bytes.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QLocale>

#include <algorithm>

namespace weir::ui {
namespace {

QLocale numberLocale()
{
    // The C locale writes no group separators, and long offsets are unreadable without.
    const QLocale locale;
    return locale.language() == QLocale::C ? QLocale(QLocale::English) : locale;
}

} // namespace

QString displayText(std::string_view bytes, std::size_t maxBytes)
{
    return QString::fromStdString(escapeForDisplay(bytes, maxBytes));
}

QString displayText(const std::optional<std::string>& bytes, std::size_t maxBytes)
{
    return bytes ? displayText(std::string_view(*bytes), maxBytes) : QStringLiteral("NULL");
}

QString countText(std::optional<qint64> value)
{
    return value ? numberLocale().toString(*value) : QStringLiteral("–");
}

QString countedText(qint64 count, const QString& one, const QString& many)
{
    return count == 1 || count == -1 ? QString(one).replace(QLatin1String("%1"), countText(count))
                                     : QString(many).replace(QLatin1String("%1"), countText(count));
}

QString shortCountText(qint64 value)
{
    struct Step {
        double size;
        const char* suffix;
    };
    for (const Step step : {Step{1e9, " G"}, Step{1e6, " M"}, Step{1e4, " k"}}) {
        const double unit = step.size == 1e4 ? 1e3 : step.size;
        if (static_cast<double>(value) >= step.size)
            return QString::number(static_cast<double>(value) / unit, 'f', 1) + QLatin1String(step.suffix);
    }
    return countText(value);
}

QString durationText(std::chrono::milliseconds duration)
{
    const qint64 ms = std::max<qint64>(0, duration.count());
    if (ms < 10'000)
        return QStringLiteral("%1 s").arg(numberLocale().toString(static_cast<double>(ms) / 1000.0, 'f', 1));
    const qint64 seconds = (ms + 500) / 1000;
    const auto two = [](qint64 large, const char* largeUnit, qint64 small, const char* smallUnit) {
        QString text = QStringLiteral("%1 %2").arg(countText(large), QLatin1String(largeUnit));
        if (small > 0)
            text += QStringLiteral(" %1 %2").arg(small).arg(QLatin1String(smallUnit));
        return text;
    };
    if (seconds < 60)
        return QStringLiteral("%1 s").arg(seconds);
    if (seconds < 3'600)
        return two(seconds / 60, "min", seconds % 60, "s");
    const qint64 minutes = seconds / 60;
    if (minutes < 24 * 60)
        return two(minutes / 60, "h", minutes % 60, "min");
    return two(minutes / (24 * 60), "d", minutes / 60 % 24, "h");
}

QString sizeText(qint64 bytes)
{
    if (bytes < 1024)
        return QStringLiteral("%1 B").arg(bytes);
    return numberLocale().formattedDataSize(bytes, 1);
}

QString plainToolTip(const QString& text)
{
    return text.isEmpty() ? text : QStringLiteral("<qt>%1</qt>").arg(text.toHtmlEscaped());
}

} // namespace weir::ui
