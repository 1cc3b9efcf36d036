// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kafka/demo_mock.h"

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <thread>

namespace weir {

namespace {

constexpr int brokerCount = 3;
constexpr std::int32_t mostPartitions = 256;

template <auto destroy> struct Destroy {
    template <typename T> void operator()(T* object) const { destroy(object); }
};
void destroyClient(rd_kafka_t* client)
{
    // Neither client here ever joins a group; closing one all the same takes a second (2.8).
    rd_kafka_destroy_flags(client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
}
using Client = std::unique_ptr<rd_kafka_t, Destroy<destroyClient>>;
using Mock = std::unique_ptr<rd_kafka_mock_cluster_t, Destroy<rd_kafka_mock_cluster_destroy>>;
using Queue = std::unique_ptr<rd_kafka_queue_t, Destroy<rd_kafka_queue_destroy>>;
using Event = std::unique_ptr<rd_kafka_event_t, Destroy<rd_kafka_event_destroy>>;
using PartitionList =
    std::unique_ptr<rd_kafka_topic_partition_list_t, Destroy<rd_kafka_topic_partition_list_destroy>>;
using Question =
    std::unique_ptr<rd_kafka_ListConsumerGroupOffsets_t, Destroy<rd_kafka_ListConsumerGroupOffsets_destroy>>;
using AdminOptions = std::unique_ptr<rd_kafka_AdminOptions_t, Destroy<rd_kafka_AdminOptions_destroy>>;

Error internal(std::string message, std::string detail)
{
    return Error{ErrorKind::Internal, std::move(message), std::move(detail), 0, false};
}

Result<Client> newClient(rd_kafka_type_t type, const std::vector<std::pair<std::string, std::string>>& properties)
{
    std::array<char, 512> reason{};
    std::unique_ptr<rd_kafka_conf_t, Destroy<rd_kafka_conf_destroy>> conf(rd_kafka_conf_new());
    for (const auto& [name, value] : properties) {
        if (rd_kafka_conf_set(conf.get(), name.c_str(), value.c_str(), reason.data(), reason.size()) !=
            RD_KAFKA_CONF_OK)
            return fail(internal("The demo cluster could not be started.", reason.data()));
    }
    rd_kafka_conf_set_log_cb(conf.get(), nullptr);
    Client client(rd_kafka_new(type, conf.get(), reason.data(), reason.size()));
    if (!client)
        return fail(internal("The demo cluster could not be started.", reason.data()));
    static_cast<void>(conf.release()); // rd_kafka_new took it
    return client;
}

bool isTopicName(const std::string& name)
{
    const auto legal = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
               c == '-';
    };
    return !name.empty() && name.size() <= 249 && name != "." && name != ".." && std::ranges::all_of(name, legal);
}

Result<Event> ask(rd_kafka_t* client, rd_kafka_ListConsumerGroupOffsets_t* question, const std::string& what,
                  const Call& call)
{
    const AdminOptions options(rd_kafka_AdminOptions_new(client, RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS));
    const Queue queue(rd_kafka_queue_new(client));
    std::array<char, 256> reason{};
    const auto timeout = std::clamp<std::int64_t>(call.deadline.remaining().count(), 1, 3'600'000);
    if (rd_kafka_AdminOptions_set_request_timeout(options.get(), static_cast<int>(timeout), reason.data(),
                                                  reason.size()) != RD_KAFKA_RESP_ERR_NO_ERROR)
        return fail(internal(what + " failed.", reason.data()));
    rd_kafka_ListConsumerGroupOffsets(client, &question, 1, options.get(), queue.get());

    Event event;
    while (!event) {
        if (call.stop.stop_requested())
            return fail(cancelledError(what));
        if (call.deadline.expired())
            return fail(timedOutError(what));
        const auto slice = std::clamp<std::int64_t>(call.deadline.remaining().count(), 1, 50);
        event.reset(rd_kafka_queue_poll(queue.get(), static_cast<int>(slice)));
    }
    if (const auto code = rd_kafka_event_error(event.get()); code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        const char* text = rd_kafka_event_error_string(event.get());
        const auto kind = code == RD_KAFKA_RESP_ERR__TIMED_OUT ? ErrorKind::TimedOut : ErrorKind::Broker;
        return fail(Error{kind, what + " failed.", text ? text : "", code, true});
    }
    return event;
}

Result<Partial<OffsetMap>> answerOf(rd_kafka_event_t* event, const std::string& group, const std::string& what)
{
    Partial<OffsetMap> answer;
    std::size_t count = 0;
    const auto* result = rd_kafka_event_ListConsumerGroupOffsets_result(event);
    const auto* const* groups = rd_kafka_ListConsumerGroupOffsets_result_groups(result, &count);
    for (std::size_t i = 0; i < count; ++i) {
        if (const auto* error = rd_kafka_group_result_error(groups[i]))
            return fail(Error{ErrorKind::Broker, what + " failed.", rd_kafka_error_string(error),
                              rd_kafka_error_code(error), true});
        const auto* found = rd_kafka_group_result_partitions(groups[i]);
        for (int k = 0; found && k < found->cnt; ++k) {
            const TopicPartition partition{found->elems[k].topic, found->elems[k].partition};
            const auto code = found->elems[k].err;
            if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
                answer.failures.push_back({group + " " + toString(partition),
                                           Error{ErrorKind::Broker, what + " on " + toString(partition) + " failed.",
                                                 rd_kafka_err2str(code), code, true}});
            else if (found->elems[k].offset >= 0)
                answer.values.emplace(partition, found->elems[k].offset);
        }
    }
    return answer;
}

} // namespace

struct DemoMock::Handles {
    Client owner; ///< runs the mock's thread, connects nowhere
    Mock mock;
    Client asker; ///< consumer type: on a producer handle ListConsumerGroupOffsets can crash (librdkafka #5040)
    std::mutex mutex;
};

DemoMock::DemoMock(std::unique_ptr<Handles> handles) : m_handles(std::move(handles)) {}

DemoMock::~DemoMock()
{
    m_handles->asker.reset();
    m_handles->mock.reset(); // before the client whose thread serves it
}

Result<std::unique_ptr<DemoMock>> DemoMock::start()
{
    auto handles = std::make_unique<Handles>();
    auto owner = newClient(RD_KAFKA_PRODUCER, {{"client.id", "weir-demo"}, {"enable.metrics.push", "false"}});
    if (!owner)
        return fail(owner.error());
    handles->owner = std::move(*owner);
    handles->mock.reset(rd_kafka_mock_cluster_new(handles->owner.get(), brokerCount));
    if (!handles->mock)
        return fail(internal("The demo cluster could not be started.", "the mock cluster opened no ports"));
    // The default of three seconds is meant for fleets of members; nobody here waits for more to come.
    rd_kafka_mock_group_initial_rebalance_delay_ms(handles->mock.get(), 200);
    auto asker = newClient(RD_KAFKA_CONSUMER,
                           {{"bootstrap.servers", rd_kafka_mock_cluster_bootstraps(handles->mock.get())},
                            {"client.id", "weir-demo"},
                            {"group.id", "weir-demo-asker"},
                            {"enable.auto.commit", "false"},
                            {"enable.metrics.push", "false"}});
    if (!asker)
        return fail(asker.error());
    handles->asker = std::move(*asker);
    return std::unique_ptr<DemoMock>(new DemoMock(std::move(handles)));
}

std::string DemoMock::bootstrapServers() const
{
    return rd_kafka_mock_cluster_bootstraps(m_handles->mock.get());
}

Result<void> DemoMock::createTopic(const std::string& name, std::int32_t partitions, std::int32_t replication)
{
    const std::string subject = "Topic '" + name + "' was not created: ";
    if (!isTopicName(name))
        return fail(ErrorKind::InvalidInput,
                    subject + "a name has 1 to 249 characters out of letters, digits, '.', '_' and '-'.");
    if (partitions < 1 || partitions > mostPartitions)
        return fail(ErrorKind::InvalidInput, subject + "the demo cluster takes 1 to " +
                                                 std::to_string(mostPartitions) + " partitions.");
    if (replication == 0 || replication < -1 || replication > brokerCount)
        return fail(ErrorKind::InvalidInput,
                    subject + "the demo cluster has " + std::to_string(brokerCount) + " brokers for replicas.");
    const std::lock_guard lock(m_handles->mutex);
    const auto code = rd_kafka_mock_topic_create(m_handles->mock.get(), name.c_str(), partitions,
                                                 replication == -1 ? brokerCount : replication);
    // Two management calls in a row lose a wake-up and stall for up to a second; two milliseconds apart they do not.
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    if (code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
        return fail(ErrorKind::AlreadyExists, subject + "it exists already.");
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
        return fail(Error{ErrorKind::Broker, subject + rd_kafka_err2str(code) + ".", {}, code, false});
    return {};
}

Result<Partial<OffsetMap>> DemoMock::committedOffsets(const std::string& group,
                                                      const std::vector<TopicPartition>& partitions, const Call& call)
{
    if (partitions.empty())
        return Partial<OffsetMap>{};
    const std::string what = "Reading the committed offsets of group '" + group + "'";
    const PartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(partitions.size())));
    for (const TopicPartition& partition : partitions)
        rd_kafka_topic_partition_list_add(list.get(), partition.topic.c_str(), partition.partition);
    const Question question(rd_kafka_ListConsumerGroupOffsets_new(group.c_str(), list.get()));
    const auto event = ask(m_handles->asker.get(), question.get(), what, call);
    if (!event)
        return fail(event.error());
    return answerOf(event->get(), group, what);
}

} // namespace weir
