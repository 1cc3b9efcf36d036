// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/weirctl/line_stream.h"
#include "app/weirctl/session.h"

#include "core/events/import_source.h"

#include <functional>
#include <memory>
#include <unordered_map>

namespace weir::cli {

/// Sends the records of standard input as they come, a line each, and tells of every one of them when the brokers have
/// confirmed it or not. One thread.
class LineSender
{
public:
    /// Makes the source of records that reads the stream.
    using MakeSource = std::function<std::unique_ptr<RecordSource>(std::unique_ptr<std::istream>)>;
    /// Completes a record that was read; an error is a failure of its line.
    using Prepare = std::function<Result<void>(OutgoingRecord&)>;

    /// `whereTo` is for sentences: the topic.
    LineSender(Session& session, std::string whereTo, Prepare prepare);

    /// Until the end of the input or a stop. The exit status; what was sent is printed.
    [[nodiscard]] int run(Cluster& cluster, const MakeSource& makeSource);
    /// "17 sent, 2 failed".
    [[nodiscard]] std::string summary() const;

private:
    void read(RecordSource& source, const LineStream& input);
    void take(const SendOutcome& outcome);
    void failLine(std::uint64_t line, const Error& error);
    /// Hears of what was confirmed, and lets whoever reads the output see it.
    void collect(std::chrono::milliseconds wait);
    void settle();

    Session& m_session;
    const std::string m_whereTo;
    const Prepare m_prepare;
    std::unique_ptr<SendStream> m_stream;
    std::unordered_map<std::uint64_t, std::string> m_topics; ///< of the lines under way
    std::uint64_t m_sent = 0;
    std::uint64_t m_failed = 0;
    bool m_fresh = false; ///< something was printed and not flushed
};

} // namespace weir::cli
