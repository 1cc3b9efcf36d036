// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/line_sender.h"

#include "app/weirctl/json_line.h"
#include "app/weirctl/sending.h"

#include <unistd.h>

namespace weir::cli {

using namespace std::chrono_literals;

namespace {

/// So many failures are told one by one in text; of more only the number says anything.
constexpr std::uint64_t mostTold = 20;
/// The client itself gives a record up after a minute.
constexpr std::chrono::milliseconds settleTime{90'000};
constexpr std::chrono::milliseconds settleTimeStopped{10'000};

} // namespace

LineSender::LineSender(Session& session, std::string whereTo, Prepare prepare)
    : m_session(session), m_whereTo(std::move(whereTo)), m_prepare(std::move(prepare))
{
}

int LineSender::run(Cluster& cluster, const MakeSource& makeSource)
{
    auto stream = cluster.newSendStream({});
    if (!stream)
        return m_session.failed(stream.error());
    m_stream = std::move(*stream);
    auto input = std::make_unique<LineStream>(STDIN_FILENO, m_session.stopToken(), [this] { collect(0ms); });
    const LineStream& lines = *input;
    const auto source = makeSource(std::move(input));
    read(*source, lines);
    settle();
    if (lines.error())
        m_session.complain(*lines.error());
    if (lines.endedEarly() || m_session.stopToken().stop_requested())
        m_session.note("Interrupted; what was not sent yet is not sent.");
    if (m_session.json())
        m_session.print(JsonLine()
                            .text("event", "end")
                            .number("sent", static_cast<std::int64_t>(m_sent))
                            .number("failed", static_cast<std::int64_t>(m_failed))
                            .str());
    else
        m_session.print(summary() + " (" + m_whereTo + ")");
    if (m_failed > mostTold && !m_session.json())
        m_session.complain(Error{ErrorKind::Broker, std::to_string(m_failed - mostTold) + " further lines failed.", {}, 0, false});
    return m_session.finish();
}

void LineSender::read(RecordSource& source, const LineStream& input)
{
    OutgoingRecord record;
    const Call call{Deadline::never(), m_session.stopToken()};
    while (!m_session.stopToken().stop_requested() && !source.ended()) {
        const auto more = source.next(record);
        const std::uint64_t line = input.lines();
        // What a stop or an error cut short is no record.
        if (input.endedEarly() || input.error() || (more && !*more))
            return;
        const auto prepared = more ? m_prepare(record) : fail(more.error());
        if (!prepared) {
            failLine(line, prepared.error());
            continue;
        }
        m_topics[line] = record.topic;
        if (const auto pushed = m_stream->push(record, line, call); !pushed) {
            m_topics.erase(line);
            failLine(line, pushed.error());
        }
        collect(0ms);
    }
}

void LineSender::settle()
{
    const bool stopped = m_session.stopToken().stop_requested();
    if (stopped)
        m_stream->withdraw();
    const Deadline end = Deadline::after(stopped ? settleTimeStopped : settleTime);
    while (m_stream->underWay() > 0 && !end.expired()) {
        if (!stopped && m_session.stopToken().stop_requested())
            return settle();
        collect(100ms);
    }
    if (m_stream->underWay() > 0)
        m_session.complain(Error{ErrorKind::TimedOut, std::to_string(m_stream->underWay()) +
                                                          " records were not confirmed; they may have been written.",
                                 {}, 0, true});
}

void LineSender::collect(std::chrono::milliseconds wait)
{
    m_stream->collect([this](const SendOutcome& outcome) { take(outcome); }, wait);
    if (std::exchange(m_fresh, false))
        m_session.flush();
}

void LineSender::take(const SendOutcome& outcome)
{
    const auto node = m_topics.extract(outcome.ticket);
    if (!outcome.delivery)
        return failLine(outcome.ticket, outcome.delivery.error());
    ++m_sent;
    if (!m_session.json())
        return;
    m_fresh = true;
    m_session.print(JsonLine()
                        .text("event", "sent")
                        .number("line", static_cast<std::int64_t>(outcome.ticket))
                        .text("topic", node ? node.mapped() : std::string())
                        .number("partition", outcome.delivery->partition)
                        .number("offset", outcome.delivery->offset)
                        .number("timestamp", outcome.delivery->timestamp)
                        .str());
}

void LineSender::failLine(std::uint64_t line, const Error& error)
{
    ++m_failed;
    if (m_failed <= mostTold || m_session.json()) {
        Error told = error;
        told.message = "line " + std::to_string(line) + ": " + error.message;
        m_session.complain(told);
    }
    if (!m_session.json())
        return;
    m_fresh = true;
    m_session.print(JsonLine()
                        .text("event", "failed")
                        .number("line", static_cast<std::int64_t>(line))
                        .text("error", error.message)
                        .flag("may_be_written", mayBeWritten(error))
                        .str());
}

std::string LineSender::summary() const
{
    return std::to_string(m_sent) + (m_sent == 1 ? " record sent" : " records sent") +
           (m_failed > 0 ? ", " + std::to_string(m_failed) + " failed" : "");
}

} // namespace weir::cli
