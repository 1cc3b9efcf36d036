// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/json_producer.h"

#include "core/events/json_object.h"

namespace weir {
namespace {

OutgoingRecord recordOf(const JsonMessage& message)
{
    OutgoingRecord record;
    record.topic = message.topic;
    record.key = message.key;
    record.value = message.json;
    record.headers = message.headers;
    return record;
}

Error about(const JsonMessage& message, Error error)
{
    error.message = "The value for topic " + message.topic + " is not JSON: " + error.message;
    return error;
}

} // namespace

Result<Delivery> JsonProducer::send(const JsonMessage& message, const Call& call)
{
    auto results = send(std::span(&message, 1), call);
    return std::move(results.front());
}

std::vector<Result<Delivery>> JsonProducer::send(std::span<const JsonMessage> messages, const Call& call)
{
    std::vector<Result<Delivery>> results(messages.size());
    std::vector<OutgoingRecord> records;
    std::vector<std::size_t> places; // of the records among the messages
    std::map<std::string, Result<void>> topics;
    for (std::size_t i = 0; i < messages.size(); ++i) {
        const JsonMessage& message = messages[i];
        if (auto checked = checkJson(message.json); !checked) {
            results[i] = fail(about(message, std::move(checked.error())));
            continue;
        }
        auto topic = topics.find(message.topic);
        if (topic == topics.end())
            topic = topics.emplace(message.topic, m_topics.check(m_cluster, message.topic, call)).first;
        if (!topic->second) {
            results[i] = fail(topic->second.error());
            continue;
        }
        records.push_back(recordOf(message));
        places.push_back(i);
    }
    if (records.empty())
        return results;
    const auto producer = m_cluster.producer();
    std::vector<Result<Delivery>> sent;
    if (producer)
        sent = (*producer)->send(records, call);
    for (std::size_t i = 0; i < places.size(); ++i)
        results[places[i]] = !producer ? Result<Delivery>(fail(producer.error()))
                             : i < sent.size() ? std::move(sent[i])
                                               : fail(ErrorKind::Internal, "The result of sending is missing.");
    return results;
}

} // namespace weir
