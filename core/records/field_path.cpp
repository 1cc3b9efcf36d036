// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/field_path.h"

#include "core/records/filter_text.h"
#include "core/records/json_index.h"

#include <algorithm>

namespace weir {
namespace {

std::string_view partName(FieldPath::Part part)
{
    switch (part) {
    case FieldPath::Part::Key: return "key";
    case FieldPath::Part::Value: return "value";
    case FieldPath::Part::Header: return "header";
    case FieldPath::Part::Partition: return "partition";
    case FieldPath::Part::Offset: return "offset";
    case FieldPath::Part::Timestamp: return "timestamp";
    case FieldPath::Part::Size: return "size";
    }
    return "value";
}

bool isPlain(const std::string& name) { return !name.empty() && std::ranges::all_of(name, filter_text::isNameByte); }

std::optional<std::string> copied(const OptionalBytes& bytes)
{
    return bytes ? std::optional<std::string>(*bytes) : std::nullopt;
}

} // namespace

std::expected<FieldPath, FilterError> FieldPath::parse(std::string_view text)
{
    std::size_t at = 0;
    if (!filter_text::partAt(text, 0)) {
        return filter_text::wrong(
            0, text.size(), "A field begins with key, value, header[\"name\"], partition, offset, timestamp or size.");
    }
    auto field = filter_text::readField(text, at);
    if (field && at != text.size())
        return filter_text::wrong(at, text.size(), "A path goes on with .name, ..name, [\"name\"] or [0].");
    return field;
}

std::string FieldPath::text() const
{
    std::string out(partName(part));
    if (part == Part::Header)
        out += "[" + filter_text::quoted(header) + "]";
    for (const Step& step : steps) {
        if (step.kind == Step::Kind::Index) {
            out += "[" + std::to_string(step.index) + "]";
            continue;
        }
        const bool plain = isPlain(step.name);
        if (step.kind == Step::Kind::AnyDepth)
            out += "..";
        else if (plain)
            out += ".";
        out += plain ? step.name : "[" + filter_text::quoted(step.name) + "]";
    }
    return out;
}

std::optional<std::string> FieldPath::extract(const Record& record) const
{
    switch (part) {
    case Part::Partition: return std::to_string(record.partition);
    case Part::Offset: return std::to_string(record.offset);
    case Part::Size: return std::to_string(record.size());
    case Part::Timestamp:
        return record.timestamp ? std::optional(formatUtc(*record.timestamp)) : std::nullopt;
    case Part::Key:
        return steps.empty() || !record.key ? copied(record.key) : extractFrom(*record.key);
    case Part::Value:
        return steps.empty() || !record.value ? copied(record.value) : extractFrom(*record.value);
    case Part::Header: break;
    }
    for (const Header& candidate : record.headers) {
        if (candidate.name != header || !candidate.value)
            continue;
        auto found = steps.empty() ? copied(candidate.value) : extractFrom(*candidate.value);
        if (found)
            return found;
    }
    return std::nullopt;
}

std::optional<std::string> FieldPath::extractFrom(std::string_view json) const
{
    if (steps.empty())
        return std::string(json);
    // Tables ask for one cell after the other: the buffers stay, per thread.
    thread_local JsonIndex index;
    if (!index.index(json))
        return std::nullopt;
    const auto found = index.find(steps);
    if (!found || !index.isValid())
        return std::nullopt;
    if (found->kind != JsonElement::Kind::String)
        return std::string(found->bytes);
    std::string text;
    appendJsonString(text, found->bytes.substr(1, found->bytes.size() - 2));
    return text;
}

} // namespace weir
