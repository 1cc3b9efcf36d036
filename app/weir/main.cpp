// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weir/connecting.h"
#include "app/weir/options.h"
#include "app/weir/pages.h"
#include "app/weir/start_report.h"
#include "core/connections/connection_choice.h"
#include "ui/shell/main_window.h"
#include "ui/shell/screenshot_walk.h"
#include "ui/shell/theme_switch.h"

#include <QtGui/QIcon>
#include <QtWidgets/QApplication>

#include <cstdio>

using namespace weir;

namespace {

int usageError(const Error& error)
{
    std::fprintf(stderr, "weir: %s\nTry weir --help.\n", error.message.c_str());
    return 2;
}

void nameProgram()
{
    QCoreApplication::setOrganizationName(QStringLiteral("weir"));
    QCoreApplication::setApplicationName(QStringLiteral("weir"));
    QCoreApplication::setApplicationVersion(QStringLiteral(WEIR_VERSION));
    // The name of the desktop file in packaging/linux: a Wayland desktop finds the window's icon by it.
    QGuiApplication::setDesktopFileName(QStringLiteral("io.github.weir_kafka.Weir"));
}

/// Walks the pages once the window is there; the walk's end is the program's end.
void takeScreenshots(ui::MainWindow& window, ui::ThemeSwitch& theme, const QString& folder)
{
    auto* walk = new ui::ScreenshotWalk(window, theme, folder, &window);
    QObject::connect(walk, &ui::ScreenshotWalk::finished, qApp, [](const QString& trouble) {
        if (!trouble.isEmpty())
            std::fprintf(stderr, "weir: %s\n", qPrintable(trouble));
        QCoreApplication::exit(trouble.isEmpty() ? 0 : 1);
    });
    walk->start();
}

} // namespace

int main(int argc, char** argv)
{
    nameProgram();
    QStringList rawArguments;
    for (int i = 0; i < argc; ++i)
        rawArguments << QString::fromLocal8Bit(argv[i]);
    if (const auto text = app::informationAsked(rawArguments)) {
        std::fputs(qPrintable(*text), stdout);
        return 0;
    }

    QApplication application(argc, argv);
    StartReport::installIfAsked(&application);
    QGuiApplication::setDesktopFileName(QStringLiteral("io.github.weir_kafka.Weir"));
    const auto options = app::parseOptions(QCoreApplication::arguments());
    if (!options)
        return usageError(options.error());

    ui::ThemeSwitch theme;
    theme.applyAtStart();
    if (options->theme)
        theme.force(*options->theme);
    QGuiApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/weir.svg")));

    const ProfileFile file(ProfileFile::defaultPath());
    const auto profile = chooseProfile(options->connection, file, processEnvironment());
    ui::MainWindow window(app::profileConnector(profile ? *profile : std::nullopt, file), app::pageCatalogue(), theme);
    if (options->screenshots)
        window.resize(1440, 900);
    window.show();
    if (profile && *profile)
        window.useProfile(QString::fromStdString((*profile)->name));
    else
        window.startUnconnected(profile ? std::nullopt : std::optional(profile.error()));
    if (options->screenshots)
        takeScreenshots(window, theme, *options->screenshots);
    return QApplication::exec();
}
