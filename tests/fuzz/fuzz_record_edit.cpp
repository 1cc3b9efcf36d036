// SPDX-License-Identifier: GPL-3.0-or-later
// Edits of foreign payloads: never broken JSON, nothing changed beside the place; and their notations there and back. The
// first line of an input is an operation, the rest the payload.
#include "core/deadletters/record_edit.h"
#include "core/deadletters/replay_options.h"
#include "core/records/json_index.h"
#include "core/records/json_scanner.h"
#include "tests/fuzz/fuzz_target.h"

#include <algorithm>
#include <cstdlib>

namespace {

using namespace weir;
using Kind = FieldOperation::Kind;

void promise(bool kept)
{
    if (!kept)
        std::abort();
}

bool isJson(std::string_view text)
{
    JsonScanner scanner(text);
    for (;;) {
        const auto token = scanner.next();
        if (!token || *token == JsonScanner::Token::Done)
            return token.has_value();
    }
}

/// The bytes of a value, found by the other reader of JSON.
std::optional<std::string> rawAt(const std::string& json, const FieldPath& path)
{
    JsonIndex index;
    if (!index.index(json))
        return std::nullopt;
    const auto found = index.find(path.steps);
    return found && index.isValid() ? std::optional(std::string(found->bytes)) : std::nullopt;
}

bool isSubsequence(std::string_view part, std::string_view whole)
{
    std::size_t at = 0;
    for (const char c : whole)
        if (at < part.size() && part[at] == c)
            ++at;
    return at == part.size();
}

/// How many bytes of the old and of the new text lie between what they have in common at both ends.
std::pair<std::size_t, std::size_t> changedBytes(std::string_view before, std::string_view after)
{
    const std::size_t most = std::min(before.size(), after.size());
    std::size_t head = 0;
    while (head < most && before[head] == after[head])
        ++head;
    std::size_t tail = 0;
    while (tail < most - head && before[before.size() - 1 - tail] == after[after.size() - 1 - tail])
        ++tail;
    return {before.size() - head - tail, after.size() - head - tail};
}

void checkSplice(const FieldOperation& operation, const std::string& payload)
{
    Record record;
    record.value = payload;
    record.key = "key";
    const auto edited = applyEdit(record, {{}, {}, {}, {operation}});
    if (!isJson(payload)) {
        promise(!edited.has_value());
        return;
    }
    const auto old = rawAt(payload, operation.path);
    if (!edited) {
        promise(operation.kind == Kind::Set || !isJson(operation.to.value_or("null")) || old.has_value());
        return;
    }
    promise(edited->key == record.key && edited->headers.empty());
    const std::string& after = *edited->value;
    promise(isJson(after));
    const auto [gone, come] = changedBytes(payload, after);
    if (operation.kind == Kind::Remove) {
        promise(!rawAt(after, operation.path) || operation.path.steps.back().kind == FieldPath::Step::Kind::Index);
        promise(isSubsequence(after, payload));
        promise(old.has_value() || after == payload);
    } else if (after != payload) {
        promise(gone <= (old ? old->size() : 0));
        promise(operation.kind == Kind::Set || old.has_value());
        const auto now = rawAt(after, operation.path);
        promise(now.has_value());
        promise(!operation.to || operation.to->find(*now) != std::string::npos);
    }
    (void)come;
}

void checkNotation(const FieldOperation& operation)
{
    const auto again = parseFieldOperation(toText(operation));
    promise(again && *again == operation);
    RecordEdit edit;
    edit.operations = {operation};
    const auto kept = parseRecordEdit(toJson(edit));
    promise(kept && *kept == edit && editHash(*kept) == editHash(edit));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const std::string_view line = input.substr(0, input.find('\n'));
    const std::string payload(input.substr(std::min(input.size(), line.size() + 1)));

    if (const auto operation = parseFieldOperation(line)) {
        checkNotation(*operation);
        if (operation->path.part == FieldPath::Part::Value && !operation->path.steps.empty())
            checkSplice(*operation, payload);
    }

    RecordEdit whole;
    whole.key = OptionalBytes(std::string(line));
    whole.value = OptionalBytes(payload);
    whole.headers = Headers{{payload, std::string(line)}, {std::string(line), std::nullopt}};
    const auto kept = parseRecordEdit(toJson(whole));
    promise(kept && *kept == whole);

    if (const auto edit = parseRecordEdit(payload)) {
        const auto again = parseRecordEdit(toJson(*edit));
        promise(again && *again == *edit);
    }
    if (const auto options = parseReplayOptions(payload)) {
        (void)checkOptions(*options);
        const auto again = parseReplayOptions(toJson(*options));
        promise(again && toJson(*again) == toJson(*options));
    }
    return 0;
}

std::vector<std::string> weir::test::fuzzSeeds()
{
    const std::string json = R"({ "a" : 1.10, "b":[{"x":null},2, "\u0061\"" ], "a":18446744073709551616, "\u0061":{} })";
    return {"",
            "set value.a = 2\n" + json,
            "set value.b[0].y = {\"z\": [1]}\n" + json,
            "set value.new = \"x\"\n" + json,
            "remove value.a\n" + json,
            "remove value.b[1]\n" + json,
            "remove value[\"odd \\xff\"]\n" + json,
            "replace value.a 11e-1 with NULL\n" + json,
            "replace value.b [{\"x\":null},2,\"a\\\"\"] with []\n" + json,
            "set header[\"source\"] = two words\n" + json,
            "set key = \"\\x00\\xff\"\n[]",
            "\n" R"({"key_base64":"AAE=","value":null,"headers":[{"name":"a","value":null}],)"
            R"("operations":[{"op":"replace","path":"value.a","to":"1","from":null}]})",
            "\n" R"({"target":"orders","headers":"remove_all","add_weir_headers":true,"order":"by_origin","edits":[{"topic":"t",)"
            R"("partition":1,"offset":2,"edit":{"key":"x"}}],"most":5,"per_second":0.5,"batch":100,"conventions":[{"name":"n",)"
            R"("newest_first":false,"headers":[{"header":"x-topic","field":"origin_topic","encoding":"text"}]}]})"};
}
