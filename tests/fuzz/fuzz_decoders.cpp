// SPDX-License-Identifier: GPL-3.0-or-later
// Foreign bytes through everything that looks inside them: decoders, tree, hints, differences, formats.
#include "core/records/byte_diff.h"
#include "core/records/json_tree.h"
#include "core/records/payload_decoder.h"
#include "core/records/payload_format.h"
#include "core/records/record_diff.h"
#include "core/records/value_hints.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/support/packed.h"

#include <nlohmann/json.hpp>

#include <cstdlib>

namespace {

using namespace weir;

void promise(bool kept)
{
    if (!kept)
        std::abort();
}

void checkTree(std::string_view json)
{
    const auto bytes = std::make_shared<const Bytes>(json);
    const auto tree = JsonTree::build(bytes);
    promise(tree.has_value() && tree->size() > 0 && !tree->cut());
    std::size_t children = 0;
    for (JsonTree::Node node = 0; node < tree->size(); ++node) {
        promise(!whyNotJson(tree->raw(node)));
        promise(tree->hasName(node) == !tree->rawName(node).empty());
        for (std::size_t row = 0; row < tree->childCount(node); ++row, ++children)
            promise(tree->parent(tree->child(node, row)) == node && tree->row(tree->child(node, row)) == row);
        if (!tree->isContainer(node)) {
            const std::string text = tree->scalarText(node);
            promise(isUtf8(text));
            for (const std::string& hint : explainScalar(text, tree->kind(node) == JsonTree::Kind::Number, 0))
                promise(isUtf8(hint) && hint.size() < 4096);
        }
        promise(isUtf8(tree->name(node)));
    }
    promise(children + 1 == tree->size());
    const auto cut = JsonTree::build(bytes, {}, 3);
    promise(cut.has_value() && cut->size() <= 3 && cut->cut() == (tree->size() > 3));
}

void checkText(std::string_view input, PayloadForm form)
{
    const PayloadText text = formatPayload(input, form, 100, {});
    if (text.form == PayloadForm::Hex)
        return promise(text.text.size() <= 100);
    promise(isUtf8(text.text));
    for (const char c : text.text)
        promise((static_cast<unsigned char>(c) >= 0x20 || c == '\n') && c != 0x7F);
    if (form == PayloadForm::Raw)
        promise(text.text.find('\n') == std::string::npos);
}

void checkDifferences(std::string_view left, std::string_view right)
{
    const ByteDiff diff = diffBytes(left, right);
    std::size_t l = 0;
    std::size_t r = 0;
    for (const ByteSpan& span : diff.spans) {
        promise(span.leftBegin == l && span.rightBegin == r && span.leftEnd >= l && span.rightEnd >= r);
        promise(!span.same || left.substr(l, span.leftEnd - l) == right.substr(r, span.rightEnd - r));
        l = span.leftEnd;
        r = span.rightEnd;
    }
    promise(l == left.size() && r == right.size());
    Record a;
    Record b;
    a.key = a.value = Bytes(left);
    b.key = b.value = Bytes(right);
    const RecordDiff fields = diffRecords(a, b);
    promise(fields.sameValue == (left == right));
    promise(!fields.sameValue || fields.fields.empty());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    DecodeLimits limits;
    limits.maxBytes = 1 << 20;
    const DecodedPayload decoded = decodePayload(input, {}, limits);
    const std::string_view content = decoded.content(input);
    promise(decoded.kind == classifyPayload(content) || decoded.kind == PayloadKind::Binary || decoded.cut);
    if (decoded.kind == PayloadKind::Json)
        checkTree(content);
    promise(isUtf8(decodeNote(decoded)));
    for (const PayloadForm form : {PayloadForm::Pretty, PayloadForm::Text, PayloadForm::Raw, PayloadForm::Hex})
        checkText(input, form);
    for (const std::string& hint : explainScalar(input, size % 2 == 0, 1'795'442'851'208))
        promise(isUtf8(hint));
    const std::size_t half = size / 2;
    checkDifferences(input.substr(0, half), input.substr(half));
    checkDifferences(input, content);
    return 0;
}

std::vector<std::string> weir::test::fuzzSeeds()
{
    const std::string order = R"({"id":"0d5c2f6e-8f1c-4b7e-9a3d-112233445566","at":1795442851208,"a":[1.10,null,true],"a":{"b":"\u00e4\ud83d\ude00"}})";
    const auto text = [](const std::vector<std::uint8_t>& bytes) { return std::string(bytes.begin(), bytes.end()); };
    const auto json = nlohmann::json::parse(order);
    return {
        order,
        order + order,
        gzipOf(order),
        zstdOf(order),
        gzipOf(text(nlohmann::json::to_msgpack(json))),
        text(nlohmann::json::to_msgpack(json)),
        text(nlohmann::json::to_cbor(json)),
        "\xd9\xd9\xf7\xbf\x61\x61\x9f\x01\x7f\x61\x62\xff\xff\xff",
        std::string("\x91\xd7\xff\0\0\0\0\x65\x53\xf1\0", 11),
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln",
        "2026-11-23T14:07:31.208+01:00",
        "18446744073709551616",
        "PGI+aGVsbG88L2I+IHdvcmxk",
        std::string(300, '\x91'),
        std::string(300, '['),
    };
}
