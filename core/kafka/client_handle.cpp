// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kafka/client_handle.h"

#include "core/base/log.h"
#include "core/kafka/error_table.h"

#include <algorithm>
#include <array>
#include <span>

namespace weir {

using namespace std::chrono_literals;

/// Shared between the caller and the thread inside rd_kafka_metadata(); whoever comes last frees it.
struct ClientHandle::BlockingCall {
    std::mutex mutex;
    std::condition_variable_any changed;
    bool done = false;
    bool abandoned = false;
    rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR_NO_ERROR;
    rd::Metadata metadata;
};

namespace {

Error configError(const std::string& name, std::string_view text)
{
    return {ErrorKind::InvalidInput, "The setting " + name + " is not valid: " + std::string(text) + ".", {}, 0, false};
}

Result<rd::Conf> makeConf(const Properties& properties)
{
    rd::Conf conf(rd_kafka_conf_new());
    std::array<char, 512> text{};
    for (const auto& [name, value] : properties) {
        const auto answer = rd_kafka_conf_set(conf.get(), name.c_str(), value.c_str(), text.data(), text.size());
        if (answer == RD_KAFKA_CONF_UNKNOWN)
            return fail(configError(name, "the client library does not know it"));
        if (answer != RD_KAFKA_CONF_OK)
            return fail(configError(name, text.data()));
    }
    return conf;
}

void passLogLine(const rd_kafka_t*, int level, const char* facility, const char* line)
{
    // Connection failures arrive in the error callback too, which removes secrets and keeps them.
    const std::string_view about(facility != nullptr ? facility : "");
    if (about == "FAIL" || about == "CONFWARN")
        return;
    log(level <= 3 ? LogLevel::Error : LogLevel::Warning, "librdkafka", rd::text(line));
}

} // namespace

ClientHandle::ClientHandle(std::string bootstrap, std::vector<std::string> secrets)
    : m_log(std::move(bootstrap), std::move(secrets))
{
}

Result<std::unique_ptr<ClientHandle>> ClientHandle::open(rd_kafka_type_t type, const Properties& properties,
                                                         DeliverySink delivery)
{
    auto conf = makeConf(properties);
    if (!conf)
        return fail(conf.error());
    const auto bootstrap = properties.find("bootstrap.servers");
    std::unique_ptr<ClientHandle> handle(
        new ClientHandle(bootstrap == properties.end() ? std::string() : bootstrap->second, secretValues(properties)));
    handle->m_delivery = std::move(delivery);

    rd_kafka_conf_set_opaque(conf->get(), handle.get());
    rd_kafka_conf_set_log_cb(conf->get(), passLogLine);
    rd_kafka_conf_set_error_cb(conf->get(), [](rd_kafka_t* rk, int code, const char* reason, void* opaque) {
        ClientLog& log = static_cast<ClientHandle*>(opaque)->m_log;
        log.failed(code, rd::text(reason));
        std::array<char, 512> why{};
        if (code == RD_KAFKA_RESP_ERR__FATAL)
            log.broke(rd_kafka_fatal_error(rk, why.data(), why.size()));
    });
    if (type == RD_KAFKA_PRODUCER)
        rd_kafka_conf_set_dr_msg_cb(conf->get(), [](rd_kafka_t*, const rd_kafka_message_t* message, void* opaque) {
            const auto* self = static_cast<ClientHandle*>(opaque);
            if (self->m_delivery)
                self->m_delivery(*message);
        });

    countRequests(conf->get(), *handle);

    std::array<char, 512> text{};
    handle->m_rk = rd_kafka_new(type, conf->get(), text.data(), text.size());
    if (handle->m_rk == nullptr)
        return fail(ErrorKind::InvalidInput,
                    "The connection cannot be set up: " + handle->m_log.withoutSecrets(text.data()) + ".");
    conf->release(); // rd_kafka_new owns it when it succeeds, and only then
    handle->m_server = std::jthread([self = handle.get()](const std::stop_token& stop) { self->serve(stop); });
    return handle;
}

/// The client tells an interceptor about every request it sends, on the thread of the broker it goes to; its statistics
/// would say the same in a large JSON text each time.
void ClientHandle::countRequests(rd_kafka_conf_t* conf, ClientHandle& handle)
{
    rd_kafka_conf_interceptor_add_on_new(
        conf, "weir-requests",
        [](rd_kafka_t* rk, const rd_kafka_conf_t*, void* opaque, char*, std::size_t) {
            return rd_kafka_interceptor_add_on_request_sent(
                rk, "weir-requests",
                [](rd_kafka_t*, int, const char*, std::int32_t, std::int16_t, std::int16_t, std::int32_t, std::size_t,
                   void* counter) {
                    static_cast<ClientHandle*>(counter)->m_requests.fetch_add(1, std::memory_order_relaxed);
                    return RD_KAFKA_RESP_ERR_NO_ERROR;
                },
                opaque);
        },
        &handle);
}

ClientHandle::~ClientHandle()
{
    {
        const std::scoped_lock lock(m_mutex);
        for (const auto& [call, thread] : m_blocking) {
            const std::scoped_lock inner(call->mutex);
            call->abandoned = true;
            call->changed.notify_all();
        }
    }
    // Destroying a client while another thread is inside a call on it is undefined: wait for them first.
    m_blocking.clear();
    if (m_server.joinable()) {
        m_server.request_stop();
        const rd::Queue main(rd_kafka_queue_get_main(m_rk));
        rd_kafka_queue_yield(main.get());
        m_server.join();
    }
    // Browsing handles never joined a group; closing one would wait for a coordinator that may not exist (#4519).
    if (m_rk != nullptr)
        rd_kafka_destroy_flags(m_rk, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
}

void ClientHandle::serve(const std::stop_token& stop)
{
    // The consumer queue is not forwarded here (no rd_kafka_poll_set_consumer), so this serves errors, logs and
    // delivery reports only. The destructor wakes it up.
    while (!stop.stop_requested())
        rd_kafka_poll(m_rk, 1000);
}

void ClientHandle::reapLocked()
{
    std::erase_if(m_blocking, [](const auto& entry) {
        const std::scoped_lock inner(entry.first->mutex);
        return entry.first->done;
    });
}

Result<rd::Metadata> ClientHandle::metadata(Scope scope, const std::string& topic, std::string_view what,
                                            const Call& call)
{
    if (call.stop.stop_requested())
        return fail(stoppedError(what));
    const auto start = Deadline::Clock::now();
    const auto shared = std::make_shared<BlockingCall>();
    const auto work = [this, shared, scope, topic, deadline = call.deadline] {
        // A name no topic can have gives no object, and then the answer does not hold the topic either.
        const rd::Topic only(scope == Scope::OneTopic ? rd_kafka_topic_new(m_rk, topic.c_str(), nullptr) : nullptr);
        // Slices grow: one that is shorter than the round trip would never succeed, and closing the connection has to
        // wait for the one that runs.
        std::chrono::milliseconds slice = 1000ms;
        rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR__TIMED_OUT;
        const struct rd_kafka_metadata* answer = nullptr;
        for (;;) {
            const auto wait = std::clamp(deadline.remaining(), 1ms, slice);
            code = rd_kafka_metadata(m_rk, scope == Scope::AllTopics ? 1 : 0, only.get(), &answer,
                                     static_cast<int>(wait.count()));
            const ErrorEntry* entry = findErrorEntry(code);
            std::unique_lock lock(shared->mutex);
            if (code == RD_KAFKA_RESP_ERR_NO_ERROR || deadline.expired() || shared->abandoned || !entry ||
                !entry->retriable) {
                shared->metadata.reset(answer);
                shared->code = code;
                shared->done = true;
                shared->changed.notify_all();
                return;
            }
            if (wait == slice)
                slice = std::min(slice * 2, 8000ms);
            shared->changed.wait_for(lock, 100ms, [&] { return shared->abandoned; });
        }
    };
    {
        const std::scoped_lock lock(m_mutex);
        reapLocked();
        m_blocking.emplace_back(shared, std::jthread(work));
    }
    std::unique_lock lock(shared->mutex);
    while (!shared->done) {
        shared->changed.wait_for(lock, call.stop, 50ms, [&] { return shared->done; });
        if (shared->done)
            break;
        const bool stopped = call.stop.stop_requested();
        const bool hopeless = m_log.hopeless(start);
        if (!stopped && !hopeless && !call.deadline.expired())
            continue;
        shared->abandoned = true;
        shared->changed.notify_all();
        if (stopped)
            return fail(stoppedError(what));
        return fail(hopeless ? m_log.unreachable(RD_KAFKA_RESP_ERR__TRANSPORT)
                             : m_log.explain(RD_KAFKA_RESP_ERR__TIMED_OUT, what));
    }
    if (shared->code != RD_KAFKA_RESP_ERR_NO_ERROR)
        return fail(m_log.explain(shared->code, what));
    m_log.answered();
    return std::move(shared->metadata);
}

std::vector<std::pair<std::string, Error>> ClientHandle::learn(const std::vector<std::string>& topics,
                                                               const Call& call)
{
    std::vector<std::pair<std::string, Error>> failures;
    for (const std::string& topic : topics) {
        {
            const std::scoped_lock lock(m_mutex);
            const auto known = m_known.find(topic);
            if (known != m_known.end() && !known->second.expired())
                continue;
        }
        const std::string what = "Could not look up topic " + topic;
        auto answer = metadata(Scope::OneTopic, topic, what, call);
        if (!answer) {
            failures.emplace_back(topic, answer.error());
            continue;
        }
        const rd_kafka_metadata_topic* found = findTopic(*answer, topic);
        const int code = found != nullptr ? found->err : RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
        if (code != RD_KAFKA_RESP_ERR_NO_ERROR && code != RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE) {
            failures.emplace_back(topic, m_log.explain(code, what));
            continue;
        }
        const std::scoped_lock lock(m_mutex);
        m_known.insert_or_assign(topic, Deadline::after(10s));
    }
    return failures;
}

const rd_kafka_metadata_topic* findTopic(const rd::Metadata& metadata, std::string_view name)
{
    const std::span topics(metadata->topics, static_cast<std::size_t>(metadata->topic_cnt));
    const auto at = std::ranges::find_if(topics, [&](const auto& topic) { return name == topic.topic; });
    return at == topics.end() ? nullptr : &*at;
}

void ClientHandle::forget(const std::string& topic)
{
    const std::scoped_lock lock(m_mutex);
    m_known.erase(topic);
}

} // namespace weir
