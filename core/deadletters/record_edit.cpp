// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/record_edit.h"

#include "core/deadletters/json_splice.h"
#include "core/deadletters/record_digest.h"

#include <algorithm>

namespace weir {
namespace {

using Kind = FieldOperation::Kind;

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view space = " \t\r\n";
    const std::size_t begin = std::min(text.find_first_not_of(space), text.size());
    return text.substr(begin, text.find_last_not_of(space) + 1 - begin);
}

std::string_view jsonOf(const OptionalBytes& text) { return text ? trimmed(*text) : std::string_view("null"); }

std::unexpected<Error> refused(const FieldOperation& operation, const std::string& why)
{
    return fail(ErrorKind::InvalidInput, operation.path.text() + " cannot be changed: " + why);
}

/// One operation inside a JSON payload.
Result<void> editJson(OptionalBytes& payload, const FieldOperation& operation)
{
    if (!payload) {
        if (operation.kind != Kind::Set)
            return {};
        return refused(operation, "there is NULL, not JSON.");
    }
    const auto json = JsonSplice::read(*payload);
    if (!json)
        return refused(operation, json.error().message);
    const auto& steps = operation.path.steps;
    if (operation.kind == Kind::Remove) {
        payload = json->remove(steps);
        return {};
    }
    if (operation.kind == Kind::Replace) {
        const auto now = json->find(steps);
        if (!now)
            return {};
        const auto found = JsonSplice::read(*now);
        const auto wanted = JsonSplice::read(jsonOf(operation.from));
        if (!wanted)
            return refused(operation, wanted.error().message);
        if (!found || !found->equals(*wanted))
            return {};
    }
    auto text = json->set(steps, jsonOf(operation.to));
    if (!text)
        return refused(operation, text.error().message);
    payload = std::move(*text);
    return {};
}

Result<void> editPayload(OptionalBytes& payload, const FieldOperation& operation)
{
    if (!operation.path.steps.empty())
        return editJson(payload, operation);
    if (operation.kind == Kind::Remove)
        payload.reset();
    else if (operation.kind == Kind::Set || payload == operation.from)
        payload = operation.to;
    return {};
}

/// The header that FieldPath::extract reads; where it reads none, the first of that name. Null: there is none.
Header* headerOf(Headers& headers, const FieldPath& path)
{
    Header* first = nullptr;
    Header* firstWithValue = nullptr;
    for (Header& header : headers) {
        if (header.name != path.header)
            continue;
        if (first == nullptr)
            first = &header;
        if (!header.value)
            continue;
        if (path.steps.empty() || path.extractFrom(*header.value))
            return &header;
        if (firstWithValue == nullptr)
            firstWithValue = &header;
    }
    return firstWithValue != nullptr ? firstWithValue : first;
}

Result<void> editHeader(Headers& headers, const FieldOperation& operation)
{
    const FieldPath& path = operation.path;
    if (path.steps.empty() && operation.kind == Kind::Remove) {
        std::erase_if(headers, [&](const Header& header) { return header.name == path.header; });
        return {};
    }
    Header* header = headerOf(headers, path);
    if (header != nullptr)
        return editPayload(header->value, operation);
    if (operation.kind != Kind::Set)
        return {};
    if (!path.steps.empty())
        return refused(operation, "there is no such header.");
    headers.push_back({path.header, operation.to});
    return {};
}

Result<void> apply(Record& record, const FieldOperation& operation)
{
    switch (operation.path.part) {
    case FieldPath::Part::Key: return editPayload(record.key, operation);
    case FieldPath::Part::Value: return editPayload(record.value, operation);
    default: return editHeader(record.headers, operation);
    }
}

Result<void> checkOperation(const FieldOperation& operation)
{
    const FieldPath& path = operation.path;
    if (path.part != FieldPath::Part::Key && path.part != FieldPath::Part::Value && path.part != FieldPath::Part::Header)
        return refused(operation, "only key, value, header[\"name\"] and fields inside them can be.");
    if (std::ranges::any_of(path.steps, [](const auto& step) { return step.kind == FieldPath::Step::Kind::AnyDepth; }))
        return refused(operation, "\"..\" may mean several places; name the whole path.");
    if (path.steps.empty() || operation.kind == Kind::Remove)
        return {};
    for (const auto* text : {&operation.to, operation.kind == Kind::Replace ? &operation.from : &operation.to})
        if (const auto json = JsonSplice::read(jsonOf(*text)); !json)
            return refused(operation, "inside JSON it takes JSON (\"text\" in quotes, 12.90, true, null). " +
                                          json.error().message);
    return {};
}

} // namespace

Result<void> checkEdit(const RecordEdit& edit)
{
    for (const FieldOperation& operation : edit.operations)
        if (auto checked = checkOperation(operation); !checked)
            return checked;
    return {};
}

Result<Record> applyEdit(const Record& record, const RecordEdit& edit)
{
    Record edited = record;
    if (edit.key)
        edited.key = *edit.key;
    if (edit.value)
        edited.value = *edit.value;
    if (edit.headers)
        edited.headers = *edit.headers;
    for (const FieldOperation& operation : edit.operations) {
        if (const auto checked = checkOperation(operation); !checked)
            return fail(checked.error());
        if (const auto applied = apply(edited, operation); !applied)
            return fail(applied.error());
    }
    return edited;
}

std::string editHash(const RecordEdit& edit) { return edit.empty() ? std::string() : textHash(toJson(edit), 16); }

} // namespace weir
