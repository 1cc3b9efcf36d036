// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>

class QDBusVariant;

namespace weir::ui {

enum class ThemeChoice { Light, Dark, FollowDesktop };

/// Applies the person's choice of theme, remembers it (QSettings), and while following the desktop listens to
/// org.freedesktop.appearance color-scheme of the XDG settings portal. Never waits for the bus. GUI thread.
class ThemeSwitch : public QObject
{
    Q_OBJECT
public:
    explicit ThemeSwitch(QObject* parent = nullptr);

    /// The theme for the first paint: the choice, or what the desktop said last time.
    void applyAtStart();
    /// A theme for this run only (--theme, screenshots); nothing is remembered.
    void force(ThemeChoice choice);
    [[nodiscard]] ThemeChoice choice() const { return m_choice; }
    void choose(ThemeChoice choice);

Q_SIGNALS:
    void choiceChanged();

private Q_SLOTS:
    void portalChanged(const QString& group, const QString& key, const QDBusVariant& value);

private:
    void apply();
    void follow();
    void heard(const QVariant& scheme);
    ThemeChoice m_choice = ThemeChoice::FollowDesktop;
    bool m_desktopDark = false;
    bool m_listening = false;
};

} // namespace weir::ui
