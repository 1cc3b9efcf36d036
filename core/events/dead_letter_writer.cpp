// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/dead_letter_writer.h"

#include "core/events/plain_failure.h"

#include <algorithm>

namespace weir {
namespace {

// A letter that is too large for the broker would stop the consumer at this record for good.
constexpr std::size_t longestMessage = 8 * 1024;
constexpr std::size_t longestDetail = 32 * 1024;

std::string shortened(const std::string& text, std::size_t most)
{
    if (text.size() <= most)
        return text;
    std::size_t end = most;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
        --end; // not inside a character of UTF-8
    return text.substr(0, end) + "…";
}

std::optional<std::string> unlessEmpty(std::string text)
{
    return text.empty() ? std::nullopt : std::optional(std::move(text));
}

} // namespace

OutgoingRecord DeadLetterWriter::compose(const Record& record, const HandlingError& error, int tries,
                                         const std::string& group, const std::string& topic, std::size_t partitions,
                                         TimestampMs now)
{
    OutgoingRecord letter;
    letter.topic = topic;
    if (static_cast<std::size_t>(record.partition) < partitions)
        letter.partition = record.partition;
    letter.key = record.key;
    letter.value = record.value;
    letter.headers = record.headers;
    PlainFailure failure;
    failure.origin = {record.topic, record.partition};
    failure.originOffset = record.offset;
    failure.originTimestamp = record.timestamp;
    failure.consumerGroup = group;
    failure.attempts = tries;
    failure.exceptionClass = unlessEmpty(error.type);
    failure.exceptionMessage = unlessEmpty(shortened(error.message, longestMessage));
    failure.stackTrace = unlessEmpty(shortened(error.detail, longestDetail));
    failure.failedAt = now;
    std::ranges::move(plainFailureHeaders(failure), std::back_inserter(letter.headers));
    return letter;
}

Result<Delivery> DeadLetterWriter::send(const Record& record, const HandlingError& error, int tries, const Call& call)
{
    constexpr auto notWritten = " It was not written.";
    const std::string topic = m_options.deadLetterTopic ? m_options.deadLetterTopic(record.topic) : record.topic + ".dlq";
    auto known = m_partitions.find(topic);
    if (known == m_partitions.end()) {
        const auto metadata = m_cluster.admin().topic(topic, call);
        if (!metadata) {
            Error why = metadata.error();
            if (why.kind == ErrorKind::NotFound)
                why.message += " Create it, with as many partitions as " + record.topic + ".";
            why.message += notWritten;
            return fail(std::move(why));
        }
        known = m_partitions.emplace(topic, metadata->partitions.size()).first;
    }
    const auto producer = m_cluster.producer();
    if (!producer) {
        Error why = producer.error();
        why.message += notWritten;
        return fail(std::move(why));
    }
    const OutgoingRecord letter =
        compose(record, error, tries, m_options.consumer.group.groupId, topic, known->second, nowMs());
    auto results = (*producer)->send({&letter, 1}, call);
    if (results.size() != 1)
        return fail(ErrorKind::Internal, "The result of sending to " + topic + " is missing. It may have been written all the same.");
    return std::move(results.front());
}

Result<Delivery> DeadLetterWriter::write(const Record& record, const HandlingError& error, int tries, const Call& call)
{
    auto sent = send(record, error, tries, call);
    if (sent)
        return sent;
    Error why = std::move(sent.error());
    const std::string place = "offset " + std::to_string(record.offset) + " of " + toString({record.topic, record.partition});
    why.message = "The record at " + place + " was given up after " + std::to_string(tries) +
                  (tries == 1 ? " try" : " tries") +
                  ", but its dead letter was not confirmed. The consumer stopped and committed nothing behind that record, so that "
                  "nothing is lost: mend the cause and start it again. " +
                  why.message;
    return fail(std::move(why));
}

} // namespace weir
