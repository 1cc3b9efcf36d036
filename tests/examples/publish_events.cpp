// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/event_publisher.h"
#include "core/events/json_producer.h"
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
    // An event in the envelope, to the topic events.orderpaid. All events of order A-17 stay in order.
    EventPublisher publisher(**cluster);
    const auto paid = publisher.publish("OrderPaid", R"({"order": "A-17", "amount": 12.50})", "A-17", {}, {});
    if (!paid) {
        std::cerr << paid.error().message << '\n';
        return 1;
    }
    std::cout << "published to " << paid->topic << " at offset " << paid->delivery.offset << '\n';

    // Any JSON, without an envelope.
    JsonProducer producer(**cluster);
    const auto sent = producer.send({"prices", R"({"sku": "X1", "price": 9.99})", "X1"}, Call::within(std::chrono::seconds(10)));
    if (!sent) {
        std::cerr << sent.error().message << '\n';
        // Not known whether it was written: sending again may make a second record.
        return mayBeWritten(sent.error()) ? 2 : 1;
    }
    std::cout << "sent to partition " << sent->partition << '\n';
}
