// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/letter_choosing.h"

#include "app/weirctl/inbox_look.h"
#include "app/weirctl/letter_files.h"

#include "core/records/scan_pass.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <set>

namespace weir::cli {
namespace {

/// How many topics whose names say nothing are looked into.
constexpr std::size_t sampledTopics = 200;
constexpr int mostDamagedBatches = 1'000;

/// Looks through one topic; behind batches that cannot be read it goes on.
class TopicLook
{
public:
    TopicLook(Session& session, Cluster& cluster, const ReadRequest& look)
        : m_session(session), m_cluster(cluster), m_look(look)
    {
    }

    /// `places`: only what lies in it; empty offsets in between (compaction, transactions) are no loss.
    [[nodiscard]] Result<void> run(ChosenLetters& chosen, const PlaceRange* places = nullptr)
    {
        auto range = resolveRange(m_cluster, m_look.asRange(), m_session.call());
        if (!range)
            return fail(range.error());
        chosen.whole = chosen.whole && range->complete();
        m_session.complain(range->failures);
        m_look.cut(range->values);
        for (auto& [partition, part] : range->values)
            if (places != nullptr)
                cut(partition, part, *places);
        const auto reader = m_cluster.newReader(m_look.isolation);
        if (!reader)
            return fail(reader.error());
        ScanRequest scan;
        scan.topic = m_look.topic;
        scan.range = std::move(range->values);
        scan.filter = m_look.filter;
        scan.isolation = m_look.isolation;
        scan.maxHits = 0;
        ScanState state = freshScanState(scan);
        const auto onHit = [&](const RecordView& record) {
            chosen.selection.places.push_back({{m_look.topic, record.partition}, record.offset});
            return SinkAnswer::Continue;
        };
        const Call call = m_session.longCall();
        for (int batch = 0; batch < mostDamagedBatches; ++batch) {
            scanRecords(m_cluster, **reader, scan, state, onHit, {}, call);
            if (call.over() || !passDamage(**reader, scan, state, call))
                break;
        }
        complain(state, chosen);
        return {};
    }

private:
    void cut(const TopicPartition& partition, ResolvedPartition& part, const PlaceRange& places)
    {
        if (places.first < part.logStart)
            m_session.complain(Error{ErrorKind::NotFound,
                                     toString(partition) + ": offsets " + std::to_string(places.first) + " to " +
                                         std::to_string(std::min(part.logStart - 1, places.last)) + " are not there any more.",
                                     {}, 0, false});
        part.begin = std::clamp(places.first, part.logStart, part.end);
        part.end = std::clamp(std::min(places.last, std::numeric_limits<std::int64_t>::max() - 1) + 1, part.begin, part.end);
    }

    /// True when reading can go on behind at least one damaged batch.
    [[nodiscard]] bool passDamage(Reader& reader, const ScanRequest& scan, ScanState& state, const Call& call)
    {
        bool passed = false;
        for (const auto& [partition, part] : std::map(state.partitions)) {
            if (!part.atDamage)
                continue;
            skipDamage(m_cluster, reader, scan, partition, state, call);
            passed = passed || !state.partitions[partition].atDamage;
        }
        return passed;
    }

    void complain(const ScanState& state, ChosenLetters& chosen)
    {
        for (const auto& [partition, part] : state.partitions) {
            const std::string name = toString(TopicPartition{m_look.topic, partition});
            if (part.error)
                m_session.complain(std::vector<Failure>{{name, *part.error}});
            if (part.damagedOffsets() > 0)
                m_session.complain(Error{ErrorKind::Broker,
                                         name + ": " + std::to_string(part.damagedOffsets()) +
                                             " offsets lie in batches that cannot be read; they are not chosen.",
                                         {}, 0, false});
            if (part.deleted > 0)
                m_session.note(name + ": " + std::to_string(part.deleted) + " offsets were deleted meanwhile.");
            chosen.whole = chosen.whole && !part.error;
        }
        if (state.end != ScanEnd::Stopped)
            return;
        chosen.whole = false;
        m_session.complain(Error{ErrorKind::TimedOut,
                                 m_look.topic + " was not looked through: it was broken off after " +
                                     std::to_string(state.offsetsScanned) + " of " + std::to_string(state.offsetsInRange) +
                                     " offsets.",
                                 {}, 0, true});
    }

    Session& m_session;
    Cluster& m_cluster;
    const ReadRequest& m_look;
};

/// A place by itself is meant whether it is there or not; of a range the records that are there.
Result<void> takePlaces(Session& session, Cluster& cluster, const LetterChoice& choice, ChosenLetters& chosen)
{
    std::vector<LetterPlace>& places = chosen.selection.places;
    for (const PlaceRange& range : choice.places) {
        if (range.first == range.last) {
            places.push_back({range.partition, range.first});
            continue;
        }
        ReadRequest look;
        look.topic = range.partition.topic;
        look.partitions = {range.partition.partition};
        look.isolation = Isolation::ReadCommitted;
        if (const auto looked = TopicLook(session, cluster, look).run(chosen, &range); !looked)
            return looked;
    }
    std::ranges::sort(places);
    const auto doubled = std::ranges::unique(places);
    places.erase(doubled.begin(), doubled.end());
    return {};
}

Result<std::vector<LetterPlace>> placesOfGroups(Session& session, const std::shared_ptr<Cluster>& cluster,
                                                const LetterChoice& choice, const std::vector<std::string>& topics,
                                                bool& whole)
{
    const auto id = clusterIdOf(*cluster, session.call());
    if (!id)
        return fail(id.error());
    InboxLook look(session, cluster, ownConventions(session, *id));
    whole = look.lookAt(topics) && whole;
    const auto state = look.state();
    for (const std::string& group : choice.groups)
        if (std::ranges::none_of(state->groups, [&](const FailureGroup& each) { return each.id == group; }))
            return fail(ErrorKind::NotFound, "There is no failure group " + escapeForDisplay(group, 100) +
                                                 " in these topics; weirctl deadletters groups lists them.");
    if (state->lettersForgotten > 0) {
        whole = false;
        session.complain(Error{ErrorKind::Unsupported,
                               "There are more dead letters than can be held at once; name fewer topics or a filter.", {}, 0, false});
    }
    std::map<LetterPlace, MarkedLetter> letters;
    std::map<std::string, MarkedGroup> groups;
    if (choice.mark) {
        const auto marks = openMarks(session);
        if (!marks)
            return fail(marks.error());
        auto ofLetters = (*marks)->letters(*id);
        auto ofGroups = (*marks)->groups(*id);
        if (!ofLetters || !ofGroups)
            return fail(!ofLetters ? ofLetters.error() : ofGroups.error());
        letters = std::move(*ofLetters);
        groups = std::move(*ofGroups);
    }
    std::vector<LetterPlace> places;
    for (const InboxLetter& letter : look.letters(choice.groups, std::numeric_limits<std::size_t>::max())) {
        if (choice.mark) {
            const auto own = letters.find(letter.place);
            const auto group = groups.find(look.groupOf(letter));
            if (effectiveMark(own != letters.end() ? &own->second : nullptr, group != groups.end() ? &group->second : nullptr,
                              letter.timestamp) != *choice.mark)
                continue;
        }
        places.push_back(letter.place);
    }
    return places;
}

} // namespace

std::vector<CustomConvention> ownConventions(Session& session, const std::string& cluster)
{
    const auto marks = openMarks(session);
    auto conventions = marks ? (*marks)->conventions(cluster) : fail(marks.error());
    if (conventions)
        return std::move(*conventions);
    session.note("Header names of your own are not known: " + conventions.error().message);
    return {};
}

Result<DiscoveryWishes> discoveryWishes(Session& session, Cluster& cluster)
{
    DiscoveryWishes wishes;
    wishes.sampledTopics = sampledTopics;
    const auto id = clusterIdOf(cluster, session.call());
    if (!id)
        return fail(id.error());
    const auto marks = openMarks(session);
    auto words = marks ? (*marks)->topicWords(*id) : fail(marks.error());
    if (words)
        wishes.words = std::move(*words);
    else
        session.note("What was said about topics is not known: " + words.error().message);
    wishes.conventions = ownConventions(session, *id);
    return wishes;
}

Result<std::vector<std::string>> deadLetterTopics(Session& session, Cluster& cluster)
{
    const auto wishes = discoveryWishes(session, cluster);
    if (!wishes)
        return fail(wishes.error());
    const auto found = discoverDeadLetters(cluster, *wishes, session.longCall());
    if (!found)
        return fail(found.error());
    session.complain(found->failures);
    std::vector<std::string> names;
    for (const DeadLetterTopic& topic : found->values.topics)
        if (topic.kind == DeadLetterKind::DeadLetter)
            names.push_back(topic.name);
    return names;
}

Result<ChosenLetters> chooseLetters(Session& session, const std::shared_ptr<Cluster>& cluster, const LetterChoice& choice)
{
    ChosenLetters chosen;
    chosen.selection.archive = choice.archive;
    if (choice.topics.empty() && !choice.all) {
        if (const auto taken = takePlaces(session, *cluster, choice, chosen); !taken)
            return fail(taken.error());
        return chosen;
    }
    std::vector<std::string> topics = choice.topics;
    if (topics.empty()) {
        auto found = deadLetterTopics(session, *cluster);
        if (!found)
            return fail(found.error());
        topics = std::move(*found);
    }
    std::ranges::sort(topics);
    const auto doubled = std::ranges::unique(topics);
    topics.erase(doubled.begin(), doubled.end());
    const bool byInbox = !choice.groups.empty() || choice.mark;
    if (!byInbox || choice.narrowed())
        for (const std::string& topic : topics) {
            ReadRequest look = choice.look;
            look.topic = topic;
            if (const auto looked = TopicLook(session, *cluster, look).run(chosen); !looked)
                return fail(looked.error());
        }
    std::ranges::sort(chosen.selection.places);
    if (!byInbox)
        return chosen;
    auto ofGroups = placesOfGroups(session, cluster, choice, topics, chosen.whole);
    if (!ofGroups)
        return fail(ofGroups.error());
    std::ranges::sort(*ofGroups);
    if (!choice.narrowed()) {
        chosen.selection.places = std::move(*ofGroups);
        return chosen;
    }
    std::vector<LetterPlace> both;
    std::ranges::set_intersection(chosen.selection.places, *ofGroups, std::back_inserter(both));
    chosen.selection.places = std::move(both);
    return chosen;
}

} // namespace weir::cli
