// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/plain_text.h"

#include "core/base/bytes.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QLocale>

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
