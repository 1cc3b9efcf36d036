// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/demo/demo_random.h"
#include "core/kafka/admin.h"
#include "core/kafka/producer.h"

#include <deque>
#include <string>
#include <vector>

namespace weir {

namespace demo_topic {
inline constexpr const char* orderCreated = "events.ordercreated";
inline constexpr const char* orderPaid = "events.orderpaid";
inline constexpr const char* orderShipped = "events.ordershipped";
inline constexpr const char* paymentAuthorised = "events.paymentauthorised";
inline constexpr const char* paymentFailed = "events.paymentfailed";
inline constexpr const char* userCreated = "events.usercreated";
inline constexpr const char* userUpdated = "events.userupdated";
inline constexpr const char* orderCreatedDead = "events.ordercreated-dlt"; ///< Spring Kafka's name and headers
inline constexpr const char* orderPaidDead = "events.orderpaid.dlq";       ///< plain text headers
inline constexpr const char* warehouseDead = "dlq-warehouse-sink";         ///< a Kafka Connect sink's
} // namespace demo_topic

/// All topics of the shop with partitions and configuration; replication is left to the broker.
[[nodiscard]] std::vector<NewTopic> demoTopics();

/// An online shop that makes events: users register and move, orders are placed, authorised, paid and shipped; an
/// order's events share its key and trace. Values are envelopes {"event_id","event_type","occurred_at","data"}, keys
/// are aggregate ids. Now and then a record is out of the ordinary: an order of hundreds of lines, a tombstone on the
/// compacted topic, repeated and empty headers, ids beyond 2^53, and values that some consumer cannot handle
/// (demo_failures.h). The same seed and times give the same records. One thread at a time.
class DemoDomain
{
public:
    explicit DemoDomain(std::uint64_t seed);

    /// What happens next in the shop; `time` is the record's timestamp and the event's time.
    [[nodiscard]] OutgoingRecord next(TimestampMs time);
    /// A payment whose amount is the text "1.299,00": billing fails on it for ever. Always the same key, so that it
    /// is always the same partition.
    [[nodiscard]] OutgoingRecord poison(TimestampMs time);

private:
    struct User {
        std::int64_t id = 0;
        std::string name;
        std::string email;
        std::string country;
        std::string city;
        std::int64_t version = 1;
    };
    struct Order {
        std::string id;
        std::string paymentId;
        std::string trace;
        User user;
        std::int64_t cents = 0;
        std::size_t items = 0;
        int attempts = 0;
    };

    [[nodiscard]] User newUser();
    [[nodiscard]] std::string addressOf(const User& user);
    [[nodiscard]] OutgoingRecord record(const char* topic, const char* eventType, const std::string& key,
                                        const std::string& data, const std::string& trace, TimestampMs time);
    [[nodiscard]] OutgoingRecord userCreated(TimestampMs time);
    [[nodiscard]] OutgoingRecord userUpdated(TimestampMs time);
    [[nodiscard]] OutgoingRecord orderCreated(TimestampMs time);
    [[nodiscard]] OutgoingRecord paymentAuthorised(TimestampMs time);
    [[nodiscard]] OutgoingRecord paymentFailed(TimestampMs time);
    [[nodiscard]] OutgoingRecord orderPaid(TimestampMs time);
    [[nodiscard]] OutgoingRecord orderShipped(TimestampMs time);
    [[nodiscard]] std::string paidData(const Order& order, const std::string& amount, TimestampMs time);

    DemoRandom m_random;
    std::vector<User> m_users;
    std::deque<Order> m_placed;
    std::deque<Order> m_authorised;
    std::deque<Order> m_paid;
    std::int64_t m_orders = 55'000;
    std::int64_t m_invoices = 0;
};

} // namespace weir
