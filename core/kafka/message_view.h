// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/rd.h"
#include "core/kafka/record.h"

namespace weir {

/// Private: a record seen through librdkafka's message; it and the topic's name must outlive the view. One thread.
class MessageView final : public RecordView
{
public:
    MessageView(const rd_kafka_message_t& message, std::string_view topicName);
    [[nodiscard]] Headers headers() const override;
    void eachHeader(const HeaderSink& sink) const override;

private:
    const rd_kafka_message_t& m_message;
};

} // namespace weir
