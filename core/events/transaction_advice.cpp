// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/transactional_send.h"

#include <algorithm>
#include <array>

namespace weir {
namespace {

// Kafka's protocol numbers (Errors.java); the negative ones are the client's own.
constexpr auto fencedCodes = std::to_array({47, 90, -144});
constexpr auto coordinatorCodes = std::to_array({14, 15, 16, 52});

struct Advice {
    int code;
    const char* text;
};
constexpr auto advices = std::to_array<Advice>({
    {3, "A transaction never creates a topic. Check the name, or create the topic first."},
    {10, "Make the record smaller, or raise max.message.bytes of the topic. None of the others was written either."},
    {18, "Send fewer records at once, or raise segment.bytes of the topic."},
    {29, "It takes the right Write on every topic of the transaction: an administrator grants it with kafka-acls. One topic "
         "without it aborts the whole."},
    {31, "It takes the right IdempotentWrite on the cluster with brokers before 3.0, else Write on the topics."},
    {48, "The coordinator has ended the transaction meanwhile, usually because it was open for longer than its time-out. "
         "Begin it again, or give it more time."},
    {49, "The coordinator has forgotten the transactional id, which it does after transactional.id.expiration.ms without "
         "use. Send again: the id is made anew."},
    {50, "Choose a shorter time: brokers refuse more than their transaction.max.timeout.ms, 15 minutes unless configured."},
    {51, "An earlier transaction of the same id is still being ended. Wait a moment and send again."},
    {53, "It takes the rights Write and Describe on this transactional id: an administrator grants them with kafka-acls "
         "--transactional-id, for a prefix such as weir- too."},
});

} // namespace

bool meansFenced(const Error& error)
{
    return std::ranges::find(fencedCodes, error.kafkaCode) != fencedCodes.end();
}

std::string transactionAdvice(const Error& error)
{
    if (meansFenced(error))
        return "Either another program began to use the same transactional id, which shuts this one out, or the transaction "
               "was open for longer than its time-out and the coordinator ended it. Use an id of your own and send again, "
               "with more time if it was to stay open.";
    if (std::ranges::find(coordinatorCodes, error.kafkaCode) != coordinatorCodes.end())
        return "The broker that keeps this transaction is away or moving. Wait until the cluster is well and send again.";
    const auto found = std::ranges::find(advices, error.kafkaCode, &Advice::code);
    if (found != advices.end())
        return found->text;
    if (error.kind == ErrorKind::Unsupported)
        return "This cluster offers no transactions. Send without one: then each record stands for itself.";
    if (error.kind == ErrorKind::Unreachable)
        return "Check that the brokers can be reached. What was left open is aborted by the cluster when its time-out is over; "
               "until then readers of committed records wait there.";
    return {};
}

} // namespace weir
