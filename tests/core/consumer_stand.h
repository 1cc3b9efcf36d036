// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/retrying_consumer.h"
#include "tests/support/fake_cluster.h"
#include "tests/support/fake_group.h"
#include "tests/support/fake_transactions.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace weir::test {

/// A RetryingConsumer on the topic "orders" of a fake cluster, on the test's own thread: time moves by 100 ms with each
/// poll, and the run is stopped by the stand when everything is settled.
class RetryStand
{
public:
    struct Call {
        std::string value;
        std::int32_t partition = 0;
        std::chrono::steady_clock::time_point at{};
        bool good = false;
    };

    explicit RetryStand(int partitions, int letterPartitions = -1)
    {
        cluster.addTopic("orders", partitions);
        if (letterPartitions != 0)
            cluster.addTopic("orders.dlq", letterPartitions < 0 ? partitions : letterPartitions);
        options.consumer.group.groupId = "billing";
        options.consumer.group.topics = {"orders"};
        options.clock = [this] { return m_now; };
        cluster.members().neverWait();
        cluster.members().onPoll([this] { poll(); });
    }

    void add(std::int32_t partition, const std::string& value)
    {
        cluster.append("orders", partition, "k" + value, value);
    }

    /// Runs until so many records are handled or dead-lettered, counted over all runs, and then stops. False: it ended with
    /// an error, or after an hour of the stand's clock.
    [[nodiscard]] bool runUntilSettled(std::size_t records)
    {
        return runUntil([this, records] { return settled() >= records; });
    }
    /// The same, until the condition holds at a poll.
    [[nodiscard]] bool runUntil(std::function<bool()> condition)
    {
        m_until = std::move(condition);
        m_stop = std::stop_source();
        const auto began = m_now;
        const auto end = run(m_stop.get_token());
        return end && m_until() && m_now - began < std::chrono::hours(1);
    }

    [[nodiscard]] Result<void> run(const std::stop_token& stop)
    {
        RetryingConsumer consumer(cluster, options);
        return consumer.run([this](const Record& record) { return handle(record); },
                            {[this](const RetryReport& report) {
                                 reports.push_back(report);
                                 m_letters += report.deadLetter ? 1 : 0;
                                 if (onReport)
                                     onReport(report);
                             },
                             [this](const Error& error) { troubles.push_back(error); }},
                            stop);
    }

    [[nodiscard]] std::vector<std::chrono::steady_clock::time_point> callTimes(const std::string& value) const
    {
        std::vector<std::chrono::steady_clock::time_point> times;
        for (const Call& call : calls)
            if (call.value == value)
                times.push_back(call.at);
        return times;
    }
    [[nodiscard]] std::vector<std::string> handled(std::int32_t partition) const
    {
        std::vector<std::string> values;
        for (const Call& call : calls)
            if (call.good && call.partition == partition)
                values.push_back(call.value);
        return values;
    }
    [[nodiscard]] bool handledBefore(const std::string& first, const std::string& second) const
    {
        const auto at = [&](const std::string& value) {
            return std::ranges::find_if(calls, [&](const Call& call) { return call.good && call.value == value; });
        };
        return at(first) < at(second);
    }
    [[nodiscard]] std::int64_t committed(std::int32_t partition)
    {
        const auto all = cluster.committedOffsets({"billing"}, {}).values["billing"];
        const auto found = all.find({"orders", partition});
        return found == all.end() ? -1 : found->second;
    }
    [[nodiscard]] bool commitsGoForward() const
    {
        OffsetMap last;
        for (const auto& commit : const_cast<FakeCluster&>(cluster).members().commits())
            for (const auto& [partition, offset] : commit.next)
                if (std::exchange(last[partition], offset) >= offset)
                    return false;
        return true;
    }

    FakeCluster cluster;
    RetryOptions options;
    std::set<std::string> failing;           ///< values that fail each time
    std::map<std::string, int> failTimes;    ///< values that fail so often
    bool failAll = false;
    bool retriable = true;
    bool clockStandsStill = false;
    std::function<Handled(const Record&)> instead;
    std::function<void()> onPoll;
    std::function<void()> onCall;
    std::function<void(const RetryReport&)> onReport;
    std::vector<Call> calls;
    std::vector<RetryReport> reports;
    std::vector<Error> troubles;

private:
    [[nodiscard]] std::size_t settled() const
    {
        return m_letters + std::size_t(std::ranges::count_if(calls, [](const Call& call) { return call.good; }));
    }
    void poll()
    {
        if (!clockStandsStill)
            m_now += std::chrono::milliseconds(100);
        if (onPoll)
            onPoll();
        if ((m_until && m_until()) || m_now - std::chrono::steady_clock::time_point() > std::chrono::hours(3))
            m_stop.request_stop();
    }
    [[nodiscard]] Handled handle(const Record& record)
    {
        if (onCall)
            onCall();
        const std::string value = record.value.value_or("NULL");
        calls.push_back({value, record.partition, m_now, false});
        const std::size_t call = calls.size() - 1;
        Handled result;
        if (instead)
            result = instead(record);
        else if (failAll || failing.contains(value) || (failTimes.contains(value) && failTimes[value]-- > 0))
            result = std::unexpected(HandlingError{"Poison", "It fails.", {}, retriable});
        calls[call].good = result.has_value();
        return result;
    }

    std::chrono::steady_clock::time_point m_now{};
    std::function<bool()> m_until;
    std::size_t m_letters = 0;
    std::stop_source m_stop;
};

} // namespace weir::test
