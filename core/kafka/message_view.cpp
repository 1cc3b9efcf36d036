// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kafka/message_view.h"

namespace weir {
namespace {

OptionalBytesView bytes(const void* data, std::size_t size)
{
    if (data == nullptr)
        return std::nullopt;
    return std::string_view(static_cast<const char*>(data), size);
}

} // namespace

MessageView::MessageView(const rd_kafka_message_t& message, std::string_view topicName) : m_message(message)
{
    topic = topicName;
    partition = message.partition;
    offset = message.offset;
    key = bytes(message.key, message.key_len);
    value = bytes(message.payload, message.len);
    rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
    const std::int64_t time = rd_kafka_message_timestamp(&message, &type);
    if (type == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE || time < 0)
        return;
    timestamp = time;
    timestampType =
        type == RD_KAFKA_TIMESTAMP_CREATE_TIME ? TimestampType::CreateTime : TimestampType::LogAppendTime;
}

Headers MessageView::headers() const
{
    Headers found;
    eachHeader([&found](std::string_view name, OptionalBytesView bytes) {
        found.push_back({Bytes(name), bytes ? OptionalBytes(*bytes) : std::nullopt});
    });
    return found;
}

void MessageView::eachHeader(const HeaderSink& sink) const
{
    rd_kafka_headers_t* list = nullptr;
    if (rd_kafka_message_headers(&m_message, &list) != RD_KAFKA_RESP_ERR_NO_ERROR)
        return;
    const char* name = nullptr;
    const void* data = nullptr;
    std::size_t size = 0;
    for (std::size_t i = 0; rd_kafka_header_get_all(list, i, &name, &data, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; ++i)
        sink(name != nullptr ? std::string_view(name) : std::string_view(), bytes(data, size));
}

} // namespace weir
