// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/kafka/odd_letters.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iostream>
#include <set>

namespace weir::test {

using namespace std::chrono_literals;

namespace {

constexpr std::int32_t letterPartitions = 3;

[[noreturn]] void giveUp(const std::string& why)
{
    std::cerr << "odd letters: " << why << std::endl;
    std::abort();
}

/// Draws whole numbers in the same way with every standard library.
class Dice
{
public:
    explicit Dice(std::uint64_t seed) : m_random(seed) {}
    std::size_t below(std::size_t limit) { return static_cast<std::size_t>(m_random() % limit); }
    bool oneIn(std::size_t n) { return below(n) == 0; }
    Bytes bytes(std::size_t size)
    {
        Bytes out;
        while (out.size() < size)
            out += static_cast<char>(m_random() & 0xffU);
        return out;
    }

private:
    std::mt19937_64 m_random;
};

OptionalBytes oddKey(Dice& dice)
{
    switch (dice.below(6)) {
    case 0: return std::nullopt;
    case 1: return Bytes();
    case 2: return dice.bytes(1 + dice.below(12));
    default: return "order-" + std::to_string(dice.below(500));
    }
}

OptionalBytes oddValue(Dice& dice)
{
    if (dice.oneIn(250))
        return dice.bytes(100 * 1024);
    switch (dice.below(8)) {
    case 0: return std::nullopt;
    case 1: return Bytes();
    case 2: return dice.bytes(1 + dice.below(900));
    case 3: return Bytes("\xff\xfe\0\r\n\xe2\x80\xa8", 8);
    default:
        return "{ \"b\":1.10, \"n\" : " + std::to_string(dice.below(1'000'000)) + ",\"n\":18446744073709551615, \"t\":\"" +
               Bytes(dice.below(300), 'x') + "\"}";
    }
}

Headers oddHeaders(Dice& dice)
{
    static const Headers choice{{"traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"},
                                {"a", "1"},
                                {"a", std::nullopt},
                                {"a", ""},
                                {"", "without a name"},
                                {"\xc3\xa4", Bytes("\0\xff\x80", 3)},
                                {"kafka_correlationId", Bytes("\0\0\0\7", 4)},
                                {"errors", "none of ours"},
                                {"long", Bytes(300, 'h')}};
    Headers headers;
    for (std::size_t n = dice.below(6); n > 0; --n)
        headers.push_back(choice[dice.below(choice.size())]);
    return headers;
}

Bytes bigEndian(std::uint64_t number, int size)
{
    Bytes out;
    for (int shift = 8 * (size - 1); shift >= 0; shift -= 8)
        out += static_cast<char>(number >> static_cast<unsigned>(shift) & 0xffU);
    return out;
}

Headers springFailure(const TopicPartition& origin, std::int64_t offset)
{
    return {{"kafka_dlt-original-topic", origin.topic},
            {"kafka_dlt-original-partition", bigEndian(static_cast<std::uint64_t>(origin.partition), 4)},
            {"kafka_dlt-original-offset", bigEndian(static_cast<std::uint64_t>(offset), 8)},
            {"kafka_dlt-original-consumer-group", "billing"},
            {"kafka_dlt-exception-fqcn", "org.springframework.kafka.listener.ListenerExecutionFailedException"},
            {"kafka_dlt-exception-cause-fqcn", "java.lang.IllegalStateException"},
            {"kafka_dlt-exception-message", "no price for order " + std::to_string(offset)}};
}

Headers connectFailure(const TopicPartition& origin, std::int64_t offset)
{
    return {{"__connect.errors.topic", origin.topic},
            {"__connect.errors.partition", std::to_string(origin.partition)},
            {"__connect.errors.offset", std::to_string(offset)},
            {"__connect.errors.connector.name", "warehouse"},
            {"__connect.errors.task.id", "0"},
            {"__connect.errors.stage", "VALUE_CONVERTER"},
            {"__connect.errors.class.name", "org.apache.kafka.connect.json.JsonConverter"},
            {"__connect.errors.exception.class.name", "org.apache.kafka.connect.errors.DataException"},
            {"__connect.errors.exception.message", std::nullopt}};
}

Headers plainFailure(const TopicPartition& origin, std::int64_t offset)
{
    return {{"dlq-original-topic", origin.topic},
            {"dlq-original-partition", std::to_string(origin.partition)},
            {"dlq-original-offset", std::to_string(offset)},
            {"dlq-exception-class", "TimeoutError"},
            {"dlq-exception-message", "took longer than 30 s"}};
}

Headers earlierReplay()
{
    return {{"weir-replay-id", "00000000000000000000000000000000"},
            {"weir-replay-job", "an-earlier-one"},
            {"weir-replay-count", "1"},
            {"weir-replay-source", "elsewhere-0@7"}};
}

/// Puts the second list into the first at a place that is drawn; both keep their order.
Headers mixed(Headers headers, const Headers& others, Dice& dice)
{
    const auto at = static_cast<std::ptrdiff_t>(dice.below(headers.size() + 1));
    headers.insert(headers.begin() + at, others.begin(), others.end());
    return headers;
}

OddLetter oddLetter(const OddLetters& all, const std::string& name, int number, Dice& dice)
{
    OddLetter letter;
    const std::size_t kind = dice.below(4);
    const auto offset = static_cast<std::int64_t>(number);
    letter.target = name + std::array{"-orders", "-payments", "-stock", "-payments"}[kind];
    if (kind == 1 && dice.oneIn(4)) // two dead-letter topics may come from one origin
        letter.target = name + "-orders";
    std::int32_t partition = static_cast<std::int32_t>(dice.below(static_cast<std::size_t>(all.targets.at(letter.target))));
    letter.targetPartition = partition;
    if (kind == 2 && dice.oneIn(8)) { // the origin had more partitions once
        partition = 40;
        letter.targetPartition.reset();
    }
    letter.kept = oddHeaders(dice);
    Headers failure;
    switch (kind) {
    case 0: failure = springFailure({letter.target, partition}, offset); break;
    case 1: failure = connectFailure({letter.target, partition}, offset); break;
    case 2: failure = plainFailure({letter.target, partition}, offset); break;
    default: letter.targetPartition.reset();
    }
    Headers headers = mixed(letter.kept, failure, dice);
    if (dice.oneIn(20)) {
        letter.replays = 1;
        headers = mixed(headers, earlierReplay(), dice);
    }
    letter.written = {all.topics[kind], static_cast<std::int32_t>(dice.below(letterPartitions)), oddKey(dice), oddValue(dice),
                      std::move(headers), std::nullopt};
    return letter;
}

void createTopics(Cluster& cluster, const OddLetters& all)
{
    const auto create = [&](const std::string& topic, std::int32_t partitions) {
        if (const auto created = cluster.admin().createTopic({topic, partitions, -1, {}}, Call::within(60s)); !created)
            giveUp(created.error().message);
    };
    for (const std::string& topic : all.topics)
        create(topic, letterPartitions);
    for (const auto& [topic, partitions] : all.targets)
        create(topic, partitions);
}

bool isOurs(const Header& header)
{
    return header.name.starts_with("weir-replay-");
}

OptionalBytes only(const Headers& headers, const std::string& name)
{
    const auto found = std::ranges::find(headers, name, &Header::name);
    if (found == headers.end() || std::ranges::count(headers, name, &Header::name) != 1)
        return std::nullopt;
    return found->value;
}

std::string judgeRecord(const OddLetter& letter, const std::string& job, const Record& got)
{
    if (got.topic != letter.target)
        return "is in another topic";
    if (letter.targetPartition && *letter.targetPartition != got.partition)
        return "is in another partition";
    if (got.key != letter.written.key)
        return "has another key";
    if (got.value != letter.written.value)
        return "has another value";
    Headers own;
    std::ranges::copy_if(got.headers, std::back_inserter(own), [](const Header& header) { return !isOurs(header); });
    if (own != letter.kept)
        return "has other headers";
    if (std::ranges::count_if(got.headers, isOurs) != 4)
        return "has not four headers of Weir's";
    if (only(got.headers, "weir-replay-job") != job)
        return "does not name the job";
    if (only(got.headers, "weir-replay-count") != std::to_string(letter.replays + 1))
        return "has a wrong replay count";
    return {};
}

} // namespace

std::vector<TopicPartition> OddLetters::targetPartitions() const
{
    std::vector<TopicPartition> all;
    for (const auto& [topic, partitions] : targets)
        for (std::int32_t partition = 0; partition < partitions; ++partition)
            all.push_back({topic, partition});
    return all;
}

OddLetters writeOddLetters(Cluster& cluster, const std::string& name, int count, std::uint64_t seed)
{
    OddLetters all;
    all.topics = {name + "-billing-dlt", name + "-warehouse-dlq", name + "-stock.dlq", name + "-payments.dlq"};
    all.targets = {{name + "-orders", 4}, {name + "-payments", 3}, {name + "-stock", 2}};
    createTopics(cluster, all);
    auto producer = cluster.producer();
    if (!producer)
        giveUp(producer.error().message);
    Dice dice(seed);
    for (int done = 0; done < count;) {
        std::vector<OddLetter> letters;
        std::vector<OutgoingRecord> batch;
        for (; done < count && batch.size() < 2000; ++done) {
            letters.push_back(oddLetter(all, name, done, dice));
            batch.push_back(letters.back().written);
        }
        const auto sent = (*producer)->send(batch, Call::within(120s));
        for (std::size_t i = 0; i < letters.size(); ++i) {
            if (!sent[i])
                giveUp(sent[i].error().message);
            letters[i].place = {{batch[i].topic, sent[i]->partition}, sent[i]->offset};
            const LetterPlace place = letters[i].place;
            all.letters.emplace(place, std::move(letters[i]));
        }
    }
    return all;
}

namespace {

/// Goes through what is seen, record by record.
class TargetJudge
{
public:
    TargetJudge(const OddLetters& letters, const std::string& job, std::int64_t* copies) : m_job(job), m_copies(copies)
    {
        for (const auto& [place, letter] : letters.letters)
            m_bySource[placeText(place)] = &letter;
    }

    void judgePartition(const std::vector<Record>& records)
    {
        m_last.clear();
        for (const Record& record : records)
            judge(record);
    }

    std::vector<std::string> finish()
    {
        for (const auto& [source, letter] : m_bySource)
            if (!m_found.contains(source))
                complain(source + " is not in " + letter->target);
        if (m_ids.size() != m_found.size() || m_ids.contains(std::nullopt))
            complain("there are " + std::to_string(m_ids.size()) + " replay ids for " + std::to_string(m_found.size()) +
                     " letters");
        return std::move(m_complaints);
    }

private:
    void complain(std::string sentence)
    {
        if (m_complaints.size() < 20)
            m_complaints.push_back(std::move(sentence));
    }

    void judge(const Record& record)
    {
        const std::string where = toString(TopicPartition{record.topic, record.partition}) + "@" + std::to_string(record.offset);
        const std::string source = only(record.headers, "weir-replay-source").value_or("");
        const auto letter = m_bySource.find(source);
        if (letter == m_bySource.end())
            return complain(where + " is no replayed letter ('" + source + "')");
        if (const std::string wrong = judgeRecord(*letter->second, m_job, record); !wrong.empty())
            complain(source + " at " + where + " " + wrong);
        m_ids.insert(only(record.headers, "weir-replay-id"));
        if (const auto [earlier, fresh] = m_found.emplace(source, where); !fresh) {
            if (m_copies == nullptr)
                return complain(source + " is there twice: " + earlier->second + " and " + where);
            ++*m_copies;
            return;
        }
        const LetterPlace& place = letter->second->place;
        const auto [before, fresh] = m_last.emplace(place.partition, place.offset);
        if (!fresh && before->second >= place.offset)
            complain(source + " at " + where + " comes after offset " + std::to_string(before->second));
        before->second = place.offset;
    }

    const std::string m_job;
    std::int64_t* m_copies;
    std::map<std::string, const OddLetter*> m_bySource;
    std::map<std::string, std::string> m_found; ///< source, where it was seen first
    std::set<OptionalBytes> m_ids;
    std::map<TopicPartition, std::int64_t> m_last; ///< by dead-letter partition, within one target partition
    std::vector<std::string> m_complaints;
};

} // namespace

std::vector<std::string> judgeTargets(const OddLetters& letters, const std::string& job,
                                      const std::map<TopicPartition, std::vector<Record>>& seen, std::int64_t* copies)
{
    TargetJudge judge(letters, job, copies);
    for (const auto& [partition, records] : seen)
        judge.judgePartition(records);
    return judge.finish();
}

} // namespace weir::test
