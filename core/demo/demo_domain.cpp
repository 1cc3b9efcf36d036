// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/demo/demo_domain.h"

#include "core/demo/demo_json.h"
#include "core/events/envelope.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace weir {

namespace {

struct Place {
    const char* country;
    const char* city;
    const char* street;
};
constexpr std::array<Place, 12> places = {{{"DE", "Köln", "Aachener Straße"},
                                           {"DE", "Leipzig", "Karl-Liebknecht-Straße"},
                                           {"FR", "Besançon", "Rue de la République"},
                                           {"PL", "Łódź", "ulica Piotrkowska"},
                                           {"ES", "A Coruña", "Rúa Real"},
                                           {"CZ", "Plzeň", "Americká"},
                                           {"GR", "Θεσσαλονίκη", "Οδός Εγνατία"},
                                           {"SE", "Malmö", "Södra Förstadsgatan"},
                                           {"PT", "Évora", "Rua da Moeda"},
                                           {"IT", "Forlì", "Corso della Repubblica"},
                                           {"NL", "'s-Hertogenbosch", "Hinthamerstraat"},
                                           {"JP", "札幌市", "北三条西"}}};
constexpr std::array<const char*, 16> firstNames = {"Anna",  "José",   "Zoë",   "Łukasz", "Élodie", "Søren",
                                                    "Mia",   "Κώστας",  "Jürgen", "Nuria", "Ahmet",  "Siobhán",
                                                    "Priya", "太郎",   "Maeve", "Oleksandr"};
constexpr std::array<const char*, 16> lastNames = {"Schmidt",  "García",   "O'Neill",  "Wiśniewski", "Lefèvre",  "Ångström",
                                                   "van Dijk", "Dvořák",   "Παππάς",   "Öztürk",     "Fernandes", "Rossi",
                                                   "Iyer",     "佐藤",     "Müller",   "Шевченко"};
constexpr std::array<const char*, 12> goods = {
    "Espresso grinder, steel",  "Wool blanket 140×200",     "Desk lamp \"Arc\"", "Notebook A5, dotted",
    "Rain jacket, size M",      "Cast iron pan 28 cm",      "Bicycle bell",      "Linen curtain, sand",
    "Headphones, over-ear",     "Water bottle 0.75 l",      "Plant pot, Ø 24 cm", "Chess set, walnut"};
constexpr std::array<const char*, 4> carriers = {"DHL", "GLS", "PostNord", "La Poste"};
constexpr std::array<const char*, 3> warehouses = {"leipzig-2", "rotterdam-1", "lyon-4"};
constexpr std::array<const char*, 4> refusals = {"insufficient_funds", "card_expired", "do_not_honour", "3ds_timeout"};

constexpr std::size_t waitingMost = 400; // orders that nobody pays for are forgotten at some point

const char* sourceOf(std::string_view topic)
{
    if (topic.starts_with("events.user"))
        return "accounts/2.8.1";
    return topic.starts_with("events.payment") || topic == demo_topic::orderPaid ? "payments/5.0.3" : "shop-api/3.14.2";
}

NewTopic topicOf(const char* name, std::int32_t partitions, std::map<std::string, std::string> configs)
{
    return {name, partitions, -1, std::move(configs)};
}

} // namespace

std::vector<NewTopic> demoTopics()
{
    const std::map<std::string, std::string> week = {{"cleanup.policy", "delete"}, {"retention.ms", "604800000"}};
    const std::map<std::string, std::string> month = {{"cleanup.policy", "delete"}, {"retention.ms", "2592000000"}};
    const std::map<std::string, std::string> compacted = {{"cleanup.policy", "compact"}};
    return {
        topicOf(demo_topic::orderCreated, 6, week),      topicOf(demo_topic::orderPaid, 4, week),
        topicOf(demo_topic::orderShipped, 3, week),      topicOf(demo_topic::paymentAuthorised, 4, week),
        topicOf(demo_topic::paymentFailed, 2, week),     topicOf(demo_topic::userCreated, 3, week),
        topicOf(demo_topic::userUpdated, 3, compacted),  topicOf(demo_topic::orderCreatedDead, 6, month),
        topicOf(demo_topic::orderPaidDead, 4, month),    topicOf(demo_topic::warehouseDead, 1, month),
    };
}

DemoDomain::DemoDomain(std::uint64_t seed) : m_random(seed)
{
    m_invoices = 4'611'686'018'427'000'000 + m_random.between(0, 99'999);
    for (int i = 0; i < 60; ++i)
        m_users.push_back(newUser());
}

OutgoingRecord DemoDomain::next(TimestampMs time)
{
    const auto roll = m_random.below(100);
    if (roll < 5)
        return userCreated(time);
    if (roll < 13)
        return userUpdated(time);
    if (roll < 33 && !m_placed.empty())
        return paymentAuthorised(time);
    if (roll < 38 && !m_placed.empty())
        return paymentFailed(time);
    if (roll < 57 && !m_authorised.empty())
        return orderPaid(time);
    if (roll < 75 && !m_paid.empty())
        return orderShipped(time);
    return orderCreated(time);
}

DemoDomain::User DemoDomain::newUser()
{
    const std::size_t first = m_random.below(firstNames.size());
    const std::size_t last = m_random.below(lastNames.size());
    const Place& place = m_random.oneOf(places);
    User user;
    user.id = 9'007'199'254'740'993 + m_random.between(0, 8'999'999'999);
    user.name = std::string(firstNames[first]) + " " + lastNames[last];
    user.country = m_random.perMille(15) ? "XK" : place.country;
    user.city = place.city;
    const std::string mailbox = "u" + m_random.decimal(7);
    // Two mistakes that a mail server refuses; the mailer's dead letters come from these users' orders.
    user.email = mailbox + (m_random.perMille(20)   ? "@@example.org"
                            : m_random.perMille(20) ? "@gone.example"
                                                    : "@example.org");
    return user;
}

std::string DemoDomain::addressOf(const User& user)
{
    const Place& place = m_random.oneOf(places);
    return DemoJson()
        .text("street", std::string(place.street) + " " + std::to_string(m_random.between(1, 180)))
        .text("postcode", m_random.decimal(5))
        .text("city", user.city)
        .text("country", user.country)
        .object();
}

OutgoingRecord DemoDomain::record(const char* topic, const char* eventType, const std::string& key,
                                  const std::string& data, const std::string& trace, TimestampMs time)
{
    OutgoingRecord made;
    made.topic = topic;
    made.key = key;
    made.timestamp = time;
    made.value = encodeEnvelope(EventEnvelope{m_random.uuid(), eventType, formatUtc(time), data});
    made.headers = {{"source", sourceOf(topic)},
                    {"content-type", "application/json"},
                    {"traceparent", "00-" + trace + "-" + m_random.hex(16) + "-01"}};
    if (m_random.perMille(30)) { // repeated names, an empty and a NULL value do occur in the wild
        made.headers.push_back({"tag", "campaign-" + m_random.decimal(3)});
        made.headers.push_back({"tag", ""});
        made.headers.push_back({"tag", std::nullopt});
    }
    return made;
}

OutgoingRecord DemoDomain::userCreated(TimestampMs time)
{
    User user = newUser();
    const std::string data = DemoJson()
                                 .number("user_id", user.id)
                                 .text("name", user.name)
                                 .text("email", user.email)
                                 .boolean("newsletter", m_random.perMille(400))
                                 .raw("address", addressOf(user))
                                 .object();
    auto made = record(demo_topic::userCreated, "UserCreated", std::to_string(user.id), data, m_random.hex(32), time);
    if (m_random.perMille(15)) // a writer that died half way
        made.value->resize(made.value->size() * 2 / 3);
    else if (m_random.perMille(15)) // a writer that takes Latin-1 for UTF-8
        made.value->replace(made.value->find("\"name\":\"") + 8, 0, "Ren\xe9 ");
    if (m_users.size() < 5'000)
        m_users.push_back(std::move(user));
    else
        m_users[m_random.below(m_users.size())] = std::move(user);
    return made;
}

OutgoingRecord DemoDomain::userUpdated(TimestampMs time)
{
    User& user = m_users[m_random.below(m_users.size())];
    ++user.version;
    user.city = m_random.oneOf(places).city;
    const std::string data = DemoJson()
                                 .number("user_id", user.id)
                                 .number("version", user.version)
                                 .text("name", user.name)
                                 .text("email", user.email)
                                 .raw("changed", R"(["address"])")
                                 .raw("address", addressOf(user))
                                 .object();
    auto made = record(demo_topic::userUpdated, "UserUpdated", std::to_string(user.id), data, m_random.hex(32), time);
    if (m_random.perMille(40)) { // the account was deleted: a tombstone
        made.value.reset();
        made.headers.push_back({"reason", "erasure-request"});
    }
    return made;
}

OutgoingRecord DemoDomain::orderCreated(TimestampMs time)
{
    Order order;
    order.id = "ord-" + std::to_string(++m_orders);
    order.paymentId = "pay-" + m_random.hex(12);
    order.trace = m_random.hex(32);
    order.user = m_random.oneOf(m_users);
    order.items = m_random.perMille(4) ? static_cast<std::size_t>(m_random.between(250, 600)) : 1 + m_random.below(3);
    std::vector<std::string> items;
    for (std::size_t i = 0; i < order.items; ++i) {
        const auto quantity = m_random.between(1, 4);
        const auto price = m_random.between(490, 18'990);
        order.cents += quantity * price;
        items.push_back(DemoJson()
                            .text("sku", "SKU-" + m_random.decimal(6))
                            .text("title", m_random.oneOf(goods))
                            .number("quantity", quantity)
                            .money("unit_price", price)
                            .object());
    }
    DemoJson data;
    data.text("order_id", order.id)
        .raw("customer",
             DemoJson().number("id", order.user.id).text("name", order.user.name).text("email", order.user.email).object())
        .raw("items", DemoJson::array(items));
    if (m_random.perMille(7)) { // a client that writes money for people; the mailer's parser refuses it
        std::string total = DemoJson::amount(order.cents);
        total[total.size() - 3] = ',';
        data.text("total", total);
    } else {
        data.money("total", order.cents);
    }
    data.text("currency", "EUR");
    if (m_random.perMille(80))
        data.text("note", "Please ring twice 🔔 — 2nd floor");
    auto made = record(demo_topic::orderCreated, "OrderCreated", order.id, data.object(), order.trace, time);
    m_placed.push_back(std::move(order));
    if (m_placed.size() > waitingMost)
        m_placed.pop_front();
    return made;
}

OutgoingRecord DemoDomain::paymentAuthorised(TimestampMs time)
{
    Order order = std::move(m_placed.front());
    m_placed.pop_front();
    const std::string data = DemoJson()
                                 .text("payment_id", order.paymentId)
                                 .text("order_id", order.id)
                                 .money("amount", order.cents)
                                 .text("currency", "EUR")
                                 .text("method", "card")
                                 .raw("card", DemoJson()
                                                  .text("brand", m_random.perMille(500) ? "visa" : "mastercard")
                                                  .text("last4", m_random.decimal(4))
                                                  .object())
                                 .raw("risk_score", "0." + m_random.decimal(3))
                                 .text("authorised_until", formatUtc(time + 7LL * 24 * 3'600'000))
                                 .object();
    auto made = record(demo_topic::paymentAuthorised, "PaymentAuthorised", order.id, data, order.trace, time);
    m_authorised.push_back(std::move(order));
    if (m_authorised.size() > waitingMost)
        m_authorised.pop_front();
    return made;
}

OutgoingRecord DemoDomain::paymentFailed(TimestampMs time)
{
    Order& order = m_placed.front();
    ++order.attempts;
    const std::string data = DemoJson()
                                 .text("payment_id", order.paymentId)
                                 .text("order_id", order.id)
                                 .money("amount", order.cents)
                                 .text("currency", "EUR")
                                 .text("reason", m_random.oneOf(refusals))
                                 .number("attempt", order.attempts)
                                 .object();
    return record(demo_topic::paymentFailed, "PaymentFailed", order.id, data, order.trace, time);
}

std::string DemoDomain::paidData(const Order& order, const std::string& amount, TimestampMs time)
{
    const auto tax = order.cents * 19 / 119;
    return DemoJson()
        .text("order_id", order.id)
        .text("payment_id", order.paymentId)
        .number("invoice_number", ++m_invoices)
        .raw("amount", amount)
        .text("currency", "EUR")
        .raw("tax", DemoJson().text("country", order.user.country).raw("rate", "0.19").money("amount", tax).object())
        .text("settlement", m_random.perMille(12) ? "declined" : "captured")
        .text("paid_at", formatUtc(time))
        .object();
}

OutgoingRecord DemoDomain::orderPaid(TimestampMs time)
{
    Order order = std::move(m_authorised.front());
    m_authorised.pop_front();
    auto made = record(demo_topic::orderPaid, "OrderPaid", order.id,
                       paidData(order, DemoJson::amount(order.cents), time), order.trace, time);
    m_paid.push_back(std::move(order));
    if (m_paid.size() > waitingMost)
        m_paid.pop_front();
    return made;
}

OutgoingRecord DemoDomain::poison(TimestampMs time)
{
    Order order;
    order.id = "ord-54999";
    order.paymentId = "pay-" + m_random.hex(12);
    order.user = m_users.front();
    order.cents = 129'900;
    order.trace = m_random.hex(32);
    return record(demo_topic::orderPaid, "OrderPaid", order.id, paidData(order, "\"1.299,00\"", time), order.trace,
                  time);
}

OutgoingRecord DemoDomain::orderShipped(TimestampMs time)
{
    const Order order = std::move(m_paid.front());
    m_paid.pop_front();
    std::vector<std::string> parcels;
    for (std::size_t i = 0; i < std::min<std::size_t>(order.items, 3); ++i)
        parcels.push_back(DemoJson().number("number", static_cast<std::int64_t>(i) + 1)
                              .number("weight_g", m_random.between(180, 9'500)).object());
    DemoJson data;
    data.text("order_id", order.id).text("carrier", m_random.oneOf(carriers));
    // Two rows that the warehouse's sink cannot write: a number too long for its column, a place that is missing.
    data.text("tracking_number", m_random.decimal(m_random.perMille(10) ? 48 : 20));
    if (m_random.perMille(8))
        data.null("warehouse");
    else
        data.text("warehouse", m_random.oneOf(warehouses));
    data.raw("parcels", DemoJson::array(parcels));
    return record(demo_topic::orderShipped, "OrderShipped", order.id, data.object(), order.trace, time);
}

} // namespace weir
