// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/event_run.h"
#include "tests/support/fake_cluster.h"

#include <chrono>
#include <cstdlib>
#include <functional>
#include <iostream>

namespace weir::test {

/// Numbers from 1, as keys; values of 4 bytes.
class NumberSource final : public RecordSource
{
public:
    explicit NumberSource(std::optional<std::uint64_t> count) : m_count(count) {}
    Result<bool> next(OutgoingRecord& record) override
    {
        if (m_count && m_number >= *m_count)
            return false;
        ++m_number;
        if (m_number >= breaksAt) {
            m_ended = true;
            return weir::fail(ErrorKind::NotFound, "The file went away.");
        }
        if (bad && bad(m_number))
            return weir::fail(ErrorKind::InvalidInput, "Line " + std::to_string(m_number) + " is wrong.");
        record = {};
        record.topic = topicOf ? topicOf(m_number) : "t";
        record.partition = 0;
        std::string digits = std::to_string(m_number);
        record.key = digits.size() < 2 ? "0" + digits : digits.substr(digits.size() - 2);
        digits.insert(0, digits.size() < 4 ? 4 - digits.size() : 0, '0');
        record.value = digits;
        return true;
    }
    bool ended() const override { return m_ended || (m_count && m_number >= *m_count); }
    std::optional<std::uint64_t> total() const override { return m_count; }
    std::optional<double> fraction() const override
    {
        if (!m_count)
            return std::nullopt;
        return *m_count == 0 ? 1 : static_cast<double>(m_number) / static_cast<double>(*m_count);
    }

    std::function<bool(std::uint64_t)> bad;
    std::function<std::string(std::uint64_t)> topicOf;
    std::uint64_t breaksAt = ~std::uint64_t(0);

private:
    const std::optional<std::uint64_t> m_count;
    std::uint64_t m_number = 0;
    bool m_ended = false;
};

/// The fake cluster with streams that may be full and keep their answers back.
class SlowCluster final : public FakeCluster
{
public:
    std::atomic<std::size_t> room = 100'000;
    std::atomic<bool> answers = true;
    std::atomic<std::size_t> onTheWire = 0; ///< of those kept back: withdraw() leaves them, they are answered

    std::vector<std::chrono::steady_clock::time_point> times() const
    {
        const std::scoped_lock lock(m_lock);
        return m_times;
    }
    Result<std::unique_ptr<SendStream>> newSendStream(const SendStreamOptions& options) override
    {
        auto inner = FakeCluster::newSendStream(options);
        if (!inner)
            return weir::fail(inner.error());
        return std::make_unique<Stream>(*this, std::move(*inner));
    }

private:
    class Stream final : public SendStream
    {
    public:
        Stream(SlowCluster& cluster, std::unique_ptr<SendStream> inner) : m_cluster(cluster), m_inner(std::move(inner)) {}
        Result<void> push(const OutgoingRecord& record, std::uint64_t ticket, const Call& call) override
        {
            while (m_kept.size() >= m_cluster.room) {
                if (call.stop.stop_requested())
                    return weir::fail(cancelledError("Sending"));
                if (call.deadline.expired())
                    return weir::fail(timedOutError("Sending"));
                std::this_thread::sleep_for(std::chrono::milliseconds(2));
            }
            if (auto topic = m_cluster.topic(record.topic, call); !topic)
                return weir::fail(topic.error());
            m_kept.emplace_back(record, ticket);
            const std::scoped_lock lock(m_cluster.m_lock);
            m_cluster.m_times.push_back(std::chrono::steady_clock::now());
            return {};
        }
        std::size_t collect(const std::function<void(const SendOutcome&)>& sink, std::chrono::milliseconds wait) override
        {
            if (!m_cluster.answers) {
                std::this_thread::sleep_for(std::min(wait, std::chrono::milliseconds(5)));
                return std::exchange(m_withdrawn, false) ? takeBack(sink) : 0;
            }
            const std::size_t count = m_kept.size();
            for (const auto& [record, ticket] : std::exchange(m_kept, {}))
                answer(record, ticket, sink);
            return count;
        }
        std::size_t underWay() const override { return m_kept.size(); }
        void withdraw() override { m_withdrawn = true; }

    private:
        void answer(const OutgoingRecord& record, std::uint64_t ticket, const std::function<void(const SendOutcome&)>& sink)
        {
            sink({ticket, m_cluster.produce(record, Call())});
        }
        std::size_t takeBack(const std::function<void(const SendOutcome&)>& sink)
        {
            std::size_t number = 0;
            for (const auto& [record, ticket] : std::exchange(m_kept, {})) {
                if (number++ < m_cluster.onTheWire)
                    answer(record, ticket, sink);
                else
                    sink({ticket, weir::fail(ErrorKind::Cancelled, "Sending was cancelled. It was not written.")});
            }
            return number;
        }
        SlowCluster& m_cluster;
        std::unique_ptr<SendStream> m_inner;
        std::vector<std::pair<OutgoingRecord, std::uint64_t>> m_kept;
        bool m_withdrawn = false;
    };
    mutable std::mutex m_lock;
    std::vector<std::chrono::steady_clock::time_point> m_times;
};

struct Stand {
    Stand() { cluster->addTopic("t"); }
    [[nodiscard]] std::unique_ptr<NumberSource> source(std::optional<std::uint64_t> count) const
    {
        return std::make_unique<NumberSource>(count);
    }
    std::unique_ptr<EventRun> start(std::unique_ptr<NumberSource> source, const RunPlan& plan,
                                    std::function<void()> changed = {})
    {
        auto run = EventRun::start({cluster, std::move(source), plan, std::move(changed)});
        if (!run) {
            std::cerr << run.error().message << '\n';
            std::abort();
        }
        return std::move(*run);
    }
    /// The numbers of the records in the topic, in its order.
    [[nodiscard]] std::vector<int> numbers() const
    {
        std::vector<int> all;
        for (const OutgoingRecord& record : cluster->produced())
            all.push_back(std::stoi(*record.value));
        return all;
    }
    /// When each was handed over.
    [[nodiscard]] std::vector<std::chrono::milliseconds> times() const
    {
        std::vector<std::chrono::milliseconds> all;
        for (const auto time : cluster->times())
            all.push_back(std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()));
        return all;
    }
    const std::shared_ptr<SlowCluster> cluster = std::make_shared<SlowCluster>();
};

inline std::vector<int> upTo(int count)
{
    std::vector<int> all;
    for (int i = 1; i <= count; ++i)
        all.push_back(i);
    return all;
}

inline RunPlan fastest(const RunStop& stop)
{
    RunPlan plan;
    plan.rate.shape = RunRate::Shape::Fastest;
    plan.stop = stop;
    return plan;
}

inline RunPlan atRate(double perSecond, const RunStop& stop)
{
    RunPlan plan;
    plan.rate.perSecond = perSecond;
    plan.stop = stop;
    return plan;
}

inline RunProgress waitFor(const EventRun& run)
{
    if (!run.waitEnd(Call::within(std::chrono::seconds(30))))
        std::cerr << "the run does not end\n";
    return run.progress();
}

} // namespace weir::test
