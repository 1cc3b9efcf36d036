// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/transactional_send.h"
#include "core/kafka/real_cluster.h"

#include <iostream>

using namespace weir;

int main(int argc, char** argv)
{
    const auto cluster = openRealCluster({.bootstrapServers = argc > 1 ? argv[1] : "localhost:9092"});
    if (!cluster) {
        std::cerr << cluster.error().message << '\n';
        return 1;
    }
    // A lasting id for each instance of the service: its next process ends what this one left open.
    TransactionalSend orders(**cluster, {"orders-instance-1"});
    const std::vector<OutgoingRecord> both{
        {.topic = "orders", .partition = {}, .key = "A-17", .value = R"({"order": "A-17"})", .headers = {}, .timestamp = {}},
        {.topic = "stock", .partition = {}, .key = "X1", .value = R"({"sku": "X1", "reserved": 1})", .headers = {}, .timestamp = {}}};
    TransactionReport report = orders.send(both, Call::within(std::chrono::seconds(20)));
    if (report.outcome == TransactionOutcome::Unknown) // the answer to the commit was lost
        report = orders.settle(report, Call::within(std::chrono::seconds(60)));
    if (report.outcome != TransactionOutcome::Committed) {
        std::cerr << report.error.value_or(Error{}).message << '\n';
        return 1;
    }
    std::cout << "committed " << report.deliveries.size() << " records\n";
}
