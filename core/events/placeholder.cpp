// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/placeholder.h"

#include "core/events/placeholder_call.h"
#include "core/events/text_parts.h"
#include "core/events/value_maker.h"

namespace weir {
namespace {

Result<void> checkCall(const PlaceholderCall& call)
{
    if (call.name != "field") {
        const auto maker = valueMaker(call, {});
        return maker ? Result<void>() : fail(maker.error());
    }
    CallReader arguments(call);
    const auto* target = arguments.next();
    if (target == nullptr || target->value.empty())
        return fail(ErrorKind::InvalidInput, "field needs what it repeats: a path such as customer.id, a label, or key.");
    return arguments.finish();
}

PlaceholderSpan spanOf(const TextPart& part)
{
    PlaceholderSpan span{part.begin, part.length, {}, {}};
    const auto call = readCall(part.inside);
    if (call)
        span.name = call->name;
    if (part.kind == TextPart::Kind::Unclosed)
        span.problem = R"(This placeholder is not closed with }} on its line. Two braces that are none are written \{{.)";
    else if (!call)
        span.problem = call.error().message;
    else if (const auto checked = checkCall(*call); !checked)
        span.problem = checked.error().message;
    return span;
}

} // namespace

std::vector<PlaceholderSpan> findPlaceholders(std::string_view text)
{
    std::vector<PlaceholderSpan> spans;
    for (const TextPart& part : splitText(text))
        if (part.kind == TextPart::Kind::Placeholder || part.kind == TextPart::Kind::Unclosed)
            spans.push_back(spanOf(part));
    return spans;
}

const std::vector<PlaceholderHelp>& placeholderHelp()
{
    static const std::vector<PlaceholderHelp> help{
        {"uuid", "{{uuid}}", "a random version 4 UUID"},
        {"now", "{{now}}", "the time, UTC, as 2026-11-23T14:07:31.208Z"},
        {"now", "{{now -5m format=ms}}", "with an offset (ms, s, m, h, d, w); format is iso, ms, s, date or time"},
        {"now", "{{now -30d..-1d format='%Y-%m-%d %H:%M'}}", "a time within a range of offsets, by a pattern"},
        {"counter", "{{counter from=55000}}", "counts up with each record; from=1 step=1 unless said otherwise"},
        {"int", "{{int 1..100}}", "a whole number from 1 to 100, each alike often"},
        {"decimal", "{{decimal 0.50..99.99}}", "an exact decimal number; digits=2 behind the point unless said otherwise"},
        {"normal", "{{normal mean=80 sd=15 min=1 digits=1}}", "normally distributed; limits by min and max"},
        {"choice", "{{choice EUR:8 USD:2 'Swiss francs'}}", "one of these, by weight (1 without one)"},
        {"bool", "{{bool p=0.1}}", "true with this chance, otherwise false"},
        {"name", "{{name}}", "a person's first and last name, letters of many countries"},
        {"first-name", "{{first-name}}", "a first name"},
        {"last-name", "{{last-name}}", "a last name, some with an apostrophe"},
        {"email", "{{email}}", "an address at example.org, which nobody can have"},
        {"city", "{{city}}", "a city; city, country and street of one record belong together"},
        {"country", "{{country}}", "two letters of a country"},
        {"street", "{{street}}", "a street and a number"},
        {"word", "{{word}}", "an English word"},
        {"words", "{{words 3..8}}", "so many words"},
        {"digits", "{{digits 5}}", "random digits, with zeros in front"},
        {"hex", "{{hex 32}}", "random hexadecimal digits"},
        {"bytes", "{{bytes 16}}", "random bytes, in hexadecimal (in a base64 payload: in base64)"},
        {"key", "{{key of 500 user-}}", "one of user-1 to user-500, each alike often"},
        {"key", "{{key of 500 user- skewed=zipf}}", "user-1 most often, user-2 half as often, user-3 a third ..."},
        {"csv", "{{csv customers.csv email}}", "a cell of a random row; mode=next takes row by row. In one record all cells of a file are of the same row, row=LABEL takes another"},
        {"ndjson", "{{ndjson customers.ndjson address.city}}", "a field of a random line, as csv; without quotes around it the JSON itself"},
        {"field", "{{field customer.id}}", "repeats another field of the same record: a path in its JSON, key, event_id, occurred_at, or a label"},
        {"as", "{{uuid as=order}} {{field order}}", "gives a placeholder a label by which it can be repeated"},
    };
    return help;
}

} // namespace weir
