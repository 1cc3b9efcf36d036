// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/republish.h"

#include "core/deadletters/convention.h"
#include "core/deadletters/dead_letter_topics.h"
#include "core/deadletters/record_digest.h"
#include "core/deadletters/replay_headers.h"
#include "core/events/send_record.h"
#include "core/records/browse.h"

#include <algorithm>
#include <charconv>

namespace weir {
namespace {

/// Room for what a broker adds to a record inside a batch.
constexpr std::size_t recordOverhead = 100;

std::string shown(std::string_view foreign) { return escapeForDisplay(foreign, 249); }

bool isLegalTopic(std::string_view name)
{
    return !name.empty() && name.size() <= 249 && name != "." && name != ".." &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") ==
               std::string_view::npos;
}

std::string placeOf(const TopicPartition& partition, std::int64_t offset)
{
    return toString(partition) + "@" + std::to_string(offset);
}

/// Collects a plan step by step; every step may refuse or warn.
class Planner
{
public:
    Planner(Cluster& cluster, const Record& deadLetter, const RepublishOptions& options, const Call& call)
        : m_cluster(cluster), m_letter(deadLetter), m_options(options), m_call(call),
          m_failure(readFailure(deadLetter.headers))
    {
        m_plan.source = {deadLetter.topic, deadLetter.partition};
        m_plan.sourceOffset = deadLetter.offset;
        m_plan.sourceDigest = recordDigest(deadLetter);
        m_plan.record.key = deadLetter.key;
        m_plan.record.value = deadLetter.value;
    }

    Result<RepublishPlan> make()
    {
        auto metadata = m_cluster.admin().metadata(m_call);
        if (!metadata)
            return fail(std::move(metadata.error()));
        if (auto target = chooseTarget(metadata->values); !target)
            return fail(std::move(target.error()));
        if (auto checked = checkTarget(*metadata); !checked)
            return fail(std::move(checked.error()));
        choosePartition();
        decideHeaders(metadata->values.clusterId);
        warnAboutValue();
        warnAboutConfiguration();
        warnAboutReport();
        return std::move(m_plan);
    }

private:
    void warn(std::string sentence) { m_plan.warnings.push_back(std::move(sentence)); }

    Result<void> chooseTarget(const ClusterMetadata& metadata)
    {
        if (m_options.target) {
            m_plan.record.topic = *m_options.target;
            return {};
        }
        std::set<std::string> names;
        for (const TopicMetadata& topic : metadata.topics)
            names.insert(topic.name);
        const auto byName = originByName(m_letter.topic, names);
        if (m_failure.originTopic) {
            m_plan.record.topic = *m_failure.originTopic;
            if (byName && *byName != *m_failure.originTopic)
                warn("The headers name " + shown(*m_failure.originTopic) + " as the origin, the name of " +
                     m_letter.topic + " points to " + *byName + ". Headers can be forged: make sure which one is right.");
            return {};
        }
        if (!byName)
            return fail(ErrorKind::InvalidInput, "Neither the headers of this dead letter nor the name of " +
                                                     m_letter.topic + " tell where it came from; name a target topic.");
        m_plan.record.topic = *byName;
        warn("The headers name no origin; " + *byName + " is only what the name of " + m_letter.topic + " suggests.");
        return {};
    }

    Result<void> checkTarget(const Partial<ClusterMetadata>& metadata)
    {
        const std::string& name = m_plan.record.topic;
        if (!isLegalTopic(name))
            return fail(ErrorKind::InvalidInput, "\"" + shown(name) + "\" is no topic name; name another target.");
        if (name == m_letter.topic)
            return fail(ErrorKind::InvalidInput,
                        name + " is the dead-letter topic itself; putting the record back there helps nobody.");
        for (const Failure& failure : metadata.failures)
            if (failure.subject == name)
                return fail(failure.error);
        const auto found = std::ranges::find(metadata.values.topics, name, &TopicMetadata::name);
        if (found == metadata.values.topics.end())
            return fail(ErrorKind::NotFound, "The target topic " + name + " does not exist; it is not created on the way.");
        if (found->internal || name.starts_with("__"))
            return fail(ErrorKind::InvalidInput, name + " is one of Kafka's internal topics; nothing is sent there.");
        if (const auto dead = readDeadLetterName(name))
            warn(name + (dead->kind == DeadLetterKind::Retry ? " looks like a retry topic by its name."
                                                              : " looks like a dead-letter topic by its name."));
        m_target = *found;
        return {};
    }

    void choosePartition()
    {
        const std::string byKey = m_letter.key ? "the key decides." : "without a key, a random one is taken.";
        if (m_options.partition == PartitionChoice::ByKey) {
            if (!m_letter.key)
                warn("The record has no key: a random partition is taken.");
            return;
        }
        if (!m_failure.originPartition) {
            warn("The original partition is not known; " + byKey);
            return;
        }
        const auto& all = m_target.partitions;
        if (std::ranges::find(all, *m_failure.originPartition, &PartitionMetadata::id) != all.end())
            m_plan.record.partition = m_failure.originPartition;
        else
            warn(m_target.name + " has no partition " + std::to_string(*m_failure.originPartition) + "; " + byKey);
    }

    void decideHeaders(const std::string& clusterId)
    {
        const std::string id = replayId(clusterId, m_plan.source, m_plan.sourceOffset);
        auto headers = decideReplayHeaders(m_letter.headers, static_cast<HeaderPolicy>(m_options.headers),
                                           m_options.addWeirHeaders,
                                           {id, {}, placeOf(m_plan.source, m_plan.sourceOffset), 0});
        m_plan.record.headers = headers.sent();
        m_plan.headers = std::move(headers.decisions);
        if (headers.earlierReplays > 0)
            warn("This record was put back " + std::to_string(headers.earlierReplays) +
                 (headers.earlierReplays == 1 ? " time" : " times") + " before and failed again.");
        if (headers.countUnreadable)
            warn("The header weir-replay-count is no number; counting starts again.");
    }

    void warnAboutValue()
    {
        if (m_letter.value)
            return;
        if (m_failure.convention == shareGroupConvention.name)
            warn("The broker wrote this dead letter without the record's key and value "
                 "(errors.deadletterqueue.copy.record.enable is off): what would be sent is a tombstone, not the record" +
                 (m_failure.originTopic && m_failure.originPartition && m_failure.originOffset
                      ? ". The record itself is " +
                            placeOf({shown(*m_failure.originTopic), *m_failure.originPartition}, *m_failure.originOffset) + "."
                      : std::string(".")));
        else
            warn("The value is NULL: consumers take this for a deletion of the key.");
    }

    void warnAboutConfiguration()
    {
        const auto configs = m_cluster.admin().topicConfigs({m_target.name}, m_call);
        const auto found = configs.values.find(m_target.name);
        if (found == configs.values.end()) {
            warn("The configuration of " + m_target.name + " could not be read, so it is not known whether it is compacted" +
                 (configs.failures.empty() ? "." : ": " + configs.failures.front().error.message));
            return;
        }
        for (const ConfigEntry& entry : found->second) {
            if (!entry.value)
                continue;
            if (entry.name == "cleanup.policy" && entry.value->find("compact") != std::string::npos)
                warn(m_target.name + " is compacted: this older record would replace a newer one with the same key.");
            if (entry.name == "max.message.bytes")
                warnAboutSize(*entry.value);
        }
    }

    void warnAboutSize(std::string_view limitText)
    {
        std::size_t limit = 0;
        const auto [end, error] = std::from_chars(limitText.data(), limitText.data() + limitText.size(), limit);
        std::size_t size = recordOverhead + (m_letter.key ? m_letter.key->size() : 0) +
                           (m_letter.value ? m_letter.value->size() : 0);
        for (const Header& header : m_plan.record.headers)
            size += header.name.size() + (header.value ? header.value->size() : 0);
        if (error == std::errc() && size > limit)
            warn("The record has about " + std::to_string(size) + " bytes, " + m_target.name + " takes " +
                 std::to_string(limit) + " (max.message.bytes): the broker may refuse it.");
    }

    void warnAboutReport()
    {
        for (const std::string& why : m_failure.undecodable)
            warn("A header could not be read: " + shown(why) + ".");
        for (const std::string& other : m_failure.otherConventions)
            warn("The record failed in several systems: there are headers of " + other + " too, the origin is " +
                 m_failure.convention + "'s.");
    }

    Cluster& m_cluster;
    const Record& m_letter;
    const RepublishOptions& m_options;
    const Call& m_call;
    FailureReport m_failure;
    TopicMetadata m_target;
    RepublishPlan m_plan;
};

} // namespace

Result<RepublishPlan> planRepublish(Cluster& cluster, const Record& deadLetter, const RepublishOptions& options,
                                    const Call& call)
{
    return Planner(cluster, deadLetter, options, call).make();
}

Result<Delivery> republish(Cluster& cluster, const RepublishPlan& plan, const Call& call)
{
    const std::string place = placeOf(plan.source, plan.sourceOffset);
    if (cluster.readOnly())
        return fail(ErrorKind::NotAuthorized, "Nothing was sent: this connection is for reading only.");
    const auto letter = fetchRecord(cluster, plan.source, plan.sourceOffset, call);
    if (!letter) {
        // Below the log start a read is refused as InvalidInput; to the reader of the plan both mean the same.
        if (letter.error().kind != ErrorKind::NotFound && letter.error().kind != ErrorKind::InvalidInput)
            return fail(letter.error());
        return fail(ErrorKind::NotFound, "The dead letter " + place + " is gone since it was reviewed; nothing was sent.",
                    letter.error().message);
    }
    if (recordDigest(*letter) != plan.sourceDigest)
        return fail(ErrorKind::InvalidInput, "At " + place + " stands another record than the one reviewed (the topic was "
                                             "deleted and made again); nothing was sent.");
    return sendRecord(cluster, plan.record, call);
}

} // namespace weir
