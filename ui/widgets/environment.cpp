// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/environment.h"

#include <QtCore/QRegularExpression>
#include <QtCore/QStringList>

#include <algorithm>

namespace weir::ui {
namespace {

/// True when one of the words of the environment's name is in the list: "eu-prod" has the words "eu" and "prod".
bool hasWord(const QString& environment, std::initializer_list<const char*> words)
{
    static const QRegularExpression separators(QStringLiteral("[^a-z0-9]+"));
    const QStringList parts = environment.toLower().split(separators, Qt::SkipEmptyParts);
    return std::ranges::any_of(words, [&](const char* word) { return parts.contains(QLatin1String(word)); });
}

} // namespace

bool isProduction(const QString& environment)
{
    return hasWord(environment, {"production", "prod", "prd", "live"})
        && !hasWord(environment, {"pre", "non", "not"});
}

Tone environmentTone(const QString& environment)
{
    if (isProduction(environment))
        return Tone::Bad;
    if (hasWord(environment, {"staging", "stage", "stg", "preprod", "pre", "uat", "acceptance"}))
        return Tone::Warning;
    if (hasWord(environment, {"test", "testing", "dev", "development", "local", "demo", "qa"}))
        return Tone::Ok;
    return Tone::Neutral;
}

} // namespace weir::ui
