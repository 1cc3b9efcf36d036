// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/groups/lag_feed.h"

#include <QtCore/QObject>
#include <QtCore/QTimer>

#include <chrono>
#include <functional>

namespace weir::ui {

class StateView;

/// Keeps the state view of a page that shows lag samples truthful: failed, stale, silent for too long, partial; and
/// tells the status bar how old the sample is. Changes the view only when something is new to say. GUI thread.
class SampleState : public QObject
{
    Q_OBJECT
public:
    /// Both outlive this object.
    SampleState(LagFeed& feed, StateView& view, QObject* parent = nullptr);

    /// The page came to the front or left it.
    void setActive(bool active);
    /// Shows what the newest round means for content made of `lastGood()`: call it after the content was updated.
    void showContent(const std::vector<weir::Failure>& failures, std::size_t total, const QString& what);
    /// Nothing can be shown: the reason is the newest round's error. False when that round did not fail.
    bool showFailureIfAny();
    /// The next call shows its state again even if it is the same (after loading or empty was shown).
    void forget() { m_shown.clear(); }
    /// After how much silence the content counts as stale.
    void setPatience(std::chrono::milliseconds patience) { m_patience = patience; }

Q_SIGNALS:
    void statusText(const QString& text);

private:
    void tick();
    void showIfNew(const QString& signature, const std::function<void()>& show);

    LagFeed& m_feed;
    StateView& m_view;
    QTimer m_timer;
    QString m_shown;
    std::chrono::milliseconds m_patience = std::chrono::seconds(10);
};

} // namespace weir::ui
