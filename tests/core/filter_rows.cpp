// SPDX-License-Identifier: GPL-3.0-or-later
// Apart from the tests, because moc loses its way in raw strings.
#include "tests/core/filter_rows.h"

namespace weir::test {
namespace {

Record bare(OptionalBytes key, OptionalBytes value)
{
    Record record;
    record.topic = "t";
    record.key = std::move(key);
    record.value = std::move(value);
    return record;
}

} // namespace

Record sampleOrder()
{
    Record record;
    record.topic = "orders";
    record.partition = 3;
    record.offset = 1'877'046;
    record.timestamp = filterNow - 60'000;
    record.timestampType = TimestampType::CreateTime;
    record.key = "order-17";
    record.value = R"({"event_type":"OrderPaid","occurred_at":"2025-11-24T15:58:59.5+00:00","big":9007199254740993,)"
                   R"("data":{"amount":1.10,"items":[{"sku":"A-1","id":7},{"sku":"B\u002d2"}],"note":null,"ok":true,)"
                   R"("name":"Zo\u00eb \"Z\"","dup":1,"dup":2,"odd key":"x","a\"b":"y","neg":-0.0,"huge":1e400},)"
                   R"("id":"outer","list":[],"empty":{}})";
    record.headers = {{"trace", "abc"}, {"trace", "def"}, {"retry", "3"}, {"flag", "true"}, {"none", std::nullopt},
                      {"meta", R"({"x":{"y":5}})"}, {"h\xff", "v"}};
    return record;
}

std::vector<FilterRow> uglyFilterRows()
{
    std::vector<FilterRow> rows;
    const auto row = [&rows](OptionalBytes key, OptionalBytes value, const char* text, bool wanted) {
        rows.push_back({bare(std::move(key), std::move(value)), text, wanted});
    };
    const std::string nul("a\0b", 3);
    row(std::nullopt, std::nullopt, "key == null and value == null", true);
    row(std::nullopt, std::nullopt, "key exists or value exists", false);
    row(std::nullopt, std::nullopt, "key != \"a\"", true);
    row(std::nullopt, std::nullopt, "key == \"\" or key < \"z\" or key contains a or key ~ \"^\"", false);
    row("", "", "key == null", false);
    row("", "", "key == \"\" and value exists", true);
    row("", "", "value.x exists", false);
    row(nul, nul, "key == \"a\\x00b\" and value contains \"\\x00b\" and hex\"0062\"", true);
    row("\xff\xfe", "\xff", "key == hex\"fffe\" and \"\\xff\\xfe\"", true);
    row("\xff", R"({"a":"x"} )", "value.a == x", true);
    row("null", "null", "key == null", false);
    row("null", "null", "value == \"null\"", true);
    row("42", "1e2", "key == 42.0 and value == 100", true);
    row(" 42", "042", "key == 42 or value == 42", false);
    row("42", "\"x\"", "value == x", false);
    row("42", "\"x\"", "value == \"\\\"x\\\"\"", true);
    // not JSON as a whole: nothing is inside
    for (const char* text : {"{\"a\":1", "{\"a\":1}}", "{\"a\":1} x", "{\"a\":1,}", "{\"a\":1 \"b\":2}", "{\"a\":01}",
                             "{\"a\":1,\"b\":tru}", "{\"a\":1,\"b\":\"\\q\"}", "{\"a\":1,\"b\":\"\\u12\"}",
                             "{\"a\":1,\"b\":\"\xff\"}", "{\"a\":1,\"b\":\"\n\"}", "\xEF\xBB\xBF{\"a\":1}", "{\"a\":1,\"b\":[}",
                             "{\"a\":1,\"b\":1\"x\"}", "{\"a\":1,\"b\":\"x\"y}", "{\"a\":1,1:2}", "{\"a\":1,\"b\"}", "{\"a\":1]",
                             "{\"a\":1,\"b\":+1}", "{\"a\":1,\"b\":1.}", "{\"a\":1,\"b\":\x1a 1}", "{\"a\":1}\x0c", "{'a':1}"})
        row(std::nullopt, text, "value.a == 1 or value.a exists or value..a exists", false);
    row(std::nullopt, R"({"\u0061":"\u0041"})", "value.a == A", true);
    row(std::nullopt, R"({"a\\u0062":"\ud83d\ude00"})", "value[\"a\\\\u0062\"] == \"\\u{1F600}\"", true);
    row(std::nullopt, R"({"a":"\ud83d"})", "value.a == \"\\ufffd\"", true);
    row(std::nullopt, R"({"a":"\u0000"})", "value.a == \"\\x00\"", true);
    row(std::nullopt, R"({"a":{"a":2},"a":3})", "value.a == 3", false);
    row(std::nullopt, R"({"a":{"a":2},"a":3})", "value.a.a == 2 and value..a contains 2", true);
    row(std::nullopt, R"({"":{"":5}})", "value[\"\"][\"\"] == 5", true);
    row(std::nullopt, R"([[1,[2,{"x":"]"}]],3])", "value[0][1][1].x == \"]\" and value[1] == 3", true);
    row(std::nullopt, R"({"x":18446744073709551616})", "value.x == 18446744073709551616", true);
    row(std::nullopt, R"({"x":18446744073709551616})", "value.x == 18446744073709551617", false);
    row(std::nullopt, R"({"x":1e99999999999999999999})", "value.x > 1e99999999", true);
    row(std::nullopt, R"({"x":-0.00e5})", "value.x == 0 and value.x >= -0", true);
    const std::string deep = std::string(255, '[') + R"({"a":1})" + std::string(255, ']');
    row(std::nullopt, deep, "value..a == 1", true);
    row(std::nullopt, "[" + deep + "]", "value..a == 1", false);
    row(std::nullopt, std::string(100'000, '['), "value..a == 1 or value[0] exists", false);
    row(std::nullopt, std::string(100'000, ']'), "value..a == 1 or value[0] exists", false);
    return rows;
}

} // namespace weir::test
