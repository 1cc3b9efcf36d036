// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/session.h"

#include "core/kafka/cluster.h"

#include <algorithm>

namespace weir::ui {
namespace {
// Blocking calls of pages wait on the network, not on the processor.
constexpr int pageThreads = 6;
} // namespace

Session::Session(OpenedConnection connection, Navigator& navigator, const PageCatalogue& catalogue, QObject* parent)
    : QObject(parent),
      m_context{connection.cluster ? releasedElsewhere(std::move(connection.cluster)) : nullptr,
                TaskPool::create(pageThreads), navigator, connection.info},
      m_entries(catalogue(m_context)),
      // The watcher has threads of its own: a page that asks ten slow questions must not look like a lost connection.
      m_watchTasks(TaskPool::create(2))
{
    if (!connected())
        return;
    m_watcher = new ConnectionWatcher(m_context.cluster, m_watchTasks, this);
    m_names = new ClusterNames(m_context.cluster, m_watchTasks, this);
}

Session::~Session()
{
    for (const auto& one : m_opened) {
        one->page->setActive(false);
        one->page->hide();
        // Later: the session may end inside a slot of one of its own pages (the Connections page).
        one->page->deleteLater();
    }
}

const Session::Opened* Session::pageFor(const Destination& destination, QWidget* parent)
{
    for (const PageEntry& entry : m_entries) {
        const auto object = entry.serves(destination);
        if (!object || (entry.needsConnection && !connected()))
            continue;
        const QString key = object->isEmpty() ? entry.id : QStringLiteral("%1/%2").arg(entry.id, *object);
        const auto known = std::find_if(m_opened.begin(), m_opened.end(), [&](const auto& one) { return one->key == key; });
        if (known != m_opened.end())
            return known->get();
        auto opened = std::make_unique<Opened>(Opened{&entry, key, entry.create(m_context, destination, parent)});
        m_opened.push_back(std::move(opened));
        Q_EMIT pageOpened(m_opened.back().get());
        return m_opened.back().get();
    }
    return nullptr;
}

void Session::close(const QString& key)
{
    const auto found = std::find_if(m_opened.begin(), m_opened.end(), [&](const auto& one) { return one->key == key; });
    if (found == m_opened.end())
        return;
    (*found)->page->setActive(false);
    (*found)->page->deleteLater();
    m_opened.erase(found);
}

} // namespace weir::ui
