// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/transaction_feed.h"

#include "core/events/envelope.h"
#include "ui/async/latest_task.h"
#include "ui/events/noted_transaction.h"
#include "ui/events/transaction_words.h"

#include <QtCore/QTimer>

#include <algorithm>
#include <atomic>
#include <map>
#include <utility>

namespace weir::ui {
namespace {

constexpr int readMs = 60; ///< phases that follow each other quickly are read once
constexpr int countdownMs = 1'000;
constexpr std::size_t mostKept = 20;

} // namespace

struct TransactionFeed::Parts {
    StartTransaction startTransaction;
    std::filesystem::path trail;
    std::shared_ptr<Mailbox> mailbox;
    /// Set while a message of a transaction is on its way: a busy window must not collect a queue of the same news.
    std::shared_ptr<std::atomic<bool>> posted = std::make_shared<std::atomic<bool>>(false);
    std::map<std::string, std::shared_ptr<NotedTransaction>> held;
    int starting = 0;
    QTimer read;
    QTimer countdown;
};

TransactionFeed::TransactionFeed(PageContext context, std::filesystem::path auditTrail, QObject* parent)
    : TransactionFeed(std::move(context), std::move(auditTrail),
                      [](HeldTransaction::Start start) { return HeldTransaction::start(std::move(start)); }, parent)
{
}

TransactionFeed::TransactionFeed(PageContext context, std::filesystem::path auditTrail, StartTransaction start, QObject* parent)
    : RunningWork(parent), m_context(std::move(context)), m_parts(std::make_unique<Parts>())
{
    m_parts->startTransaction = std::move(start);
    m_parts->trail = std::move(auditTrail);
    m_parts->mailbox = std::make_shared<Mailbox>(this);
    m_parts->read.setSingleShot(true);
    m_parts->read.setInterval(readMs);
    m_parts->countdown.setInterval(countdownMs);
    connect(&m_parts->read, &QTimer::timeout, this, &TransactionFeed::readViews);
    connect(&m_parts->countdown, &QTimer::timeout, this, &RunningWork::changed);
}

TransactionFeed::~TransactionFeed()
{
    m_parts->mailbox->close();
    // Together they must not take as long as one after the other.
    for (auto& [id, held] : m_parts->held) {
        held->transaction().abort();
        destroyElsewhere(std::move(held));
    }
}

bool TransactionFeed::isStarting() const { return m_parts->starting > 0; }

void TransactionFeed::start(std::vector<OutgoingRecord> records, TransactionEnd end, std::chrono::milliseconds openFor,
                            const std::string& transactionalId)
{
    const std::string id = transactionalId.empty() ? "weir-" + newUuid() : transactionalId;
    if (m_parts->held.contains(id)) {
        // A second producer of the id would end the first one's transaction.
        Q_EMIT startFailed({ErrorKind::AlreadyExists,
                            "The transaction " + id + " is not over yet. End it first, or use another transactional id.", {}, 0, false});
        return;
    }
    HeldTransaction::Start start;
    start.cluster = m_context.cluster;
    start.records = std::move(records);
    start.end = end;
    start.openFor = openFor;
    start.transactionalId = id;
    start.changed = [mailbox = m_parts->mailbox, posted = m_parts->posted, this] {
        if (!posted->exchange(true))
            mailbox->post([this] { noteChange(); });
    };
    const AuditEntry entry{0, 0, m_context.connection.name.toStdString(), "transaction", topicsOf(start.records).toStdString(),
                           std::to_string(start.records.size()) + " records, id " + id, {}};
    ++m_parts->starting;
    runTask(
        this, m_context.tasks,
        [call = m_parts->startTransaction, start = std::move(start), trail = m_parts->trail,
         entry](std::stop_token stop) -> Result<std::shared_ptr<NotedTransaction>> {
            if (stop.stop_requested())
                return fail(ErrorKind::Cancelled, "The connection was closed before the transaction began.");
            auto held = NotedTransaction::start(call, start, trail, entry);
            if (!held)
                return fail(std::move(held.error()));
            return releasedElsewhere(std::move(*held));
        },
        [this, id](Result<std::shared_ptr<NotedTransaction>> begun) {
            --m_parts->starting;
            if (!begun) {
                Q_EMIT changed();
                Q_EMIT startFailed(begun.error());
                return;
            }
            m_views.insert(m_views.begin(), (*begun)->transaction().view());
            m_views.front().id = id;
            m_parts->held.insert_or_assign(id, std::move(*begun));
            readViews();
            Q_EMIT started(QString::fromStdString(id));
        });
    Q_EMIT changed();
}

void TransactionFeed::noteChange()
{
    m_parts->posted->store(false);
    if (!m_parts->read.isActive())
        m_parts->read.start();
}

void TransactionFeed::readViews()
{
    bool open = false;
    for (auto at = m_parts->held.begin(); at != m_parts->held.end();) {
        TransactionView view = at->second->transaction().view();
        view.id = at->first;
        open = open || view.phase == TransactionPhase::Open;
        const bool over = view.phase == TransactionPhase::Committed || view.phase == TransactionPhase::Aborted;
        if (const auto shown = std::ranges::find(m_views, at->first, &TransactionView::id); shown != m_views.end())
            *shown = std::move(view);
        if (over)
            destroyElsewhere(std::move(at->second));
        at = over ? m_parts->held.erase(at) : std::next(at);
    }
    // What can still be asked about stays, however old.
    for (std::size_t i = m_views.size(); i > mostKept; --i)
        if (!m_parts->held.contains(m_views[i - 1].id))
            m_views.erase(m_views.begin() + static_cast<std::ptrdiff_t>(i - 1));
    if (open != m_parts->countdown.isActive())
        open ? m_parts->countdown.start() : m_parts->countdown.stop();
    Q_EMIT changed();
}

const TransactionView* TransactionFeed::transaction(const QString& id) const
{
    const auto found = std::ranges::find(m_views, id.toStdString(), &TransactionView::id);
    return found == m_views.end() ? nullptr : &*found;
}

HeldTransaction* TransactionFeed::held(const QString& id) const
{
    const auto found = m_parts->held.find(id.toStdString());
    return found == m_parts->held.end() ? nullptr : &found->second->transaction();
}

void TransactionFeed::commit(const QString& id)
{
    if (auto* transaction = held(id))
        transaction->commit();
}

void TransactionFeed::abort(const QString& id)
{
    if (auto* transaction = held(id))
        transaction->abort();
}

void TransactionFeed::settle(const QString& id)
{
    if (auto* transaction = held(id))
        transaction->settle();
}

std::vector<WorkItem> TransactionFeed::items() const
{
    std::vector<WorkItem> items;
    const TimestampMs now = nowMs();
    for (const TransactionView& view : m_views)
        items.push_back(workItem(view, now));
    return items;
}

void TransactionFeed::pause(const QString&) {}
void TransactionFeed::resume(const QString&) {}
void TransactionFeed::cancel(const QString& id) { abort(id); }
void TransactionFeed::open(const QString& id) { m_context.navigator.go(OpenTransaction{id}); }

} // namespace weir::ui
