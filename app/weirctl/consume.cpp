// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/commands.h"
#include "app/weirctl/generate_request.h"
#include "app/weirctl/read_request.h"
#include "app/weirctl/record_printer.h"
#include "app/weirctl/refusal.h"

#include <algorithm>
#include <limits>

namespace weir::cli {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t mostAtOnce = 500;
constexpr std::chrono::milliseconds pollTime{200};
/// A group that rebalances may take a while; without partitions nothing can come.
constexpr std::chrono::milliseconds joinTime{15'000};
/// A commit that was begun is worth waiting for, also when a stop was asked for.
constexpr std::chrono::milliseconds commitTime{10'000};
constexpr int mostCommitsFailed = 3;

struct ConsumeRequest {
    GroupOptions group;
    ReadRequest style; ///< its format
    std::optional<std::int64_t> most;
    std::optional<std::chrono::milliseconds> idle;
};

std::unexpected<Error> wrong(std::string message) { return fail(ErrorKind::InvalidInput, std::move(message)); }

Result<ConsumeRequest> consumeRequest(Session& session)
{
    const Arguments& arguments = session.arguments();
    ConsumeRequest request;
    request.group.groupId = arguments.value("group").value_or("");
    if (request.group.groupId.empty())
        return wrong("The command is: weirctl consume --group GROUP TOPIC...");
    request.group.clientId = "weirctl";
    request.group.topics = arguments.words();
    const auto from = arguments.value("from");
    const auto reset = from ? parseOffsetReset(*from) : Result<OffsetReset>(session.profile().offsetReset);
    const auto most = reset ? arguments.number("max", 1, std::numeric_limits<std::int64_t>::max()) : fail(reset.error());
    if (!most)
        return fail(most.error());
    request.group.reset = *reset;
    request.most = *most;
    if (const auto text = arguments.value("idle")) {
        const auto span = readSpan(*text, "Option --idle");
        if (!span)
            return fail(span.error());
        request.idle = *span;
    }
    const std::string isolation = arguments.value("isolation").value_or("read_committed");
    if (isolation != "read_committed" && isolation != "read_uncommitted")
        return wrong("Option --isolation is read_committed or read_uncommitted.");
    request.group.isolation = isolation == "read_committed" ? Isolation::ReadCommitted : Isolation::ReadUncommitted;
    request.style.format = session.json() ? ReadRequest::Format::Ndjson : ReadRequest::Format::Text;
    return request;
}

/// A member of the group, until it is stopped. A record counts as handled when its line has left this program, and its offset
/// is committed behind that: whoever reads the output gets every record at least once.
class GroupPrinter
{
public:
    GroupPrinter(Session& session, const ConsumeRequest& request)
        : m_session(session), m_request(request), m_printer(session, request.style)
    {
    }

    void run(GroupConsumer& member)
    {
        while (!m_session.stopToken().stop_requested() && !enough() && !idleTooLong(member)) {
            const auto most = m_request.most ? *m_request.most - m_printer.printed() : std::int64_t{mostAtOnce};
            const std::size_t wanted = std::min(mostAtOnce, static_cast<std::size_t>(most));
            const auto records = member.poll(wanted, Call::within(pollTime, m_session.stopToken()));
            if (!records) {
                if (!m_session.stopToken().stop_requested())
                    m_session.complain(records.error());
                return;
            }
            if (!print(*records) || !commit(member, *records))
                return;
        }
    }

    [[nodiscard]] std::string summary() const
    {
        return std::to_string(m_printer.printed()) + " records, " + std::to_string(m_committed) + " committed";
    }

private:
    [[nodiscard]] bool enough() const { return m_request.most && m_printer.printed() >= *m_request.most; }

    /// Joining is no idleness.
    [[nodiscard]] bool idleTooLong(GroupConsumer& member)
    {
        if (!m_request.idle)
            return false;
        if (!m_joined && !member.assignment().empty()) {
            m_joined = true;
            m_quiet = Deadline::after(*m_request.idle);
        }
        return m_quiet.expired();
    }

    /// False when nobody reads the output any more: then the last record may not have arrived.
    [[nodiscard]] bool print(const std::vector<Record>& records)
    {
        for (const Record& record : records)
            m_printer.print(record);
        if (!records.empty()) {
            m_session.flush();
            if (m_request.idle)
                m_quiet = Deadline::after(*m_request.idle);
            m_joined = true;
        }
        return !m_session.outputBroken();
    }

    /// False when it fails again and again.
    [[nodiscard]] bool commit(GroupConsumer& member, const std::vector<Record>& records)
    {
        OffsetMap next;
        for (const Record& record : records) {
            std::int64_t& offset = next[{record.topic, record.partition}];
            offset = std::max(offset, record.offset + 1);
        }
        if (next.empty())
            return true;
        const auto done = member.commit(next, Call::within(commitTime));
        if (done) {
            m_committed += static_cast<std::int64_t>(records.size());
            m_commitsFailed = 0;
            return true;
        }
        // Usually a rebalance came between, and the records come again, here or to another member.
        m_session.note(done.error().message + " They may come again.");
        if (++m_commitsFailed < mostCommitsFailed)
            return true;
        m_session.complain(done.error());
        return false;
    }

    Session& m_session;
    const ConsumeRequest& m_request;
    RecordPrinter m_printer;
    std::int64_t m_committed = 0;
    int m_commitsFailed = 0; ///< one after another
    bool m_joined = false;
    Deadline m_quiet = Deadline::after(joinTime);
};

} // namespace

int runConsume(Session& session)
{
    const auto request = consumeRequest(session);
    if (!request)
        return refused(session, request.error());
    const auto cluster = session.connect(Session::DemoReady::Records);
    if (!cluster)
        return session.failed(cluster.error());
    for (const std::string& topic : request->group.topics)
        if (const auto known = (*cluster)->admin().topic(topic, session.call()); !known)
            return session.failed(known.error());
    std::string topics;
    for (const std::string& topic : request->group.topics)
        topics += (topics.empty() ? "" : ", ") + topic;
    const auto change = session.beginChange("consume", request->group.groupId, topics);
    if (!change)
        return session.failed(change.error());
    auto member = (*cluster)->joinGroup(request->group);
    if (!member) {
        session.completeChange(*change, member, "");
        return session.failed(member.error());
    }
    GroupPrinter printer(session, *request);
    printer.run(**member);
    member->reset(); // leaves the group
    session.completeChange(*change, printer.summary());
    session.note(printer.summary() + ".");
    return session.finish();
}

} // namespace weir::cli
