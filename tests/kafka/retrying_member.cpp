// SPDX-License-Identifier: GPL-3.0-or-later
// The program that RetryingMembers starts.
#include "core/events/duplicate_filter.h"
#include "core/events/retrying_consumer.h"
#include "tests/kafka/effect_ledger.h"
#include "tests/kafka/retrying_members.h"
#include "tests/support/kafka_calls.h"

#include <sys/prctl.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <set>
#include <thread>

namespace weir::test {
namespace {

using namespace std::chrono_literals;

class Service
{
public:
    Service(EffectLedger& ledger, DuplicateFilter& filter, std::string dies, int turn, std::chrono::milliseconds pace)
        : m_ledger(ledger), m_filter(filter), m_dies(std::move(dies)), m_turn(turn), m_pace(pace)
    {
    }

    Handled handle(const Record& record)
    {
        const std::string value = record.value.value_or("");
        const std::string kind = value.substr(0, value.find(' '));
        dieAt("handler");
        std::this_thread::sleep_for(m_pace);
        if (kind == "poison")
            return std::unexpected(HandlingError{"PaymentDeclined", "card of " + value, "line 1\nline 2"});
        if (kind == "broken")
            return std::unexpected(HandlingError{"Unreadable", "no sense in " + value, {}, false});
        if (kind == "flaky" && m_seen.insert(value).second)
            return std::unexpected(HandlingError{"Busy", "later"});
        const auto first = m_filter.once(value, [&]() -> Result<void> {
            const auto applied = m_ledger.apply(value, record);
            if (!applied)
                return fail(applied.error());
            dieAt("effect");
            return *applied ? Result<void>() : m_ledger.note("stopped by the ledger");
        });
        if (!first)
            return std::unexpected(HandlingError{"Database", first.error().message, first.error().detail});
        if (!*first)
            (void)m_ledger.note("stopped by the filter");
        return {};
    }

    /// Any thread.
    void calm() { m_calm = true; }

    void report(const RetryReport& report)
    {
        if (report.deadLetter)
            dieAt("letter");
    }

private:
    void dieAt(const char* moment)
    {
        if (m_calm || m_dies != moment || ++m_reached != m_turn)
            return;
        (void)m_ledger.note(std::string("died: ") + moment);
        std::raise(SIGKILL);
    }

    EffectLedger& m_ledger;
    DuplicateFilter& m_filter;
    const std::string m_dies;
    const int m_turn;
    const std::chrono::milliseconds m_pace;
    std::atomic<bool> m_calm = false;
    int m_reached = 0;
    std::set<std::string> m_seen;
};

int complain(const Error& error)
{
    std::cout << "ended: " << error.message << " " << error.detail << std::endl;
    return 1;
}

} // namespace

bool RetryingMembers::isChild(int argc, char** argv)
{
    return argc > 9 && std::string(argv[1]) == "--retrying-member";
}

int RetryingMembers::main(int argc, char** argv)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    sigset_t wanted;
    sigemptyset(&wanted);
    sigaddset(&wanted, SIGTERM);
    sigaddset(&wanted, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &wanted, nullptr); // before there are threads
    const std::filesystem::path folder = argv[3];
    auto ledger = EffectLedger::open(folder / "effects.db");
    if (!ledger)
        return complain(ledger.error());
    auto filter = DuplicateFilter::inFile(folder / ("filter-" + std::string(argv[4]) + ".db"), {});
    if (!filter)
        return complain(filter.error());
    Service service(*ledger, *filter, argv[7], std::atoi(argv[8]), std::chrono::milliseconds(std::atoi(argv[6])));
    std::stop_source stop;
    const std::jthread watch([&](const std::stop_token& over) {
        const timespec wait{0, 100'000'000};
        while (!over.stop_requested() && !stop.stop_requested()) {
            const int signal = sigtimedwait(&wanted, nullptr, &wait);
            if (signal == SIGTERM)
                stop.request_stop();
            else if (signal == SIGUSR1)
                service.calm();
        }
    });
    RetryOptions options;
    options.consumer.group.groupId = argv[5];
    options.consumer.group.topics.assign(argv + 9, argv + argc);
    options.consumer.group.sessionTimeout = 6s;
    options.consumer.group.maxPollInterval = 10s;
    options.consumer.commitInterval = 200ms;
    options.backoff = 10ms;
    const auto cluster = open(argv[2]);
    RetryingConsumer consumer(*cluster, options);
    const auto end = consumer.run([&](const Record& record) { return service.handle(record); },
                                  {[&](const RetryReport& report) { service.report(report); },
                                   [](const Error& error) { std::cout << "trouble: " << error.message << std::endl; }},
                                  stop.get_token());
    return end ? 0 : complain(end.error());
}

} // namespace weir::test
