// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <librdkafka/rdkafka.h>

#include <memory>
#include <string>

/// Private to core/kafka, the only header of Weir that includes rdkafka.h: an owner for every librdkafka type used.
namespace weir::rd {

template <auto Destroy> struct Deleter {
    template <typename T> void operator()(T* object) const { Destroy(object); }
};
template <typename T, auto Destroy> using Owner = std::unique_ptr<T, Deleter<Destroy>>;

using Conf = Owner<rd_kafka_conf_t, rd_kafka_conf_destroy>;
using Queue = Owner<rd_kafka_queue_t, rd_kafka_queue_destroy>;
using Event = Owner<rd_kafka_event_t, rd_kafka_event_destroy>;
/// One undestroyed message makes rd_kafka_destroy() hang for ever (facts: more than 25 s, then given up).
using Message = Owner<rd_kafka_message_t, rd_kafka_message_destroy>;
using Topic = Owner<rd_kafka_topic_t, rd_kafka_topic_destroy>;
using PartitionList = Owner<rd_kafka_topic_partition_list_t, rd_kafka_topic_partition_list_destroy>;
using AdminOptions = Owner<rd_kafka_AdminOptions_t, rd_kafka_AdminOptions_destroy>;
using NewTopic = Owner<rd_kafka_NewTopic_t, rd_kafka_NewTopic_destroy>;
using DeleteTopic = Owner<rd_kafka_DeleteTopic_t, rd_kafka_DeleteTopic_destroy>;
using DeleteRecords = Owner<rd_kafka_DeleteRecords_t, rd_kafka_DeleteRecords_destroy>;
using ConfigResource = Owner<rd_kafka_ConfigResource_t, rd_kafka_ConfigResource_destroy>;
using GroupOffsets = Owner<rd_kafka_ListConsumerGroupOffsets_t, rd_kafka_ListConsumerGroupOffsets_destroy>;
using AlteredOffsets = Owner<rd_kafka_AlterConsumerGroupOffsets_t, rd_kafka_AlterConsumerGroupOffsets_destroy>;
using DeletedOffsets = Owner<rd_kafka_DeleteConsumerGroupOffsets_t, rd_kafka_DeleteConsumerGroupOffsets_destroy>;
using DeleteGroup = Owner<rd_kafka_DeleteGroup_t, rd_kafka_DeleteGroup_destroy>;
using Headers = Owner<rd_kafka_headers_t, rd_kafka_headers_destroy>;
using ErrorObject = Owner<rd_kafka_error_t, rd_kafka_error_destroy>;
using GroupMetadata = Owner<rd_kafka_consumer_group_metadata_t, rd_kafka_consumer_group_metadata_destroy>;
using Metadata = Owner<const struct rd_kafka_metadata, rd_kafka_metadata_destroy>;

[[nodiscard]] inline std::string text(const char* from)
{
    return from != nullptr ? std::string(from) : std::string();
}

} // namespace weir::rd
