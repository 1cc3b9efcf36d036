// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/kafka/interchange_rows.h"

#include "tests/support/kafka_calls.h"
#include "tests/support/real_broker.h"

#include <cstdlib>
#include <iostream>
#include <sstream>

namespace weir::test {
namespace {

std::string bytesText(const OptionalBytes& bytes) { return bytes ? toBase64(*bytes) : std::string("-"); }

std::string headersText(const Headers& headers)
{
    std::string text;
    for (const Header& header : headers)
        text += (text.empty() ? "" : ";") + toBase64(header.name) + ":" + bytesText(header.value);
    return text;
}

class Rows
{
public:
    OutgoingRecord& add(OptionalBytes key, OptionalBytes value, Headers headers = {})
    {
        OutgoingRecord row;
        if (!key)
            row.partition = 2; // else each client takes one by chance
        row.key = std::move(key);
        row.value = std::move(value);
        row.headers = std::move(headers);
        row.timestamp = nowMs() - 60'000 + static_cast<TimestampMs>(m_rows.size());
        m_rows.push_back(std::move(row));
        return m_rows.back();
    }
    std::vector<OutgoingRecord> take() { return std::move(m_rows); }

private:
    std::vector<OutgoingRecord> m_rows;
};

Bytes largeValue()
{
    Bytes value(std::size_t{900} * 1024, '\0');
    std::uint32_t state = 1;
    for (char& byte : value) {
        state = state * 1'664'525U + 1'013'904'223U;
        byte = static_cast<char>(state >> 24U);
    }
    return value;
}

} // namespace

std::vector<OutgoingRecord> interchangeRows()
{
    Rows rows;
    // NULL is not empty.
    rows.add(std::nullopt, std::nullopt);
    rows.add(std::nullopt, "");
    rows.add("", std::nullopt);
    rows.add("", "");
    rows.add("no value", std::nullopt);
    // No text.
    rows.add(Bytes("\xff\xfe\x00\xc3", 4), Bytes("\xc3\x28\x00\x0a\x80", 5));
    Bytes all;
    for (int i = 0; i < 256; ++i)
        all += static_cast<char>(i);
    rows.add(all, all);
    // Text that is easily harmed.
    rows.add("\xf0\x9f\x98\x80", "\xe2\x80\xae abc \xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb");
    rows.add("\xf0\x9f\x9b\x92-7", "{\"n\":9223372036854775807,\"m\":1.10, \"m\":1e400}\r\n");
    // Whole numbers as Java's serialisers write them: most negative, -1, beyond a double.
    rows.add(Bytes("\x80\x00\x00\x00\x00\x00\x00\x00", 8), Bytes("\xff\xff\xff\xff\xff\xff\xff\xff", 8));
    rows.add(Bytes("\x00\x20\x00\x00\x00\x00\x00\x01", 8), Bytes("\x80\x00\x00\x00", 4));
    // Headers: repeated, in order, NULL, empty, without a name, not ASCII, binary.
    rows.add("headers", "v",
             {{"trace", "1"}, {"other", std::nullopt}, {"trace", "2"}, {"trace", "1"}, {"trace", std::nullopt}, {"empty", ""},
              {"", "no name"}, {"gr\xc3\xb6\xc3\x9f" "e", Bytes("\x00\xff\xfe", 3)}});
    rows.add(std::nullopt, std::nullopt, {{"only", std::nullopt}});
    rows.add("large", largeValue());
    rows.add("old", "v").timestamp = 1;
    rows.add("2001", "v").timestamp = 1'000'000'000'000;
    for (int i = 0; i < 40; ++i)
        rows.add("order-" + std::to_string(i * 37), "{\"row\":" + std::to_string(i) + "}");
    for (const char* key : {"a", "ab", "abc", "abcd", "abcde"}) // murmur2 takes four bytes at a time
        rows.add(key, key);
    return rows.take();
}

std::string newTopic(Cluster& cluster, const std::string& prefix, std::int32_t partitions)
{
    std::string name = uniqueName(prefix);
    if (const auto made = cluster.admin().createTopic({name, partitions, -1, {}}, soon()); !made) {
        std::cerr << made.error().message << std::endl;
        std::abort();
    }
    return name;
}

std::vector<Record> readTopic(Cluster& cluster, const std::string& topic)
{
    const auto about = cluster.admin().topic(topic, soon());
    if (!about)
        return {};
    std::vector<TopicPartition> partitions;
    for (const PartitionMetadata& partition : about->partitions)
        partitions.push_back({topic, partition.id});
    std::vector<ReadRange> ranges;
    const auto ends = cluster.admin().offsets(partitions, OffsetPoint::End, soon());
    for (const auto& [partition, end] : ends.values)
        ranges.push_back({partition, 0, end});
    return readAll(cluster.reader(), ranges);
}

std::string rowLine(std::size_t number, const OutgoingRecord& row)
{
    return std::to_string(number) + "\t" + (row.partition ? std::to_string(*row.partition) : "-") + "\t" +
           (row.timestamp ? std::to_string(*row.timestamp) : "-") + "\t" + bytesText(row.key) + "\t" + bytesText(row.value) + "\t" +
           headersText(row.headers) + "\n";
}

std::string readLine(const Record& record)
{
    return record.topic + " " + std::to_string(record.partition) + " " + std::to_string(record.offset) + " " +
           (record.timestamp ? std::to_string(*record.timestamp) : "-") + " " + bytesText(record.key) + " " +
           bytesText(record.value) + " " + headersText(record.headers);
}

Record keptRecord(const OutgoingRecord& row, const std::string& topic, std::int32_t partition, std::int64_t offset)
{
    return {topic, partition, offset, TimestampType::CreateTime, row.timestamp, row.key, row.value, row.headers};
}

std::vector<std::string> linesOf(const std::string& output, const std::string& word)
{
    std::vector<std::string> lines;
    std::istringstream in(output);
    for (std::string line; std::getline(in, line);)
        if (line.starts_with(word + " "))
            lines.push_back(line.substr(word.size() + 1));
    return lines;
}

std::vector<std::string> wordsOf(const std::string& line)
{
    std::vector<std::string> words;
    std::istringstream in(line);
    for (std::string word; std::getline(in, word, ' ');)
        words.push_back(word);
    return words;
}

} // namespace weir::test
