// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/plain_failure.h"
#include "core/deadletters/record_digest.h"
#include "core/deadletters/replay_plan.h"
#include "tests/support/fake_cluster.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <set>

/// Dead letters in a fake cluster, and plans of them.
namespace weir::test {

inline Headers failureOf(const std::string& topic, std::int32_t partition, std::int64_t offset)
{
    PlainFailure failure;
    failure.origin = {topic, partition};
    failure.originOffset = offset;
    failure.exceptionClass = "ValueError";
    return plainFailureHeaders(failure);
}

inline Headers joined(Headers first, const Headers& second)
{
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

/// orders (3 partitions), orders.dlq, and one dead letter in orders.dlq-0@0 with ugly bytes.
inline void fill(FakeCluster& cluster)
{
    cluster.addTopic("orders", 3);
    cluster.addTopic("orders.dlq", 1);
    cluster.append("orders.dlq", 0, std::string("k\0", 2), "\xff{\"a\": 1.10}\r\n",
                   joined({{"trace", "t1"}, {"trace", ""}, {"trace", std::nullopt}, {"", std::string("\xff\0", 2)}}, failureOf("orders", 2, 77)));
}

inline LetterPlace at(std::int64_t offset, const std::string& topic = "orders.dlq", std::int32_t partition = 0)
{
    return {{topic, partition}, offset};
}

inline LetterSelection firstLetters(std::int64_t count, const std::string& topic = "orders.dlq")
{
    LetterSelection selection;
    for (std::int64_t offset = 0; offset < count; ++offset)
        selection.places.push_back(at(offset, topic));
    return selection;
}

inline Result<ReplayPlan> tryPlan(FakeCluster& cluster, const LetterSelection& selection, const ReplayOptions& options = {})
{
    return planReplay(cluster, cluster, selection, options, nullptr, {}, Call{});
}

inline ReplayPlan planOf(FakeCluster& cluster, const LetterSelection& selection, const ReplayOptions& options = {})
{
    auto plan = tryPlan(cluster, selection, options);
    if (!plan)
        qFatal("%s", plan.error().message.c_str());
    // Whatever is planned, nothing is sent, and every item is counted once.
    if (!cluster.produced().empty() || cluster.calls(Op::Produce) > 0)
        qFatal("something was sent");
    std::int64_t sum = 0;
    for (const std::int64_t count : plan->counts)
        sum += count;
    if (sum != static_cast<std::int64_t>(plan->items.size()))
        qFatal("the counts do not add up");
    return std::move(*plan);
}

inline QByteArray allSentences(const ReplayPlan& plan)
{
    QByteArray text;
    for (const std::string& sentence : planSentences(plan))
        text += QByteArray::fromStdString(sentence) + '\n';
    return text;
}

inline std::vector<std::string> verdictsOf(const ReplayPlan& plan)
{
    std::vector<std::string> verdicts;
    for (const ReplayItem& item : plan.items)
        verdicts.emplace_back(verdictCode(item.verdict));
    return verdicts;
}

inline Record recordAt(FakeCluster& cluster, const LetterPlace& place)
{
    Record letter;
    (void)cluster.read({{place.partition, place.offset, place.offset + 1}}, [&](const RecordView& view) {
        letter = view.toRecord();
        return SinkAnswer::Stop;
    }, Call{});
    return letter;
}

} // namespace weir::test
