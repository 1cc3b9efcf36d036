// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kafka/admin_request.h"
#include "core/kafka/real_admin.h"

#include <algorithm>
#include <span>

namespace weir {
namespace {

constexpr std::size_t chunkSize = 200;

std::string sourceName(rd_kafka_ConfigSource_t source)
{
    switch (source) {
    case RD_KAFKA_CONFIG_SOURCE_DYNAMIC_TOPIC_CONFIG: return "topic";
    case RD_KAFKA_CONFIG_SOURCE_DYNAMIC_BROKER_CONFIG: return "broker";
    case RD_KAFKA_CONFIG_SOURCE_DYNAMIC_DEFAULT_BROKER_CONFIG: return "cluster default";
    case RD_KAFKA_CONFIG_SOURCE_STATIC_BROKER_CONFIG: return "static broker";
    case RD_KAFKA_CONFIG_SOURCE_DEFAULT_CONFIG: return "default";
    default: return "unknown";
    }
}

ConfigEntry toEntry(const rd_kafka_ConfigEntry_t* from)
{
    ConfigEntry entry;
    entry.name = rd::text(rd_kafka_ConfigEntry_name(from));
    entry.isSensitive = rd_kafka_ConfigEntry_is_sensitive(from) == 1;
    if (const char* value = rd_kafka_ConfigEntry_value(from); value != nullptr && !entry.isSensitive)
        entry.value = value;
    entry.isDefault = rd_kafka_ConfigEntry_is_default(from) == 1;
    entry.isReadOnly = rd_kafka_ConfigEntry_is_read_only(from) == 1;
    entry.source = sourceName(rd_kafka_ConfigEntry_source(from));
    return entry;
}

void send(AdminRequest& request, std::size_t tag, std::span<const std::string> topics)
{
    std::vector<rd::ConfigResource> owners;
    std::vector<rd_kafka_ConfigResource_t*> resources;
    for (const std::string& topic : topics) {
        owners.emplace_back(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str()));
        resources.push_back(owners.back().get());
    }
    rd_kafka_DescribeConfigs(request.rk(), resources.data(), resources.size(), request.options(tag), request.queue());
}

std::string whatOf(const std::string& topic)
{
    return "Could not read the configuration of topic " + topic;
}

} // namespace

Partial<std::map<std::string, std::vector<ConfigEntry>>>
RealAdmin::topicConfigs(const std::vector<std::string>& topics, const Call& call)
{
    Partial<std::map<std::string, std::vector<ConfigEntry>>> result;
    AdminRequest request(*m_handle, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, "Could not read topic configurations", call);
    std::vector<std::span<const std::string>> open;
    std::vector<std::string> asked;
    for (const std::string& topic : topics) {
        // The client does not send an empty name, it aborts the whole request.
        if (topic.empty())
            result.failures.push_back({topic, request.error(RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION, whatOf(topic), {})});
        else
            asked.push_back(topic);
    }
    for (std::size_t at = 0; at < asked.size(); at += chunkSize) {
        open.push_back(std::span(asked).subspan(at, std::min(chunkSize, asked.size() - at)));
        send(request, open.size() - 1, open.back());
    }
    for (std::size_t done = 0; done < open.size(); ++done) {
        auto event = request.next();
        if (!event) {
            for (const auto& chunk : open)
                for (const std::string& topic : chunk)
                    result.failures.push_back({topic, event.error()});
            return result;
        }
        auto& chunk = open[AdminRequest::tag(*event)];
        if (const auto code = rd_kafka_event_error(event->get()); code != RD_KAFKA_RESP_ERR_NO_ERROR) {
            for (const std::string& topic : chunk)
                result.failures.push_back(
                    {topic, request.error(code, whatOf(topic), rd::text(rd_kafka_event_error_string(event->get())))});
            chunk = {};
            continue;
        }
        request.answered();
        chunk = {};
        std::size_t count = 0;
        const auto* resources = rd_kafka_DescribeConfigs_result_resources(
            rd_kafka_event_DescribeConfigs_result(event->get()), &count);
        for (const rd_kafka_ConfigResource_t* resource : std::span(resources, count)) {
            const std::string topic = rd::text(rd_kafka_ConfigResource_name(resource));
            if (const auto code = rd_kafka_ConfigResource_error(resource); code != RD_KAFKA_RESP_ERR_NO_ERROR) {
                result.failures.push_back(
                    {topic, request.error(code, whatOf(topic), rd::text(rd_kafka_ConfigResource_error_string(resource)))});
                continue;
            }
            std::size_t entries = 0;
            const auto* configs = rd_kafka_ConfigResource_configs(resource, &entries);
            for (const rd_kafka_ConfigEntry_t* entry : std::span(configs, entries))
                result.values[topic].push_back(toEntry(entry));
            std::ranges::sort(result.values[topic], {}, &ConfigEntry::name);
        }
    }
    return result;
}

} // namespace weir
