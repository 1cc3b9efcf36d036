// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/desktop_notifier.h"

#include <QtCore/QStringList>
#include <QtCore/QVariantMap>
#include <QtDBus/QDBusMessage>
#include <QtDBus/QDBusPendingCallWatcher>
#include <QtDBus/QDBusPendingReply>

#include <algorithm>

namespace weir::ui {
namespace {

const QString service = QStringLiteral("org.freedesktop.Notifications");
const QString path = QStringLiteral("/org/freedesktop/Notifications");
constexpr int answerWithin = 5'000;
constexpr std::size_t mostLines = 4;
constexpr std::size_t mostKept = 100;

QDBusMessage call(const QString& method) { return QDBusMessage::createMethodCall(service, path, service, method); }

} // namespace

DesktopNotifier::DesktopNotifier(QDBusConnection bus, std::chrono::milliseconds pause, QObject* parent)
    : QObject(parent), m_bus(std::move(bus)), m_pause(pause)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &DesktopNotifier::flush);
    if (!m_bus.isConnected()) {
        m_trouble = tr("There is no session bus, so no desktop notification can be shown.");
        return;
    }
    // Without a service name: naming it would make Qt ask the bus for its owner and wait.
    m_bus.connect({}, path, service, QStringLiteral("ActionInvoked"), this, SLOT(actionInvoked(uint, QString)));
    m_bus.connect({}, path, service, QStringLiteral("NotificationClosed"), this, SLOT(closed(uint, uint)));
}

void DesktopNotifier::notify(const Notice& notice)
{
    if (!m_bus.isConnected())
        return;
    m_waiting.push_back(notice);
    if (m_waiting.size() > mostKept)
        m_waiting.erase(m_waiting.begin());
    if (!m_actions)
        askCapabilities();
    else if (!m_timer.isActive())
        // One turn of the event loop later: alerts of one round come one after another.
        m_timer.start(0);
}

void DesktopNotifier::askCapabilities()
{
    if (std::exchange(m_asking, true))
        return;
    auto* watcher = new QDBusPendingCallWatcher(m_bus.asyncCall(call(QStringLiteral("GetCapabilities")), answerWithin), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        const QDBusPendingReply<QStringList> reply = *watcher;
        watcher->deleteLater();
        m_asking = false;
        if (reply.isError()) {
            m_waiting.clear();
            return setTrouble(tr("The desktop shows no notifications: %1").arg(reply.error().message()));
        }
        m_actions = reply.value().contains(QStringLiteral("actions"));
        m_markup = reply.value().contains(QStringLiteral("body-markup"));
        flush();
    });
}

void DesktopNotifier::flush()
{
    if (m_waiting.empty() || m_sending)
        return;
    // What is still on screen is told again together with the new, for it is replaced.
    std::vector<Notice> all = m_id != 0 ? m_shown : std::vector<Notice>{};
    all.insert(all.begin(), m_waiting.rbegin(), m_waiting.rend());
    if (all.size() > mostKept)
        all.resize(mostKept);
    m_waiting.clear();
    send(all);
    m_timer.start(m_pause);
}

void DesktopNotifier::send(const std::vector<Notice>& notices)
{
    QString title = notices.front().title;
    QStringList lines{notices.front().text};
    if (notices.size() > 1) {
        title = tr("%1 alerts").arg(notices.size());
        lines.clear();
        for (std::size_t i = 0; i < std::min(notices.size(), mostLines); ++i)
            lines << tr("%1 – %2").arg(notices[i].title, notices[i].text);
        if (notices.size() > mostLines)
            lines << tr("… and %1 more").arg(notices.size() - mostLines);
    }
    const bool serious = std::ranges::any_of(notices, &Notice::serious);
    QString body = lines.join(u'\n');
    if (m_markup)
        body = body.toHtmlEscaped();
    const QVariantMap hints{{QStringLiteral("urgency"), QVariant::fromValue(uchar(serious ? 2 : 1))},
                            {QStringLiteral("desktop-entry"), QStringLiteral("io.github.weir_kafka.Weir")}};
    QDBusMessage question = call(QStringLiteral("Notify"));
    question << QStringLiteral("Weir") << m_id << QStringLiteral("io.github.weir_kafka.Weir") << title << body
             << (*m_actions ? QStringList{QStringLiteral("default"), tr("Open")} : QStringList()) << hints << -1;
    m_sending = true;
    auto* watcher = new QDBusPendingCallWatcher(m_bus.asyncCall(question, answerWithin), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher, notices] {
        const QDBusPendingReply<uint> reply = *watcher;
        watcher->deleteLater();
        m_sending = false;
        if (reply.isError()) {
            m_id = 0;
            m_actions.reset(); // perhaps another service comes
            return setTrouble(tr("The desktop did not show a notification: %1").arg(reply.error().message()));
        }
        m_id = reply.value();
        m_shown = notices;
        setTrouble({});
        if (!m_waiting.empty() && !m_timer.isActive())
            m_timer.start(m_pause);
    });
}

void DesktopNotifier::actionInvoked(uint id, const QString& action)
{
    if (id != m_id || m_id == 0 || action != QLatin1String("default"))
        return;
    const bool one = std::ranges::all_of(m_shown, [&](const Notice& other) { return other.group == m_shown.front().group; });
    Q_EMIT activated(one && !m_shown.empty() ? m_shown.front().group : QString());
}

void DesktopNotifier::closed(uint id, uint)
{
    if (id != m_id)
        return;
    m_id = 0;
    m_shown.clear();
}

void DesktopNotifier::setTrouble(const QString& why)
{
    if (std::exchange(m_trouble, why) != why)
        Q_EMIT troubleChanged(why);
}

} // namespace weir::ui
