// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weir/options.h"

#include "core/kafka/real_cluster.h"

#include <QtCore/QCommandLineParser>
#include <QtCore/QCoreApplication>

namespace weir::app {
namespace {

QString words(const char* text)
{
    return QCoreApplication::translate("options", text);
}

void describe(QCommandLineParser& parser)
{
    parser.setApplicationDescription(words("A desktop program for Apache Kafka: topics, lag, dead letters, test events."));
    parser.addOptions({
        {QStringLiteral("bootstrap"), words("Connect to these servers."), QStringLiteral("host:port,…")},
        {QStringLiteral("profile"), words("Connect with a saved connection."), QStringLiteral("name")},
        {QStringLiteral("demo"), words("Open the demo cluster, which lives inside the program.")},
        {QStringLiteral("read-only"), words("Refuse every change to the cluster.")},
        {QStringLiteral("theme"), words("Use this theme for this run."), QStringLiteral("light|dark")},
        {QStringLiteral("screenshots"), words("Write a picture of every page into this folder and end."),
         QStringLiteral("folder")},
        {{QStringLiteral("h"), QStringLiteral("help")}, words("Show this text.")},
        {{QStringLiteral("v"), QStringLiteral("version")}, words("Show the version.")},
    });
}

std::optional<std::string> valueOf(const QCommandLineParser& parser, const QString& option)
{
    return parser.isSet(option) ? std::optional(parser.value(option).toStdString()) : std::nullopt;
}

} // namespace

std::optional<QString> informationAsked(const QStringList& arguments)
{
    QCommandLineParser parser;
    describe(parser);
    // Only these two are looked at here; Qt's own options are still among the arguments.
    [[maybe_unused]] const bool understood = parser.parse(arguments);
    if (parser.isSet(QStringLiteral("help")))
        return parser.helpText();
    if (parser.isSet(QStringLiteral("version")))
        return QStringLiteral("weir %1 (Qt %2, librdkafka %3)\n")
            .arg(QCoreApplication::applicationVersion(), QLatin1String(qVersion()),
                 QString::fromStdString(clientLibraryVersion()));
    return std::nullopt;
}

Result<Options> parseOptions(const QStringList& arguments)
{
    QCommandLineParser parser;
    describe(parser);
    if (!parser.parse(arguments))
        return fail(ErrorKind::InvalidInput, parser.errorText().toStdString());
    if (!parser.positionalArguments().isEmpty())
        return fail(ErrorKind::InvalidInput,
                    words("Unexpected argument \"%1\".").arg(parser.positionalArguments().front()).toStdString());
    Options options;
    options.connection.bootstrap = valueOf(parser, QStringLiteral("bootstrap"));
    options.connection.profile = valueOf(parser, QStringLiteral("profile"));
    options.connection.demo = parser.isSet(QStringLiteral("demo"));
    options.connection.readOnly = parser.isSet(QStringLiteral("read-only"));
    if (parser.isSet(QStringLiteral("screenshots")))
        options.screenshots = parser.value(QStringLiteral("screenshots"));
    if (parser.isSet(QStringLiteral("theme"))) {
        const QString theme = parser.value(QStringLiteral("theme"));
        if (theme != QLatin1String("light") && theme != QLatin1String("dark"))
            return fail(ErrorKind::InvalidInput, words("The theme is \"light\" or \"dark\".").toStdString());
        options.theme = theme == QLatin1String("dark") ? ui::ThemeChoice::Dark : ui::ThemeChoice::Light;
    }
    return options;
}

} // namespace weir::app
