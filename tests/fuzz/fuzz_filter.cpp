// SPDX-License-Identifier: GPL-3.0-or-later
// Foreign bytes as a filter and as a record: nothing crashes, errors lie inside of the text, and the plan says what the
// reference says. The input is "filter NUL key NUL value NUL header".
#include "core/records/filter.h"
#include "core/records/filter_completion.h"
#include "core/records/filter_terms.h"
#include "core/records/json_index.h"
#include "core/records/payload_text.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/support/filter_reference.h"
#include "tests/support/random_filter.h"

#include <cstdlib>

namespace {

using namespace weir;

void promise(bool kept)
{
    if (!kept)
        std::abort();
}

std::string_view take(std::string_view& rest)
{
    const std::size_t end = std::min(rest.find('\0'), rest.size());
    const std::string_view part = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return part;
}

void checkError(const FilterError& error, std::string_view text)
{
    promise(error.begin <= error.end && error.end <= text.size());
    promise(error.message.size() > 10 && error.message.ends_with('.'));
}

void checkFields(const FilterNode& node)
{
    if (node.field)
        promise(FieldPath::parse(node.field->text()) == *node.field);
    for (const FilterNode& child : node.children)
        checkFields(child);
}

void checkRecord(const Filter& filter, RecordMatcher& matcher, const Record& record)
{
    const bool wanted = filter.root() == nullptr || test::referenceMatches(*filter.root(), record);
    promise(matcher.matches(test::OwnedRecordView(record)) == wanted);
}

void checkCompletion(std::string_view text, std::size_t cursor, const SeenFields& seen)
{
    const FilterCompletion completion = completeFilter(text, cursor, seen.paths(), seen.headerNames());
    promise(completion.begin <= completion.end && completion.end <= text.size() && completion.candidates.size() <= 20);
}

void checkTerms(const Record& record, std::string_view existing)
{
    const auto field = FieldPath::parse("value").value();
    for (const bool against : {false, true}) {
        const std::string term = filterTerm(field, record.value, against);
        const auto filter = Filter::parse(term, 0);
        promise(filter && filter->matcher()->matches(test::OwnedRecordView(record)) != against);
        promise(Filter::parse(andTerm(existing.substr(0, 1'000), term), 0).has_value());
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string_view rest(reinterpret_cast<const char*>(data), std::min(size, std::size_t{8'000}));
    const std::string_view text = take(rest);
    Record record;
    record.partition = 3;
    record.offset = 9'007'199'254'740'993;
    record.timestamp = 7;
    record.key = Bytes(take(rest));
    record.value = Bytes(take(rest));
    record.headers = {{"h", Bytes(take(rest))}, {"h", std::nullopt}, {"id", Bytes(rest)}};

    JsonIndex index;
    promise((index.index(*record.value) && index.isValid()) == (classifyPayload(*record.value) == PayloadKind::Json));
    SeenFields seen;
    seen.learn(record);
    for (const std::string& path : seen.paths())
        promise(FieldPath::parse(path).has_value());
    checkCompletion(text, size % (text.size() + 1), seen);
    checkTerms(record, text);
    const auto filter = Filter::parse(text, 1'000'000);
    if (!filter) {
        checkError(filter.error(), text);
        return 0;
    }
    promise(filter->text() == text);
    if (filter->root() != nullptr)
        checkFields(*filter->root());
    const auto matcher = filter->matcher();
    checkRecord(*filter, *matcher, record);
    record.key.reset();
    record.timestamp.reset();
    checkRecord(*filter, *matcher, record);
    record.value.reset();
    checkRecord(*filter, *matcher, record);
    return 0;
}

std::vector<std::string> weir::test::fuzzSeeds()
{
    std::vector<std::string> seeds{
        "value.data.items[0].sku == \"A-1\" and not header[\"h\"] exists",
        "timestamp > -15m or timestamp in (2026-01-01, \"2026-01-02T03:04+01:00\", 7)",
        "value..id ~* r\"^\\d+$\" OR *\"two words\" contains* x",
        "key == hex\"00ff\" \"\\u{1f600}\\x00\"",
        "value[\"odd \\\" name\"] not in (1, 1.10, 9007199254740993, null, true, \"a\", b, c, d, e, f)",
        std::string(101, '('),
    };
    RandomFilters random(1);
    for (int i = 0; i < 200; ++i) {
        std::string seed = random.filter();
        for (int part = 0; part < 4; ++part)
            (seed += '\0') += random.payload();
        seeds.push_back(std::move(seed));
    }
    return seeds;
}
