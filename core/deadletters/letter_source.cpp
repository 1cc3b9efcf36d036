// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/letter_archive.h"
#include "core/deadletters/letter_fetch.h"
#include "core/deadletters/place_reader.h"
#include "core/deadletters/record_digest.h"
#include "core/deadletters/source_record.h"

#include <algorithm>
#include <numeric>

namespace weir {
namespace {

Error changedError(const LetterPlace& place)
{
    return {ErrorKind::InvalidInput,
            "At " + placeText(place) +
                " stands another record than the one that was planned (the topic was deleted and made again).",
            {}, 0, false};
}

class ClusterFetch final : public LetterFetch
{
public:
    ClusterFetch(Cluster& cluster, std::unique_ptr<Reader> reader) : m_reader(cluster, std::move(reader)) {}

    std::vector<Result<Record>> fetch(const ReplayPlan& plan, std::span<const std::size_t> indexes, const Call& call) override
    {
        std::vector<Result<Record>> results;
        for (const std::size_t index : indexes)
            results.emplace_back(std::unexpected(goneError(plan.placeOf(plan.items[index]).partition,
                                                           plan.items[index].letterOffset)));
        std::vector<std::size_t> order(indexes.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        const auto placeAt = [&](std::size_t i) {
            const ReplayItem& item = plan.items[indexes[i]];
            return PlaceReader::Place{item.letterTopic, item.letterPartition, item.letterOffset};
        };
        std::ranges::sort(order, {}, placeAt);
        std::vector<bool> answered(indexes.size());
        PlaceReader::Wanted wanted{plan.topics, order.size(), [&](std::size_t i) { return placeAt(order[i]); },
                                   [&](std::size_t i, const RecordView& view) {
                                       answered[order[i]] = true;
                                       results[order[i]] = checked(plan, plan.items[indexes[order[i]]], view.toRecord());
                                   },
                                   [&](std::size_t i, const Error& error) {
                                       answered[order[i]] = true;
                                       results[order[i]] = std::unexpected(error);
                                   }};
        if (const auto read = m_reader.read(wanted, call); !read)
            for (std::size_t i = 0; i < results.size(); ++i)
                if (!answered[i])
                    results[i] = std::unexpected(read.error());
        return results;
    }

    static Result<Record> checked(const ReplayPlan& plan, const ReplayItem& item, Record record)
    {
        if (recordHash(record) != item.hash)
            return std::unexpected(changedError(plan.placeOf(item)));
        return record;
    }

private:
    PlaceReader m_reader;
};

class ArchiveFetch final : public LetterFetch
{
public:
    explicit ArchiveFetch(std::unique_ptr<LetterArchive> archive) : m_archive(std::move(archive)) {}

    std::vector<Result<Record>> fetch(const ReplayPlan& plan, std::span<const std::size_t> indexes, const Call& call) override
    {
        std::vector<Result<Record>> results;
        for (const std::size_t index : indexes) {
            if (call.over())
                results.emplace_back(std::unexpected(call.stop.stop_requested()
                                                         ? cancelledError("Reading the archive")
                                                         : timedOutError("Reading the archive")));
            else
                results.push_back(readOne(plan, plan.items[index]));
        }
        return results;
    }

private:
    Result<Record> readOne(const ReplayPlan& plan, const ReplayItem& item)
    {
        auto record = m_archive->at(item.archiveAt);
        if (!record)
            return record;
        const LetterPlace place = plan.placeOf(item);
        if (record->topic != place.partition.topic || record->partition != place.partition.partition ||
            record->offset != place.offset)
            return fail(ErrorKind::InvalidInput, plan.archive.string() + " was changed: " + placeText(place) +
                                                     " does not stand where it stood.");
        if (recordHash(*record) != item.hash)
            return fail(ErrorKind::InvalidInput,
                        plan.archive.string() + " was changed: " + placeText(place) + " is another record now.");
        return record;
    }

    const std::unique_ptr<LetterArchive> m_archive;
};

class PlanLetters final : public LetterSource
{
public:
    PlanLetters(std::shared_ptr<Cluster> letters, std::shared_ptr<const ReplayPlan> plan, std::unique_ptr<LetterFetch> fetch)
        : m_letters(std::move(letters)), m_plan(std::move(plan)), m_fetch(std::move(fetch))
    {
    }

    std::vector<Result<Record>> fetch(std::size_t begin, std::size_t end, const Call& call) override
    {
        end = std::min(end, m_plan->items.size());
        begin = std::min(begin, end);
        std::vector<Result<Record>> results;
        std::vector<std::size_t> ready;
        for (std::size_t i = begin; i < end; ++i) {
            const ReplayItem& item = m_plan->items[i];
            results.emplace_back(std::unexpected(Error{ErrorKind::NotFound,
                                                       placeText(m_plan->placeOf(item)) + " is not sent by this plan: " +
                                                           std::string(verdictText(item.verdict)) + ".",
                                                       {}, 0, false}));
            if (item.verdict == ReplayVerdict::Ready)
                ready.push_back(i);
        }
        if (ready.empty())
            return results;
        auto read = m_fetch->fetch(*m_plan, ready, call);
        for (std::size_t i = 0; i < ready.size(); ++i)
            results[ready[i] - begin] = std::move(read[i]);
        return results;
    }

    Result<Record> fetchData(const Record& letter, const Call& call) override
    {
        return fetchLetterData(*m_letters, m_plan->options, letter, call);
    }

private:
    const std::shared_ptr<Cluster> m_letters;
    const std::shared_ptr<const ReplayPlan> m_plan;
    const std::unique_ptr<LetterFetch> m_fetch;
};

} // namespace

Result<std::unique_ptr<LetterFetch>> openLetterFetch(Cluster& cluster, const ReplayPlan& plan)
{
    if (!plan.archive.empty()) {
        auto archive = LetterArchive::open(plan.archive);
        if (!archive)
            return fail(std::move(archive.error()));
        return std::make_unique<ArchiveFetch>(std::move(*archive));
    }
    auto reader = cluster.newReader(Isolation::ReadCommitted);
    if (!reader)
        return fail(std::move(reader.error()));
    return std::make_unique<ClusterFetch>(cluster, std::move(*reader));
}

Result<Record> fetchLetterData(Cluster& cluster, const ReplayOptions& options, const Record& letter, const Call& call)
{
    SourceRecord source = findSource(cluster, letter, readFailure(letter.headers, options.conventions), call);
    if (source.record)
        return std::move(*source.record);
    if (source.error)
        return fail(std::move(*source.error));
    return fail(ErrorKind::NotFound,
                source.sentence.empty() ? "The source of this dead letter is not there any more." : source.sentence);
}

Result<std::unique_ptr<LetterSource>> openLetterSource(std::shared_ptr<Cluster> letters, std::shared_ptr<const ReplayPlan> plan)
{
    auto fetch = openLetterFetch(*letters, *plan);
    if (!fetch)
        return fail(std::move(fetch.error()));
    return std::make_unique<PlanLetters>(std::move(letters), std::move(plan), std::move(*fetch));
}

} // namespace weir
