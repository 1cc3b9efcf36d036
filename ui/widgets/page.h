// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/navigator.h"

#include <QtWidgets/QWidget>

#include <memory>
#include <vector>

namespace weir {
class Cluster;
}

namespace weir::ui {

class TaskPool;

/// What a page shows and obeys about the connection. `environment` is the person's word: "production", "test", "".
struct ConnectionInfo {
    QString name;
    QString environment;
    bool readOnly = false;
    bool demo = false;
    QString servers{}; ///< bootstrap servers; empty for the demo cluster
};

/// What every page gets from the shell. Values: copied into the page. `navigator` outlives every page.
/// `cluster` is empty while no connection is open; only the Connections page is shown then.
struct PageContext {
    std::shared_ptr<weir::Cluster> cluster;
    std::shared_ptr<TaskPool> tasks;
    Navigator& navigator;
    ConnectionInfo connection;
};

/// One page of the window. Made by the shell when it is first visited and destroyed with its connection. GUI thread.
/// A page loads when it is activated, polls only while isActive(), and keeps showing old values, marked stale, when a
/// refresh fails.
class Page : public QWidget
{
    Q_OBJECT
public:
    /// `title` is what navigation, the window title and screen readers say.
    explicit Page(const QString& title, QWidget* parent = nullptr);

    [[nodiscard]] QString title() const { return m_title; }
    [[nodiscard]] bool isActive() const { return m_active; }

    /// Asks the core again. F5 and the palette call it; it must not block and must not clear what is shown.
    virtual void refresh() = 0;
    /// The person jumped here with a destination this page serves.
    virtual void open(const Destination& destination);
    /// Moves the focus into the page's filter field (Ctrl+F); false when it has none.
    virtual bool focusFilter();
    /// True once the first load is answered, in whatever state that ended.
    [[nodiscard]] virtual bool isSettled() const;

    /// Buttons that belong into the header of the page that holds this one as a tab; whoever takes them owns and places
    /// them, and shows them while the tab is in front.
    [[nodiscard]] virtual std::vector<QWidget*> takeHeaderControls() { return {}; }

    /// Called by the shell. activated(): now in front; deactivated(): hidden, stop polling.
    void setActive(bool active);

Q_SIGNALS:
    /// The badge beside the navigation entry: "412", "38 · 2"; empty for none.
    void countChanged(const QString& text);
    /// The right part of the status bar: "412 topics · details 0.3 s ago".
    void statusText(const QString& text);

protected:
    virtual void activated() {}
    virtual void deactivated() {}

private:
    QString m_title;
    bool m_active = false;
};

} // namespace weir::ui
