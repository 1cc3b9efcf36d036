// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/commands.h"
#include "app/weirctl/json_line.h"
#include "app/weirctl/refusal.h"
#include "app/weirctl/shell_words.h"
#include "app/weirctl/transaction_request.h"

#include "core/events/held_transaction.h"

#include <cmath>
#include <set>

namespace weir::cli {

using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds tick{100};
/// The transaction itself ends later than it is asked to, in case this program is slow to ask.
constexpr std::chrono::milliseconds margin{10'000};

std::string_view outcomeName(TransactionOutcome outcome)
{
    switch (outcome) {
    case TransactionOutcome::Committed: return "committed";
    case TransactionOutcome::Aborted: return "aborted";
    case TransactionOutcome::Unknown: return "unknown";
    }
    return "";
}

/// A transaction and the topics of its records, which a report does not have.
struct Ended {
    TransactionReport report;
    std::vector<std::string> topics;
};

std::string placesJson(const std::vector<std::string>& topics, const std::vector<Delivery>& deliveries)
{
    std::string out = "[";
    for (std::size_t i = 0; i < deliveries.size() && i < topics.size(); ++i)
        out += (i > 0 ? "," : "") + JsonLine()
                                        .text("topic", topics[i])
                                        .number("partition", deliveries[i].partition)
                                        .number("offset", deliveries[i].offset)
                                        .str();
    return out + "]";
}

/// The first record in each partition: enough to find out later what became of all.
std::string placesOf(const Ended& ended)
{
    std::string text;
    std::set<TopicPartition> told;
    for (std::size_t i = 0; i < ended.report.deliveries.size() && i < ended.topics.size(); ++i) {
        const TopicPartition partition{ended.topics[i], ended.report.deliveries[i].partition};
        if (told.insert(partition).second)
            text += " --at " + shellWord(toString(partition) + "@" + std::to_string(ended.report.deliveries[i].offset));
    }
    return text;
}

void print(Session& session, const Ended& ended, const std::string& settle)
{
    const TransactionReport& report = ended.report;
    const std::string advice = report.error ? transactionAdvice(*report.error) : std::string();
    if (session.json()) {
        session.print(JsonLine()
                          .text("event", "end")
                          .text("outcome", std::string(outcomeName(report.outcome)))
                          .text("id", report.transactionalId)
                          .raw("records", placesJson(ended.topics, report.deliveries))
                          .text("error", report.error ? std::optional(report.error->message) : std::nullopt)
                          .text("advice", advice.empty() ? std::nullopt : std::optional(advice))
                          .text("settle", settle.empty() ? std::nullopt : std::optional(settle))
                          .str());
    } else {
        session.print(std::string(outcomeName(report.outcome)) + ": transaction " + report.transactionalId);
        if (report.outcome == TransactionOutcome::Committed)
            for (std::size_t i = 0; i < report.deliveries.size() && i < ended.topics.size(); ++i)
                session.print("  " + ended.topics[i] + "-" + std::to_string(report.deliveries[i].partition) + " offset " +
                              std::to_string(report.deliveries[i].offset));
    }
    session.flush();
    if (report.error)
        Session::remark(report.error->message);
    if (!advice.empty())
        Session::remark(advice);
}

/// 0 when it ended as it was meant to, 1 when not, 3 when nobody knows.
int conclude(Session& session, const Ended& ended, TransactionOutcome wanted)
{
    const TransactionOutcome outcome = ended.report.outcome;
    std::string settle;
    if (outcome == TransactionOutcome::Unknown && !ended.report.deliveries.empty())
        settle = commandLine(session, "transaction --settle " + shellWord(ended.report.transactionalId) + placesOf(ended));
    print(session, ended, settle);
    if (!settle.empty())
        Session::remark("Readers of committed records see all of it or nothing. Find out which with: " + settle);
    else if (outcome == TransactionOutcome::Unknown)
        Session::remark("Readers of committed records see all of it or nothing; where the records stand is not known.");
    if (session.finish() != exitDone)
        return exitFailed;
    if (outcome == TransactionOutcome::Unknown)
        return exitUnknown;
    return outcome == wanted ? exitDone : exitFailed;
}

Ended settled(Session& session, Cluster& cluster, Ended unknown)
{
    // The id of the one who asks does not matter; that of the report is taken over.
    TransactionalSend asker(cluster, {unknown.report.transactionalId});
    unknown.report = asker.settle(unknown.report, unknown.topics, session.call());
    return unknown;
}

/// Watches a transaction that was begun: counts down while it is open, and ends it as it was meant.
class TransactionWatch
{
public:
    TransactionWatch(Session& session, HeldTransaction& transaction, const TransactionRequest& request)
        : m_session(session), m_transaction(transaction), m_request(request)
    {
    }

    [[nodiscard]] Ended follow()
    {
        while (!m_transaction.waitEnd(Call::within(tick, m_session.stopToken()))) {
            const TransactionView view = m_transaction.view();
            if (m_session.stopToken().stop_requested()) {
                if (!std::exchange(m_interrupted, true))
                    m_session.note("Interrupted; the transaction is being aborted.");
                m_transaction.abort();
                (void)m_transaction.waitEnd(Call::within(tick)); // the stopped token would not let it wait
            } else if (view.phase == TransactionPhase::Open) {
                holdOpen(view);
            }
        }
        const TransactionView view = m_transaction.view();
        Ended ended;
        ended.report.outcome = view.phase == TransactionPhase::Committed ? TransactionOutcome::Committed
                               : view.phase == TransactionPhase::Aborted ? TransactionOutcome::Aborted
                                                                         : TransactionOutcome::Unknown;
        ended.report.transactionalId = view.id;
        ended.report.error = view.error;
        if (view.phase != TransactionPhase::Aborted)
            ended.report.deliveries = view.deliveries;
        for (const OutgoingRecord& record : view.records)
            ended.topics.push_back(record.topic);
        return ended;
    }

private:
    void holdOpen(const TransactionView& view)
    {
        if (!m_opened) {
            m_opened = Deadline::after(*m_request.leaveOpen);
            tellOpen(view);
        }
        if (m_opened->expired()) {
            if (m_request.abort)
                m_transaction.abort();
            else
                m_transaction.commit();
            return;
        }
        if (!m_nextTold.expired() || m_session.json())
            return;
        m_nextTold = Deadline::after(m_opened->remaining() > 15s ? 5s : 1s);
        const auto seconds = std::llround(std::ceil(static_cast<double>(m_opened->remaining().count()) / 1'000));
        m_session.note(std::string(m_request.abort ? "aborted" : "committed") + " in " + std::to_string(seconds) + " s");
    }

    void tellOpen(const TransactionView& view)
    {
        std::vector<std::string> topics;
        for (const OutgoingRecord& record : view.records)
            topics.push_back(record.topic);
        if (m_session.json())
            m_session.print(JsonLine()
                                .text("event", "open")
                                .text("id", view.id)
                                .number("for_ms", m_request.leaveOpen->count())
                                .raw("records", placesJson(topics, view.deliveries))
                                .str());
        else
            m_session.note("Transaction " + view.id + " is open; readers of committed records wait at its " +
                           std::to_string(view.records.size()) + " records.");
        m_session.flush();
    }

    Session& m_session;
    HeldTransaction& m_transaction;
    const TransactionRequest& m_request;
    std::optional<Deadline> m_opened;
    Deadline m_nextTold = Deadline::after(0ms);
    bool m_interrupted = false;
};

std::string targetsOf(const std::vector<OutgoingRecord>& records)
{
    std::set<std::string> topics;
    for (const OutgoingRecord& record : records)
        topics.insert(record.topic);
    std::string text;
    for (const std::string& topic : topics)
        text += (text.empty() ? "" : ", ") + topic;
    return text;
}

std::string outcomeText(const TransactionReport& report)
{
    return std::string(outcomeName(report.outcome)) + (report.error ? ": " + report.error->message : std::string());
}

int settle(Session& session, const TransactionRequest& request)
{
    const auto cluster = session.connect();
    if (!cluster)
        return session.failed(cluster.error());
    const auto change = session.beginChange("settle transaction", request.id, "takes the transactional id over");
    if (!change)
        return session.failed(change.error());
    TransactionReport unknown{TransactionOutcome::Unknown, request.id, request.places, {}};
    const Ended ended = settled(session, **cluster, {std::move(unknown), request.topics});
    session.completeChange(*change, outcomeText(ended.report));
    return conclude(session, ended, TransactionOutcome::Committed);
}

int send(Session& session, const TransactionRequest& request)
{
    auto records = request.import ? importedRecords(*request.import, session.stopToken()) : generatedRecords(session.arguments());
    if (!records)
        return request.import ? session.failed(records.error()) : refused(session, records.error());
    const auto cluster = session.connect();
    if (!cluster)
        return session.failed(cluster.error());
    const auto change = session.beginChange("transaction", targetsOf(*records), std::to_string(records->size()) + " records");
    if (!change)
        return session.failed(change.error());
    HeldTransaction::Start start;
    start.cluster = *cluster;
    start.records = std::move(*records);
    start.transactionalId = request.id;
    if (request.leaveOpen) {
        start.end = TransactionEnd::LeaveOpen;
        start.openFor = *request.leaveOpen + margin;
    } else if (request.abort) {
        start.end = TransactionEnd::Abort;
    }
    const auto transaction = HeldTransaction::start(std::move(start));
    if (!transaction) {
        session.completeChange(*change, transaction, "");
        return session.failed(transaction.error());
    }
    Ended ended = TransactionWatch(session, **transaction, request).follow();
    if (ended.report.outcome == TransactionOutcome::Unknown && !session.stopToken().stop_requested()) {
        session.note("Whether it was committed is not known; finding out.");
        ended = settled(session, **cluster, std::move(ended));
    }
    session.completeChange(*change, outcomeText(ended.report));
    return conclude(session, ended, request.abort ? TransactionOutcome::Aborted : TransactionOutcome::Committed);
}

} // namespace

int runTransaction(Session& session)
{
    const auto request = transactionRequest(session.arguments());
    if (!request)
        return refused(session, request.error());
    return request->settle ? settle(session, *request) : send(session, *request);
}

} // namespace weir::cli
