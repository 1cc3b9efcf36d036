// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/event_router.h"
#include "core/kafka/real_cluster.h"

#include <csignal>
#include <iostream>
#include <thread>

using namespace weir;

int main(int argc, char** argv)
{
    // SIGTERM asks for a stop; before any thread starts, so that all of them leave the signal alone.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::stop_source stop;
    std::thread([signals, stop]() mutable {
        int signal = 0;
        sigwait(&signals, &signal);
        stop.request_stop();
    }).detach();

    const auto cluster = openRealCluster({.bootstrapServers = argc > 1 ? argv[1] : "localhost:9092"});
    if (!cluster) {
        std::cerr << cluster.error().message << '\n';
        return 1;
    }
    EventRouter router;
    router.on("OrderPaid", [](const ReceivedEvent& event) -> Handled {
        std::cout << "paid: " << event.aggregateId.value_or("-") << ' ' << event.envelope.data << std::endl;
        return {};
    });
    router.otherwise([](const Record& record, const std::string& why) -> Handled {
        std::cout << "offset " << record.offset << ": " << why << std::endl;
        return {};
    });
    Consumer consumer(**cluster, {.group = {.groupId = "billing", .topics = {"events.orderpaid"}}});
    const auto end = consumer.run([&](const Record& record) { return router.handle(record); },
                                  {.failed = [](const HandlerFailure& failure) {
                                       std::cerr << toString(failure.partition) << " offset " << failure.offset << ": "
                                                 << failure.error.message << '\n';
                                   },
                                   .trouble = [](const Error& error) { std::cerr << error.message << '\n'; }},
                                  stop.get_token());
    if (!end)
        std::cerr << end.error().message << '\n';
    return end ? 0 : 1;
}
