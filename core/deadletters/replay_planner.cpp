// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/replay_planner.h"

#include "core/deadletters/dead_letter_topics.h"
#include "core/deadletters/letter_archive.h"
#include "core/deadletters/letter_fetch.h"
#include "core/deadletters/record_digest.h"
#include "core/deadletters/replay_journal.h"
#include "core/deadletters/source_record.h"

#include <algorithm>
#include <numeric>
#include <random>

namespace weir {
namespace {

/// So many places are asked for at once in the journal.
constexpr std::size_t journalSlice = 10'000;
constexpr std::int64_t progressStep = 1'000;

/// "20261126-173551-1a2b3c4d": sorts by time, and no two are alike.
std::string newJobName(TimestampMs now)
{
    std::string name;
    for (const char c : formatUtc(now).substr(0, 19))
        if (c != ':' && c != '-')
            name += c == 'T' ? '-' : c;
    std::random_device random;
    const std::uint32_t number = random();
    std::string bytes;
    for (unsigned shift = 0; shift < 32; shift += 8)
        bytes += static_cast<char>(static_cast<unsigned char>(number >> shift));
    return name + "-" + toHex(bytes);
}

/// Puts `values` into the order that `order` tells, in place.
template <typename Value> void arrange(std::vector<Value>& values, std::vector<std::uint32_t> order)
{
    for (std::uint32_t start = 0; start < order.size(); ++start) {
        std::uint32_t to = start;
        Value moving = std::move(values[start]);
        while (order[to] != start) {
            const std::uint32_t from = order[to];
            values[to] = std::move(values[from]);
            order[to] = to;
            to = from;
        }
        values[to] = std::move(moving);
        order[to] = to;
    }
}

auto placeKey(const ReplayItem& item) { return std::tuple(item.letterTopic, item.letterPartition, item.letterOffset); }

} // namespace

ReplayPlanner::ReplayPlanner(const Subject& subject, Partial<ClusterMetadata> lettersMetadata,
                             Partial<ClusterMetadata> targetMetadata, const Call& call)
    : m_subject(subject), m_lettersMetadata(std::move(lettersMetadata)), m_targetMetadata(std::move(targetMetadata)),
      m_call(call),
      m_sameCluster(&subject.letters == &subject.target ||
                    (!m_lettersMetadata.values.clusterId.empty() &&
                     m_lettersMetadata.values.clusterId == m_targetMetadata.values.clusterId)),
      m_targets(subject.target, m_targetMetadata, call)
{
    for (const auto* metadata : {&m_lettersMetadata, &m_targetMetadata})
        for (const TopicMetadata& topic : metadata->values.topics)
            m_names.insert(topic.name);
    m_plan.made = nowMs();
    m_plan.job = newJobName(m_plan.made);
    m_plan.cluster = m_lettersMetadata.values.clusterId;
    m_plan.targetCluster = m_targetMetadata.values.clusterId;
    m_plan.options = subject.options;
}

Result<ReplayPlan> ReplayPlanner::make()
{
    const bool archive = !m_subject.selection.archive.empty();
    if (!archive)
        freezePlaces();
    else if (auto frozen = freezeArchive(); !frozen)
        return fail(std::move(frozen.error()));
    for (const std::string& topic : m_plan.topics)
        m_byName.push_back(originByName(topic, m_names));
    if (m_plan.options.order == ReplayOrder::ByOrigin)
        m_origins.resize(m_plan.items.size());
    if (auto marked = markAlreadyReplayed(); !marked)
        return fail(std::move(marked.error()));
    if (auto read = archive ? readArchive() : readLetters(); !read)
        return fail(std::move(read.error()));
    if (auto read = readSources(); !read)
        return fail(std::move(read.error()));
    order();
    conclude();
    takeSamples();
    return std::move(m_plan);
}

void ReplayPlanner::freezePlaces()
{
    const auto& places = m_subject.selection.places;
    std::map<std::string, std::uint32_t> indexes;
    for (const LetterPlace& place : places)
        indexes.try_emplace(place.partition.topic, 0);
    for (auto& [topic, index] : indexes) {
        index = static_cast<std::uint32_t>(m_plan.topics.size());
        m_plan.topics.push_back(topic);
    }
    m_plan.items.reserve(places.size());
    const std::pair<const std::string, std::uint32_t>* latest = nullptr;
    for (const LetterPlace& place : places) {
        if (latest == nullptr || latest->first != place.partition.topic)
            latest = &*indexes.find(place.partition.topic);
        ReplayItem item;
        item.letterTopic = latest->second;
        item.letterPartition = place.partition.partition;
        item.letterOffset = place.offset;
        item.verdict = ReplayVerdict::Gone; // until it is seen
        m_plan.items.push_back(item);
    }
    auto& items = m_plan.items;
    std::ranges::sort(items, {}, placeKey);
    items.erase(std::ranges::unique(items, {}, placeKey).begin(), items.end());
}

Result<void> ReplayPlanner::freezeArchive()
{
    std::error_code code;
    m_plan.archive = std::filesystem::absolute(m_subject.selection.archive, code);
    auto archive = LetterArchive::open(m_plan.archive);
    if (!archive)
        return fail(std::move(archive.error()));
    std::map<std::string, std::uint32_t> indexes;
    const auto read = (*archive)->each(
        [&](std::int64_t at, const Record& letter) {
            const auto [index, fresh] = indexes.try_emplace(letter.topic, static_cast<std::uint32_t>(m_plan.topics.size()));
            if (fresh)
                m_plan.topics.push_back(letter.topic);
            ReplayItem item;
            item.letterTopic = index->second;
            item.letterPartition = letter.partition;
            item.letterOffset = letter.offset;
            item.archiveAt = at;
            item.verdict = ReplayVerdict::Gone;
            item.hash = recordHash(letter);
            m_plan.items.push_back(item);
        },
        m_call);
    if (!read)
        return read;
    auto& items = m_plan.items;
    if (items.empty())
        return fail(ErrorKind::InvalidInput, m_plan.archive.string() + " holds no records.");
    std::ranges::sort(items, {}, [](const ReplayItem& item) {
        return std::tuple(item.letterTopic, item.letterPartition, item.letterOffset, item.hash, item.archiveAt);
    });
    const auto repeats = [&](const ReplayItem& a, const ReplayItem& b) {
        if (placeKey(a) != placeKey(b))
            return false;
        m_notes.add(a.hash == b.hash ? ReplayNotes::Kind::Repeat : ReplayNotes::Kind::DifferentRepeat, m_plan.placeOf(b));
        return a.hash == b.hash;
    };
    items.erase(std::unique(items.begin(), items.end(), repeats), items.end());
    return {};
}

Result<void> ReplayPlanner::markAlreadyReplayed()
{
    const auto& items = m_plan.items;
    m_already.assign(items.size(), false);
    if (m_subject.journal == nullptr)
        return {};
    for (std::size_t begin = 0; begin < items.size(); begin += journalSlice) {
        if (m_call.over())
            return fail(cancelledError("Asking the journal for earlier replays"));
        const std::size_t end = std::min(items.size(), begin + journalSlice);
        std::vector<LetterPlace> places;
        for (std::size_t i = begin; i < end; ++i)
            places.push_back(m_plan.placeOf(items[i]));
        // Without the journal records might be sent a second time, so there is no plan without its answer.
        const auto earlier = m_subject.journal->earlier(m_plan.cluster, places);
        if (!earlier)
            return fail(earlier.error());
        for (std::size_t i = begin; i < end && !earlier->empty(); ++i) {
            const auto found = earlier->find(places[i - begin]);
            if (found == earlier->end())
                continue;
            if (m_plan.options.againIfReplayed)
                m_notes.add(ReplayNotes::Kind::Again, found->first,
                            ", the job " + found->second.job + " at " + formatUtc(found->second.time));
            else
                m_already[i] = true;
        }
    }
    return {};
}

Result<void> ReplayPlanner::readLetters()
{
    auto reader = m_subject.letters.newReader(Isolation::ReadCommitted);
    if (!reader)
        return fail(std::move(reader.error()));
    auto& items = m_plan.items;
    const PlaceReader::Wanted wanted{
        m_plan.topics, items.size(),
        [&](std::size_t i) {
            return PlaceReader::Place{items[i].letterTopic, items[i].letterPartition, items[i].letterOffset};
        },
        [&](std::size_t i, const RecordView& view) { look(i, view.toRecord()); },
        [&](std::size_t i, const Error& error) {
            items[i].verdict = error.kind == ErrorKind::NotFound ? ReplayVerdict::Gone : ReplayVerdict::Unreadable;
            count();
        }};
    return PlaceReader(m_subject.letters, std::move(*reader)).read(wanted, m_call);
}

Result<void> ReplayPlanner::readArchive()
{
    auto archive = LetterArchive::open(m_plan.archive);
    if (!archive)
        return fail(std::move(archive.error()));
    for (std::size_t i = 0; i < m_plan.items.size(); ++i) {
        if (m_call.over())
            return fail(m_call.stop.stop_requested() ? cancelledError("Reading " + m_plan.archive.string())
                                                     : timedOutError("Reading " + m_plan.archive.string()));
        const auto letter = (*archive)->at(m_plan.items[i].archiveAt);
        if (!letter)
            return fail(letter.error());
        look(i, *letter);
    }
    return {};
}

Result<void> ReplayPlanner::readSources()
{
    if (m_lacking.empty())
        return {};
    auto reader = m_subject.letters.newReader(Isolation::ReadCommitted);
    if (!reader)
        return fail(std::move(reader.error()));
    std::ranges::sort(m_lacking);
    // Several dead letters may have the same source (two groups failed at it): each place is read once.
    std::vector<std::size_t> firsts;
    for (std::size_t i = 0; i < m_lacking.size(); ++i)
        if (i == 0 || m_lacking[i].source != m_lacking[i - 1].source)
            firsts.push_back(i);
    const auto each = [&](std::size_t first, const auto& act) {
        const std::size_t end = first + 1 < firsts.size() ? firsts[first + 1] : m_lacking.size();
        for (std::size_t i = firsts[first]; i < end; ++i)
            act(m_plan.items[m_lacking[i].item]);
    };
    const PlaceReader::Wanted wanted{m_originTopics, firsts.size(), [&](std::size_t i) { return m_lacking[firsts[i]].source; },
                                     [&](std::size_t i, const RecordView& view) {
                                         const Record source = view.toRecord();
                                         each(i, [&](ReplayItem& item) { item.verdict = finish(item, Record(), &source); });
                                     },
                                     [&](std::size_t i, const Error& error) {
                                         if (error.kind != ErrorKind::NotFound)
                                             each(i, [](ReplayItem& item) { item.verdict = ReplayVerdict::Unreadable; });
                                     }};
    return PlaceReader(m_subject.letters, std::move(*reader)).read(wanted, m_call);
}

void ReplayPlanner::count()
{
    ++m_looked;
    if (m_subject.progress && m_looked % progressStep == 0)
        m_subject.progress(m_looked);
}

void ReplayPlanner::order()
{
    if (m_origins.empty())
        return;
    std::vector<std::uint32_t> order(m_plan.items.size());
    std::iota(order.begin(), order.end(), 0U);
    const auto& items = m_plan.items;
    std::ranges::sort(order, [&](std::uint32_t a, std::uint32_t b) {
        return std::tuple(m_origins[a], placeKey(items[a]), a) < std::tuple(m_origins[b], placeKey(items[b]), b);
    });
    m_origins.clear();
    m_origins.shrink_to_fit();
    arrange(m_plan.items, std::move(order));
}

void ReplayPlanner::conclude()
{
    m_plan.targets = std::move(m_targets.all());
    std::int64_t ready = 0;
    for (ReplayItem& item : m_plan.items) {
        if (item.verdict == ReplayVerdict::Ready && m_plan.options.most > 0 && ready >= m_plan.options.most)
            item.verdict = ReplayVerdict::OverLimit;
        ++m_plan.counts[static_cast<std::size_t>(item.verdict)];
        if (item.verdict != ReplayVerdict::Ready)
            continue;
        ++ready;
        ++m_plan.targets[item.target].ready;
    }
    m_plan.headers = m_notes.headers();
    m_plan.warnings = m_notes.sentences();
    if (!m_plan.options.addWeirHeaders)
        m_plan.warnings.emplace_back("Without the weir-replay headers neither consumers nor Weir can recognise records that "
                                     "come back again and again.");
    if (m_subject.target.readOnly())
        m_plan.warnings.emplace_back("The connection to the target is for reading only: the plan can be looked at, not run.");
    if (m_subject.progress)
        m_subject.progress(static_cast<std::int64_t>(m_plan.items.size()));
}

std::vector<std::size_t> ReplayPlanner::sampleIndexes() const
{
    constexpr std::size_t mostTargets = 16;
    constexpr std::int64_t spread = 8;
    std::set<std::size_t> chosen;
    std::set<std::uint32_t> targets;
    const std::int64_t step = std::max<std::int64_t>(1, m_plan.ready() / spread);
    std::int64_t ready = 0;
    for (std::size_t i = 0; i < m_plan.items.size(); ++i) {
        if (m_plan.items[i].verdict != ReplayVerdict::Ready)
            continue;
        const bool first = targets.size() < mostTargets && targets.insert(m_plan.items[i].target).second;
        if (first || ready % step == 0)
            chosen.insert(i);
        ++ready;
    }
    return {chosen.begin(), chosen.end()};
}

void ReplayPlanner::takeSamples()
{
    const auto indexes = sampleIndexes();
    if (indexes.empty())
        return;
    auto fetch = openLetterFetch(m_subject.letters, m_plan);
    if (!fetch)
        return;
    auto letters = (*fetch)->fetch(m_plan, indexes, m_call);
    for (std::size_t i = 0; i < letters.size(); ++i) {
        if (!letters[i])
            continue;
        const ReplayItem& item = m_plan.items[indexes[i]];
        const FailureReport report = readFailure(letters[i]->headers, m_plan.options.conventions);
        ReplaySample sample{m_plan.placeOf(item), std::move(*letters[i]), {}, false};
        std::optional<Record> source;
        if (lacksData(sample.before, report)) {
            auto found = fetchLetterData(m_subject.letters, m_plan.options, sample.before, m_call);
            if (!found)
                continue;
            source = std::move(*found);
            sample.fromSource = true;
        }
        auto after = prepareReplay(m_plan, item, sample.before, source ? &*source : nullptr);
        if (!after)
            continue;
        sample.after = std::move(*after);
        m_plan.samples.push_back(std::move(sample));
    }
}

} // namespace weir
