// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/batch_delivery.h"

#include <algorithm>
#include <array>

namespace weir {
namespace {

// Kafka's protocol numbers (Errors.java); the negative one is the client's own.
constexpr int messageTooLarge = 10;
constexpr int invalidTopic = 17;
constexpr int recordListTooLarge = 18;
constexpr int topicAuthorizationFailed = 29;
constexpr int groupAuthorizationFailed = 30;
constexpr int clusterAuthorizationFailed = 31;
constexpr int invalidTimestamp = 32;
constexpr int policyViolation = 44;
constexpr int invalidProducerEpoch = 47;
constexpr int transactionalIdAuthorizationFailed = 53;
constexpr int invalidRecord = 87;
constexpr int producerFenced = 90;
constexpr int clientFenced = -144;

bool isOneOf(int code, std::span<const int> codes) { return std::ranges::find(codes, code) != codes.end(); }

} // namespace

std::string replayGroup(const std::string& job) { return "weir-replay-" + job; }

std::optional<TopicPartition> progressPlace(const ReplayPlan& plan)
{
    std::vector<bool> used(plan.targets.size());
    for (const ReplayItem& item : plan.items)
        if (item.verdict == ReplayVerdict::Ready)
            used[item.target] = true;
    std::optional<TopicPartition> first;
    for (std::size_t i = 0; i < used.size(); ++i)
        if (used[i] && (!first || plan.targets[i].topic < first->topic))
            first = TopicPartition{plan.targets[i].topic, 0};
    return first;
}

DeliveryTrouble troubleOf(const Error& error)
{
    constexpr std::array record{messageTooLarge, invalidTopic, recordListTooLarge, topicAuthorizationFailed,
                                invalidTimestamp, policyViolation, invalidRecord};
    constexpr std::array rights{groupAuthorizationFailed, clusterAuthorizationFailed,
                                transactionalIdAuthorizationFailed};
    constexpr std::array fenced{invalidProducerEpoch, producerFenced, clientFenced};
    // Noting the progress needs rights of its own; no record is to blame for it.
    const bool ofProgress = error.message.starts_with("Could not note the progress");
    if (isOneOf(error.kafkaCode, rights) || (ofProgress && error.kind == ErrorKind::NotAuthorized))
        return DeliveryTrouble::Rights;
    if (isOneOf(error.kafkaCode, fenced))
        return DeliveryTrouble::Fenced;
    if (!ofProgress && (isOneOf(error.kafkaCode, record) || error.kind == ErrorKind::InvalidInput))
        return DeliveryTrouble::Record;
    if (error.kind == ErrorKind::Unsupported && !error.retriable)
        return DeliveryTrouble::Rights;
    return DeliveryTrouble::Passing;
}

BatchEnd endWith(BatchEnd::Kind kind, Error error)
{
    BatchEnd end;
    end.kind = kind;
    end.error = std::move(error);
    return end;
}

ReplayResult resultFor(std::int64_t index, ReplayOutcome outcome, std::string reason)
{
    ReplayResult result;
    result.index = index;
    result.outcome = outcome;
    result.reason = std::move(reason);
    result.time = nowMs();
    return result;
}

} // namespace weir
