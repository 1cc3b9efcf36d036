// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/theme_switch.h"

#include "ui/widgets/theme.h"

#include <QtCore/QSettings>
#include <QtDBus/QDBusConnection>
#include <QtDBus/QDBusMessage>
#include <QtDBus/QDBusPendingCallWatcher>
#include <QtDBus/QDBusPendingReply>
#include <QtDBus/QDBusVariant>
#include <QtWidgets/QApplication>

namespace weir::ui {
namespace {

const QString appearanceGroup = QStringLiteral("org.freedesktop.appearance");
const QString schemeKey = QStringLiteral("color-scheme");
const QString portalPath = QStringLiteral("/org/freedesktop/portal/desktop");
const QString portalInterface = QStringLiteral("org.freedesktop.portal.Settings");

constexpr const char* choiceNames[] = {"light", "dark", "desktop"};

} // namespace

ThemeSwitch::ThemeSwitch(QObject* parent) : QObject(parent)
{
    const QSettings settings;
    const QString saved = settings.value(QStringLiteral("theme")).toString();
    for (int i = 0; i < 3; ++i) {
        if (saved == QLatin1String(choiceNames[i]))
            m_choice = static_cast<ThemeChoice>(i);
    }
    m_desktopDark = settings.value(QStringLiteral("desktopWasDark")).toBool();
}

void ThemeSwitch::applyAtStart()
{
    apply();
    if (m_choice == ThemeChoice::FollowDesktop)
        QMetaObject::invokeMethod(this, &ThemeSwitch::follow, Qt::QueuedConnection);
}

void ThemeSwitch::force(ThemeChoice choice)
{
    m_choice = choice;
    apply();
    Q_EMIT choiceChanged();
}

void ThemeSwitch::choose(ThemeChoice choice)
{
    QSettings().setValue(QStringLiteral("theme"), QLatin1String(choiceNames[static_cast<int>(choice)]));
    force(choice);
    if (choice == ThemeChoice::FollowDesktop)
        follow();
}

void ThemeSwitch::apply()
{
    const bool dark = m_choice == ThemeChoice::Dark || (m_choice == ThemeChoice::FollowDesktop && m_desktopDark);
    applyTheme(*qApp, dark ? Theme::darkTheme() : Theme::light());
}

void ThemeSwitch::follow()
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    if (!m_listening) {
        // Without a service name: naming it would make Qt ask the bus for its owner and wait.
        m_listening = bus.connect({}, portalPath, portalInterface, QStringLiteral("SettingChanged"), this,
                                  SLOT(portalChanged(QString, QString, QDBusVariant)));
    }
    QDBusMessage question = QDBusMessage::createMethodCall(QStringLiteral("org.freedesktop.portal.Desktop"), portalPath,
                                                           portalInterface, QStringLiteral("Read"));
    question << appearanceGroup << schemeKey;
    auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(question, 3000), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        const QDBusPendingReply<QDBusVariant> reply = *watcher;
        watcher->deleteLater();
        if (!reply.isError())
            heard(reply.value().variant());
    });
}

void ThemeSwitch::portalChanged(const QString& group, const QString& key, const QDBusVariant& value)
{
    if (group == appearanceGroup && key == schemeKey)
        heard(value.variant());
}

void ThemeSwitch::heard(const QVariant& scheme)
{
    // Read() wraps the value twice, SettingChanged once. 1 is dark, 2 light, 0 no preference.
    const QVariant inner = scheme.canConvert<QDBusVariant>() ? scheme.value<QDBusVariant>().variant() : scheme;
    m_desktopDark = inner.toUInt() == 1;
    QSettings().setValue(QStringLiteral("desktopWasDark"), m_desktopDark);
    if (m_choice == ThemeChoice::FollowDesktop)
        apply();
}

} // namespace weir::ui
