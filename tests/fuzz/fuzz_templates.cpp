// SPDX-License-Identifier: GPL-3.0-or-later
// Template files and placeholders as people type them: what is understood can be written again, and what can be made ready
// makes records of which a JSON value is JSON.
#include "core/events/event_generator.h"
#include "core/events/json_object.h"
#include "core/events/placeholder.h"
#include "tests/fuzz/fuzz_target.h"

#include <cstdlib>

namespace {

using namespace weir;

void promise(bool kept)
{
    if (!kept)
        std::abort();
}

void checkSpans(std::string_view text)
{
    std::size_t end = 0;
    for (const PlaceholderSpan& span : findPlaceholders(text)) {
        promise(span.begin >= end && span.length >= 2 && span.begin + span.length <= text.size());
        promise(text.substr(span.begin, 2) == "{{");
        end = span.begin + span.length;
    }
}

bool makesMuch(const std::string& text)
{
    // Lengths up to 10 MiB are fine for people and too slow here.
    for (const char* name : {"hex", "bytes", "digits", "words", "zipf"})
        if (text.find(name) != std::string::npos)
            return true;
    return false;
}

void checkRecords(const EventTemplate& value)
{
    const auto source = generateEvents({{value}}, {});
    if (!source) {
        promise(source.error().kind == ErrorKind::InvalidInput && !source.error().message.empty());
        return;
    }
    OutgoingRecord record;
    for (int i = 0; i < 5; ++i) {
        const auto made = (*source)->next(record);
        promise(!made || *made);
        promise(made || !made.error().message.empty());
        const bool json = value.kind == EventTemplate::Kind::Event || value.value.type == PayloadType::Json;
        if (made && json && isUtf8(value.value.text))
            promise(checkJson(*record.value).has_value());
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    checkSpans(input);
    auto value = parseTemplate(input);
    if (!value) {
        promise(value.error().kind == ErrorKind::InvalidInput && value.error().message.starts_with("Line "));
        value = EventTemplate{};
        value->eventType = "A";
        value->value = {PayloadType::Json, std::string(input)};
    } else {
        promise(parseTemplate(templateText(*value)) == *value);
    }
    if (!makesMuch(std::string(input)))
        checkRecords(*value);
    return 0;
}

std::vector<std::string> weir::test::fuzzSeeds()
{
    return {
        "about: a\nevent-type: A\nkey: text {{key of 5 u-}}\nheader: \"a=\" = json-quoted \"[1]\"\ntimestamp: {{now -5m format=ms}}\n---\n"
        R"({"id":"{{uuid as=x}}","n":[{{int -1..1}},{{field n[0]}}],"w":"{{name}} {{field x}}"})" "\n",
        "topic: t{{counter from=1 step=-1}}\r\nvalue: base64\r\npartition: 1\r\n---\r\nAP8=\r\n",
        "topic: t\nheader: a = null\nvalue: int64\n---\n{{int -5..5}}\n",
        R"({"a":{{choice 1 '"x"':2 null}},"b":"\{{","c":"\\{{choice 'a"b' c}}","d":{{decimal 0..1 digits=9}}})",
        R"({"a":"{{field b}}","b":"{{field c}}","c":"{{field a}}","e":{{normal mean=1 sd=2 min=0}},"f":{{bool p=0.5}}})",
        R"({"a":{{now format=s}},"b":"{{now -1d..+1d format='%Y "%H'}}","c":"{{city}}","d":"{{email}}","k":"{{field event_id}}"})",
    };
}
