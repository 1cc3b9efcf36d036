// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/replay_options.h"

#include "core/deadletters/json_bytes.h"
#include "core/deadletters/topic_name.h"
#include "core/records/record_json.h"

#include <array>
#include <cmath>
#include <limits>

namespace weir {
namespace {

using Json = nlohmann::json;

std::unexpected<Error> wrong(const std::string& why) { return fail(ErrorKind::InvalidInput, why); }

Result<void> checkNumbers(const ReplayOptions& options)
{
    if (options.batch < 1 || options.batch > 10'000)
        return wrong("A batch has 1 to 10,000 records, not " + std::to_string(options.batch) + ".");
    if (options.most < 0 || options.mostReplays < 0 || options.canary < 0 || options.mostFailures < 0)
        return wrong("The numbers of records, replays, canary and failures begin at 0 (no limit).");
    if (!std::isfinite(options.perSecond) || options.perSecond < 0)
        return wrong("The rate is a number of records a second, 0 for as fast as possible.");
    if (!std::isfinite(options.mostReturning) || options.mostReturning < 0 || options.mostReturning > 1)
        return wrong("The share of returning records is between 0 and 1.");
    return {};
}

/// Shortest text that reads back as the same number.
std::string numberText(double number) { return Json(number).dump(); }

template <typename Choice, std::size_t count> using Codes = std::array<std::pair<Choice, std::string_view>, count>;
constexpr Codes<HeaderPolicy, 3> headerCodes{{{HeaderPolicy::RemoveFailure, "remove_failure"},
                                              {HeaderPolicy::KeepAll, "keep_all"},
                                              {HeaderPolicy::RemoveAll, "remove_all"}}};
constexpr Codes<ReplayPartition, 2> partitionCodes{{{ReplayPartition::Original, "original"}, {ReplayPartition::ByKey, "by_key"}}};
constexpr Codes<ReplayOrder, 2> orderCodes{{{ReplayOrder::ByLetter, "by_letter"}, {ReplayOrder::ByOrigin, "by_origin"}}};
constexpr Codes<ReplayDelivery, 2> deliveryCodes{
    {{ReplayDelivery::Transactional, "transactional"}, {ReplayDelivery::AtLeastOnce, "at_least_once"}}};

template <typename Choice, std::size_t count>
std::string_view codeOf(const Codes<Choice, count>& codes, Choice choice)
{
    for (const auto& [known, code] : codes)
        if (known == choice)
            return code;
    return codes.front().second;
}

/// Reads members of one object; the first that is wrong stays as the error. Missing ones keep their default.
class Reader
{
public:
    explicit Reader(const Json& object) : m_object(object) {}

    template <typename Choice, std::size_t count>
    void choice(const char* name, const Codes<Choice, count>& codes, Choice& into)
    {
        const auto found = m_object.find(name);
        if (found == m_object.end())
            return;
        for (const auto& [known, code] : codes) {
            if (*found == code) {
                into = known;
                return;
            }
        }
        note(name);
    }
    void flag(const char* name, bool& into)
    {
        if (const auto found = m_object.find(name); found != m_object.end())
            found->is_boolean() ? void(into = found->get<bool>()) : note(name);
    }
    void number(const char* name, double& into)
    {
        if (const auto found = m_object.find(name); found != m_object.end())
            found->is_number() ? void(into = found->get<double>()) : note(name);
    }
    template <typename Integer> void integer(const char* name, Integer& into)
    {
        const auto found = m_object.find(name);
        if (found == m_object.end())
            return;
        constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
        const bool tooLarge = found->is_number_unsigned() && found->get<std::uint64_t>() > most;
        const bool fits = found->is_number_integer() && !tooLarge &&
                          found->get<std::int64_t>() >= std::numeric_limits<Integer>::min() &&
                          found->get<std::int64_t>() <= std::numeric_limits<Integer>::max();
        fits ? void(into = found->get<Integer>()) : note(name);
    }
    template <typename Value> void take(Result<Value> value, Value& into)
    {
        if (value)
            into = std::move(*value);
        else if (!m_error)
            m_error = std::move(value.error());
    }
    void note(const std::string& name)
    {
        if (!m_error)
            m_error = Error{ErrorKind::InvalidInput, "The replay's option \"" + name + "\" cannot be read.", {}, 0, false};
    }
    [[nodiscard]] const std::optional<Error>& error() const { return m_error; }

private:
    const Json& m_object;
    std::optional<Error> m_error;
};

void readEdits(const Json& list, Reader& reader, std::map<LetterPlace, RecordEdit>& edits)
{
    if (!list.is_array())
        return reader.note("edits");
    for (const Json& entry : list) {
        if (!entry.is_object() || !entry.contains("edit"))
            return reader.note("edits");
        LetterPlace place;
        OptionalBytes topic;
        Reader member(entry);
        member.take(readJsonBytes(entry, "topic"), topic);
        member.integer("partition", place.partition.partition);
        member.integer("offset", place.offset);
        RecordEdit edit;
        member.take(parseRecordEdit(entry.at("edit").dump()), edit);
        if (member.error() || !topic)
            return reader.note("edits");
        place.partition.topic = std::move(*topic);
        edits[place] = std::move(edit);
    }
}

void readConventions(const Json& list, Reader& reader, std::vector<CustomConvention>& conventions)
{
    if (!list.is_array())
        return reader.note("conventions");
    for (const Json& entry : list)
        reader.take(parseCustomConvention(entry.dump()), conventions.emplace_back());
}

std::string editsJson(const std::map<LetterPlace, RecordEdit>& edits)
{
    std::string out = "[";
    for (const auto& [place, edit] : edits) {
        out += out.size() == 1 ? "{" : ",{";
        appendJsonBytes(out, "topic", place.partition.topic);
        out += ",\"partition\":" + std::to_string(place.partition.partition);
        out += ",\"offset\":" + std::to_string(place.offset) + ",\"edit\":" + toJson(edit) + "}";
    }
    return out + "]";
}

} // namespace

std::string_view code(HeaderPolicy policy) { return codeOf(headerCodes, policy); }
std::string_view code(ReplayPartition partition) { return codeOf(partitionCodes, partition); }
std::string_view code(ReplayOrder order) { return codeOf(orderCodes, order); }
std::string_view code(ReplayDelivery delivery) { return codeOf(deliveryCodes, delivery); }

Result<void> checkOptions(const ReplayOptions& options)
{
    if (auto numbers = checkNumbers(options); !numbers)
        return numbers;
    if (options.target && !isLegalTopic(*options.target))
        return wrong("\"" + escapeForDisplay(*options.target, 249) + "\" is no topic name; name another target.");
    // What may have been written is looked for by its replay id.
    if (options.delivery == ReplayDelivery::AtLeastOnce && !options.addWeirHeaders)
        return wrong("Without transactions the weir-replay headers are needed: by them a record is found that may have "
                     "been written.");
    if (auto edit = checkEdit(options.edit); !edit)
        return edit;
    for (const auto& [place, edit] : options.edits)
        if (const auto checked = checkEdit(edit); !checked)
            return wrong(escapeForDisplay(placeText(place)) + ": " + checked.error().message);
    return {};
}

std::string toJson(const ReplayOptions& options)
{
    std::string out = "{";
    appendJsonBytes(out, "target", options.target);
    const auto text = [&](const char* name, std::string_view value) {
        ((((out += ",\"") += name) += "\":\"") += value) += '"';
    };
    const auto bare = [&](const char* name, const std::string& value) { (((out += ",\"") += name) += "\":") += value; };
    const auto flag = [&](const char* name, bool value) { bare(name, value ? "true" : "false"); };
    text("headers", code(options.headers));
    flag("add_weir_headers", options.addWeirHeaders);
    text("partition", code(options.partition));
    text("order", code(options.order));
    text("delivery", code(options.delivery));
    bare("edit", toJson(options.edit));
    bare("edits", editsJson(options.edits));
    bare("most", std::to_string(options.most));
    bare("most_replays", std::to_string(options.mostReplays));
    flag("again_if_replayed", options.againIfReplayed);
    bare("per_second", numberText(options.perSecond));
    bare("canary", std::to_string(options.canary));
    bare("batch", std::to_string(options.batch));
    bare("most_failures", std::to_string(options.mostFailures));
    bare("most_returning", numberText(options.mostReturning));
    std::string conventions;
    for (const CustomConvention& convention : options.conventions)
        conventions += (conventions.empty() ? "" : ",") + toJson(convention);
    bare("conventions", "[" + conventions + "]");
    return out + "}";
}

Result<ReplayOptions> parseReplayOptions(std::string_view json)
{
    const auto object = readJsonObjectText(json, "set of replay options");
    if (!object)
        return fail(object.error());
    ReplayOptions options;
    Reader reader(*object);
    OptionalBytes target;
    reader.take(readJsonBytes(*object, "target"), target);
    options.target = std::move(target);
    reader.choice("headers", headerCodes, options.headers);
    reader.flag("add_weir_headers", options.addWeirHeaders);
    reader.choice("partition", partitionCodes, options.partition);
    reader.choice("order", orderCodes, options.order);
    reader.choice("delivery", deliveryCodes, options.delivery);
    if (const auto edit = object->find("edit"); edit != object->end())
        reader.take(parseRecordEdit(edit->dump()), options.edit);
    if (const auto edits = object->find("edits"); edits != object->end())
        readEdits(*edits, reader, options.edits);
    reader.integer("most", options.most);
    reader.integer("most_replays", options.mostReplays);
    reader.flag("again_if_replayed", options.againIfReplayed);
    reader.number("per_second", options.perSecond);
    reader.integer("canary", options.canary);
    reader.integer("batch", options.batch);
    reader.integer("most_failures", options.mostFailures);
    reader.number("most_returning", options.mostReturning);
    if (const auto conventions = object->find("conventions"); conventions != object->end())
        readConventions(*conventions, reader, options.conventions);
    if (reader.error())
        return fail(*reader.error());
    return options;
}

} // namespace weir
