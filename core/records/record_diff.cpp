// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/record_diff.h"

#include "core/records/json_diff.h"
#include "core/records/payload_decoder.h"

#include <algorithm>
#include <map>

namespace weir {
namespace {


std::string payloadName(const OptionalBytes& bytes)
{
    if (!bytes)
        return "NULL";
    return bytes->empty() ? "empty" : bytes->substr(0, FieldDifference::mostText);
}

void add(RecordDiff& into, std::string field, std::optional<std::string> left, std::optional<std::string> right)
{
    const FieldChange change = !left ? FieldChange::Added : !right ? FieldChange::Removed : FieldChange::Changed;
    into.fields.push_back({std::move(field), std::move(left), std::move(right), change});
}

/// A tree over what is inside the payload; nullopt when that is no JSON.
std::optional<JsonTree> treeOf(const OptionalBytes& payload, const std::stop_token& stop)
{
    if (!payload || payload->empty())
        return std::nullopt;
    DecodedPayload decoded = decodePayload(*payload, stop);
    if (decoded.kind != PayloadKind::Json)
        return std::nullopt;
    Bytes content = decoded.steps.empty() ? *payload : std::move(decoded.unpacked);
    auto tree = JsonTree::build(std::make_shared<const Bytes>(std::move(content)), stop);
    return tree ? std::optional(std::move(*tree)) : std::nullopt;
}

void comparePayload(const OptionalBytes& left, const OptionalBytes& right, const FieldPath& part, RecordDiff& into,
                    const std::stop_token& stop)
{
    if (left == right)
        return;
    const auto lefts = treeOf(left, stop);
    const auto rights = lefts ? treeOf(right, stop) : std::nullopt;
    if (lefts && rights)
        return diffJson(*lefts, *rights, part, into, stop);
    into.fields.push_back({part.text(), payloadName(left), payloadName(right), FieldChange::Changed});
}

/// Headers by name, repeated ones by their turn.
using Turn = std::pair<Bytes, std::size_t>;
std::vector<std::pair<Turn, const Header*>> turns(const Headers& headers)
{
    std::vector<std::pair<Turn, const Header*>> result;
    std::map<Bytes, std::size_t> seen;
    for (const Header& header : headers)
        result.push_back({{header.name, seen[header.name]++}, &header});
    return result;
}

std::string headerName(const Turn& turn)
{
    FieldPath path;
    path.part = FieldPath::Part::Header;
    path.header = isUtf8(turn.first) ? turn.first : escapeForDisplay(turn.first);
    return path.text() + (turn.second == 0 ? "" : " #" + std::to_string(turn.second + 1));
}

std::string namesInOrder(const Headers& headers)
{
    std::string names;
    for (const Header& header : headers)
        names += (names.empty() ? "" : ", ") + escapeForDisplay(header.name, 100);
    return names.substr(0, FieldDifference::mostText);
}

void compareHeaders(const Headers& left, const Headers& right, RecordDiff& into, const std::stop_token& stop)
{
    const std::size_t before = into.fields.size();
    const auto lefts = turns(left);
    const auto rights = turns(right);
    std::map<Turn, const Header*> others(rights.begin(), rights.end());
    for (const auto& [turn, header] : lefts) {
        if (stop.stop_requested())
            return;
        const auto other = others.find(turn);
        if (other == others.end()) {
            into.fields.push_back({headerName(turn), payloadName(header->value), {}, FieldChange::Removed});
            continue;
        }
        if (header->value != other->second->value)
            into.fields.push_back({headerName(turn), payloadName(header->value), payloadName(other->second->value),
                                   FieldChange::Changed});
        others.erase(other);
    }
    for (const auto& [turn, header] : rights) {
        if (others.contains(turn))
            into.fields.push_back({headerName(turn), {}, payloadName(header->value), FieldChange::Added});
    }
    // The same headers with the same values in another order: consumers that read the last one may see another.
    if (into.fields.size() == before && left != right)
        add(into, "order of headers", namesInOrder(left), namesInOrder(right));
}

std::optional<std::string> timeText(const Record& record)
{
    return record.timestamp ? std::optional(formatUtc(*record.timestamp)) : std::nullopt;
}

} // namespace

std::string_view fieldChangeName(FieldChange change)
{
    switch (change) {
    case FieldChange::Added: return "added";
    case FieldChange::Removed: return "removed";
    case FieldChange::Changed: return "changed";
    case FieldChange::Rewritten: return "written differently";
    }
    return "changed";
}

RecordDiff diffRecords(const Record& left, const Record& right, std::stop_token stop)
{
    RecordDiff diff;
    diff.sameKey = left.key == right.key;
    diff.sameValue = left.value == right.value;
    diff.sameHeaders = left.headers == right.headers;
    if (left.topic != right.topic)
        add(diff, "topic", left.topic, right.topic);
    if (left.partition != right.partition)
        add(diff, "partition", std::to_string(left.partition), std::to_string(right.partition));
    if (left.timestamp != right.timestamp)
        add(diff, "timestamp", timeText(left), timeText(right));
    if (left.size() != right.size())
        add(diff, "size", std::to_string(left.size()), std::to_string(right.size()));
    FieldPath part;
    part.part = FieldPath::Part::Key;
    comparePayload(left.key, right.key, part, diff, stop);
    compareHeaders(left.headers, right.headers, diff, stop);
    part.part = FieldPath::Part::Value;
    comparePayload(left.value, right.value, part, diff, stop);
    diff.cut = diff.cut || stop.stop_requested();
    return diff;
}

} // namespace weir
