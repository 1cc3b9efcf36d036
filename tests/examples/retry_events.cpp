// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/duplicate_filter.h"
#include "core/events/envelope.h"
#include "core/events/retrying_consumer.h"
#include "core/kafka/real_cluster.h"

#include <csignal>
#include <iostream>
#include <thread>

using namespace weir;

namespace {

Result<void> charge(const EventEnvelope& event)
{
    if (event.data.find("declined") != std::string::npos)
        return fail(ErrorKind::Broker, "The card was declined.");
    std::cout << "charged for " << event.eventId << std::endl;
    return {};
}

} // namespace

int main(int argc, char** argv)
{
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
    // One file for each process; a week is longer than the topic's retention.
    auto handled = DuplicateFilter::inFile(argc > 2 ? argv[2] : "billing-events.sqlite", {.keepFor = std::chrono::hours(24 * 7)});
    if (!cluster || !handled) {
        std::cerr << (cluster ? handled.error() : cluster.error()).message << '\n';
        return 1;
    }
    RetryOptions options;
    options.consumer.group = {.groupId = "billing", .topics = {"events.orderpaid"}};
    options.backoff = std::chrono::milliseconds(argc > 3 ? std::stoi(argv[3]) : 1000); // pauses of 2 s and 4 s
    RetryingConsumer consumer(**cluster, options);
    const auto end = consumer.run(
        [&](const Record& record) -> Handled {
            const auto event = decodeEnvelope(record.value.value_or(""));
            if (!event) // trying again mends nothing
                return std::unexpected(HandlingError{.type = "NoEvent", .message = event.error().message, .retriable = false});
            const auto done = handled->once(event->eventId, [&] { return charge(*event); });
            if (!done)
                return std::unexpected(HandlingError{.type = "ChargeFailed", .message = done.error().message});
            if (!*done)
                std::cout << "seen before: " << event->eventId << std::endl;
            return {};
        },
        {.tried = [](const RetryReport& report) {
             std::cout << "offset " << report.offset << ", try " << report.tries << ": " << report.error.message
                       << (report.deadLetter ? " Now a dead letter." : "") << std::endl;
         },
         .trouble = [](const Error& error) { std::cerr << error.message << '\n'; }},
        stop.get_token());
    if (!end) // a dead letter could not be written, or a right is missing: an alarm, not a restart in a loop
        std::cerr << end.error().message << '\n';
    return end ? 0 : 1;
}
