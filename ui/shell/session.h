// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/cluster_names.h"
#include "ui/shell/connection_watcher.h"
#include "ui/shell/connector.h"
#include "ui/shell/page_entry.h"

#include <map>

namespace weir::ui {

/// One open connection and its pages. Destroying it hides and deletes the pages and lets the cluster go on another thread;
/// the window never waits. GUI thread.
class Session : public QObject
{
    Q_OBJECT
public:
    /// A session without connection (`connection.cluster` empty) serves only pages that need none.
    Session(OpenedConnection connection, Navigator& navigator, const PageCatalogue& catalogue, QObject* parent = nullptr);
    ~Session() override;

    [[nodiscard]] const ConnectionInfo& info() const { return m_context.connection; }
    [[nodiscard]] bool connected() const { return m_context.cluster != nullptr; }
    [[nodiscard]] const std::vector<PageEntry>& entries() const { return m_entries; }
    /// Null without connection.
    [[nodiscard]] ConnectionWatcher* watcher() const { return m_watcher; }
    [[nodiscard]] ClusterNames* names() const { return m_names; }

    struct Opened {
        const PageEntry* entry = nullptr;
        QString key;         ///< id of the entry, and of the object for pages per object: "group/billing"
        Page* page = nullptr; ///< child of the parent given; never null in a list of opened pages
    };
    /// The page for a destination, made when it is not there yet; nullptr when no entry serves it now.
    const Opened* pageFor(const Destination& destination, QWidget* parent);
    [[nodiscard]] const std::vector<std::unique_ptr<Opened>>& opened() const { return m_opened; }
    /// Closes a page that is shown as a tab.
    void close(const QString& key);

Q_SIGNALS:
    void pageOpened(const Session::Opened* opened);

private:
    PageContext m_context;
    std::vector<PageEntry> m_entries;
    std::vector<std::unique_ptr<Opened>> m_opened;
    std::shared_ptr<TaskPool> m_watchTasks;
    ConnectionWatcher* m_watcher = nullptr;
    ClusterNames* m_names = nullptr;
};

} // namespace weir::ui
