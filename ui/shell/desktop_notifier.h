// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>
#include <QtCore/QString>
#include <QtCore/QTimer>
#include <QtDBus/QDBusConnection>

#include <optional>
#include <vector>

namespace weir::ui {

/// Desktop notifications through org.freedesktop.Notifications. At most one every few seconds: what comes in between is
/// told together, and a bubble that is still on screen is replaced instead of joined by another. Without a bus or a
/// service it is silent and says why. GUI thread; asynchronous, never waits.
class DesktopNotifier : public QObject
{
    Q_OBJECT
public:
    struct Notice {
        QString title;  ///< safe to show
        QString text;   ///< safe to show
        QString group;  ///< told by activated()
        bool serious = false;
    };

    explicit DesktopNotifier(QDBusConnection bus = QDBusConnection::sessionBus(),
                             std::chrono::milliseconds pause = std::chrono::seconds(5), QObject* parent = nullptr);

    void notify(const Notice& notice);
    /// Why nothing can be shown; empty when it can, as far as is known.
    [[nodiscard]] const QString& trouble() const { return m_trouble; }

Q_SIGNALS:
    /// The person clicked a notification about this group; empty when it was about several.
    void activated(const QString& group);
    void troubleChanged(const QString& why);

private Q_SLOTS:
    void actionInvoked(uint id, const QString& action);
    void closed(uint id, uint reason);

private:
    void askCapabilities();
    void flush();
    void send(const std::vector<Notice>& notices);
    void setTrouble(const QString& why);

    QDBusConnection m_bus;
    std::chrono::milliseconds m_pause;
    QTimer m_timer;
    std::vector<Notice> m_waiting;
    std::vector<Notice> m_shown; ///< in the bubble that is on screen
    uint m_id = 0;               ///< of that bubble; 0: none
    bool m_sending = false;
    std::optional<bool> m_actions; ///< nullopt: not asked yet
    bool m_markup = false;
    bool m_asking = false;
    QString m_trouble;
};

} // namespace weir::ui
