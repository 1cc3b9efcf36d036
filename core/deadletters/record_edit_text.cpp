// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/json_bytes.h"
#include "core/deadletters/record_edit.h"
#include "core/records/filter_text.h"
#include "core/records/json_scanner.h"
#include "core/records/record_json.h"

#include <algorithm>

namespace weir {
namespace {

using Kind = FieldOperation::Kind;

std::string_view verb(Kind kind)
{
    switch (kind) {
    case Kind::Set: return "set";
    case Kind::Remove: return "remove";
    case Kind::Replace: return "replace";
    }
    return "set";
}

std::optional<Kind> kindOf(std::string_view word)
{
    for (const Kind kind : {Kind::Set, Kind::Remove, Kind::Replace})
        if (word == verb(kind))
            return kind;
    return std::nullopt;
}

std::unexpected<Error> expected(const std::string& what)
{
    return fail(ErrorKind::InvalidInput,
                "This is no edit: " + what + R"( Examples: set value.data.amount = 12.90; set header["source"] = web; )" +
                    R"(remove value.debug; replace value.currency "EUR" with "USD"; set key = NULL.)");
}

/// How many bytes at the beginning of `text` are one JSON value; 0: none.
std::size_t jsonLength(std::string_view text)
{
    JsonScanner scanner(text);
    for (;;) {
        const auto token = scanner.next();
        if (!token || *token == JsonScanner::Token::Done)
            return 0;
        if (scanner.depth() == 0)
            return static_cast<std::size_t>(scanner.text().data() - text.data()) + scanner.text().size();
    }
}

class OperationReader
{
public:
    explicit OperationReader(std::string_view text) : m_text(text) {}

    Result<FieldOperation> read()
    {
        skipSpace();
        const auto kind = kindOf(word());
        if (!kind)
            return expected("it begins with set, remove or replace.");
        m_operation.kind = *kind;
        skipSpace();
        if (!filter_text::partAt(m_text, m_at))
            return expected("behind the first word stands a field: key, value, header[\"name\"] or value.data.amount.");
        auto field = filter_text::readField(m_text, m_at);
        if (!field)
            return expected(field.error().message);
        m_operation.path = std::move(*field);
        if (auto rest = operands(); !rest)
            return fail(std::move(rest.error()));
        if (auto checked = checkEdit({{}, {}, {}, {m_operation}}); !checked)
            return fail(std::move(checked.error()));
        return std::move(m_operation);
    }

private:
    Result<void> operands()
    {
        skipSpace();
        if (m_operation.kind == Kind::Remove)
            return m_at == m_text.size() ? Result<void>() : expected("nothing stands behind the field that is removed.");
        if (m_operation.kind == Kind::Set) {
            if (m_at == m_text.size() || m_text[m_at] != '=')
                return expected("= stands behind the field that is set.");
            ++m_at;
            return last(m_operation.to);
        }
        if (auto from = first(m_operation.from); !from)
            return from;
        skipSpace();
        if (word() != "with")
            return expected("with stands between what is replaced and what comes instead.");
        return last(m_operation.to);
    }

    /// What is replaced: up to "with".
    Result<void> first(OptionalBytes& operand)
    {
        const std::string_view rest = m_text.substr(m_at);
        if (rest.starts_with("NULL") && (rest.size() == 4 || filter_text::isSpace(rest[4]))) {
            m_at += 4;
            return {};
        }
        if (!m_operation.path.steps.empty()) {
            const std::size_t length = jsonLength(rest);
            operand = Bytes(rest.substr(0, length));
            m_at += length;
            return length > 0 ? Result<void>() : expected("what is replaced inside JSON is JSON.");
        }
        if (rest.starts_with('"'))
            return quoted(operand);
        const std::size_t length = rest.find(" with ");
        if (length == std::string_view::npos)
            return expected("with stands between what is replaced and what comes instead.");
        operand = Bytes(rest.substr(0, length));
        m_at += length;
        return {};
    }

    /// What the field gets: the rest.
    Result<void> last(OptionalBytes& operand)
    {
        skipSpace();
        std::string_view rest = m_text.substr(m_at);
        while (!rest.empty() && filter_text::isSpace(rest.back()))
            rest.remove_suffix(1);
        if (rest.empty())
            return expected("the new value is missing (\"\" is the empty one).");
        if (rest == "NULL")
            return {};
        if (m_operation.path.steps.empty() && rest.front() == '"') {
            if (auto read = quoted(operand); !read)
                return read;
            skipSpace();
            return m_at == m_text.size() ? Result<void>() : expected("something follows the closing quote.");
        }
        operand = Bytes(rest);
        return {};
    }

    Result<void> quoted(OptionalBytes& operand)
    {
        auto text = filter_text::readQuoted(m_text, m_at);
        if (!text)
            return expected(text.error().message);
        operand = std::move(*text);
        return {};
    }

    void skipSpace()
    {
        while (m_at < m_text.size() && filter_text::isSpace(m_text[m_at]))
            ++m_at;
    }
    std::string_view word()
    {
        const std::size_t begin = m_at;
        while (m_at < m_text.size() && !filter_text::isSpace(m_text[m_at]))
            ++m_at;
        return m_text.substr(begin, m_at - begin);
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    FieldOperation m_operation;
};

std::string operandText(const FieldPath& path, const OptionalBytes& operand)
{
    if (!operand)
        return "NULL";
    if (!path.steps.empty()) {
        std::string_view json = *operand;
        while (!json.empty() && filter_text::isSpace(json.back()))
            json.remove_suffix(1);
        while (!json.empty() && filter_text::isSpace(json.front()))
            json.remove_prefix(1);
        return std::string(json);
    }
    const bool plain = !operand->empty() && *operand != "NULL" && isUtf8(*operand) &&
                       std::ranges::all_of(*operand, filter_text::isWordByte);
    return plain ? *operand : filter_text::quoted(*operand);
}

Result<FieldOperation> operationFrom(const nlohmann::json& object)
{
    if (!object.is_object())
        return fail(ErrorKind::InvalidInput, "An operation is not an object.");
    FieldOperation operation;
    const auto name = object.find("op");
    const auto kind = name != object.end() && name->is_string() ? kindOf(name->get_ref<const std::string&>()) : std::nullopt;
    if (!kind)
        return fail(ErrorKind::InvalidInput, "\"op\" is none of set, remove, replace.");
    operation.kind = *kind;
    auto path = readJsonBytes(object, "path");
    auto to = readJsonBytes(object, "to");
    auto from = readJsonBytes(object, "from");
    for (const auto* one : {&path, &to, &from})
        if (!*one)
            return fail(one->error());
    auto field = FieldPath::parse(path->value_or(Bytes()));
    if (!field)
        return fail(ErrorKind::InvalidInput, "\"path\" is no field: " + field.error().message);
    operation.path = std::move(*field);
    operation.to = std::move(*to);
    operation.from = std::move(*from);
    return operation;
}

Result<void> readOperations(const nlohmann::json& object, RecordEdit& edit)
{
    const auto operations = object.find("operations");
    if (operations == object.end())
        return {};
    if (!operations->is_array())
        return fail(ErrorKind::InvalidInput, "\"operations\" is not a list.");
    for (const nlohmann::json& entry : *operations) {
        auto operation = operationFrom(entry);
        if (!operation)
            return fail(std::move(operation.error()));
        edit.operations.push_back(std::move(*operation));
    }
    return {};
}

} // namespace

Result<FieldOperation> parseFieldOperation(std::string_view text) { return OperationReader(text).read(); }

std::string toText(const FieldOperation& operation)
{
    std::string text(verb(operation.kind));
    text += ' ' + operation.path.text();
    if (operation.kind == Kind::Set)
        text += " = " + operandText(operation.path, operation.to);
    if (operation.kind == Kind::Replace)
        text += ' ' + operandText(operation.path, operation.from) + " with " + operandText(operation.path, operation.to);
    return text;
}

std::string toJson(const RecordEdit& edit)
{
    std::string out = "{";
    const auto next = [&out] {
        if (out.size() > 1)
            out += ',';
    };
    if (edit.key)
        appendJsonBytes(out, "key", *edit.key);
    if (edit.value) {
        next();
        appendJsonBytes(out, "value", *edit.value);
    }
    if (edit.headers) {
        next();
        out += "\"headers\":" + headersJson(*edit.headers);
    }
    if (!edit.operations.empty()) {
        next();
        out += "\"operations\":[";
        for (const FieldOperation& operation : edit.operations) {
            out += out.ends_with('[') ? "{\"op\":\"" : ",{\"op\":\"";
            out += verb(operation.kind);
            out += "\",";
            appendJsonBytes(out, "path", operation.path.text());
            out += ',';
            appendJsonBytes(out, "to", operation.to);
            out += ',';
            appendJsonBytes(out, "from", operation.from);
            out += '}';
        }
        out += ']';
    }
    return out + "}";
}

Result<RecordEdit> parseRecordEdit(std::string_view json)
{
    const auto object = readJsonObjectText(json, "edit of a record");
    if (!object)
        return fail(object.error());
    RecordEdit edit;
    for (const auto& [name, payload] : {std::pair{"key", &edit.key}, std::pair{"value", &edit.value}}) {
        if (!hasJsonBytes(*object, name))
            continue;
        auto bytes = readJsonBytes(*object, name);
        if (!bytes)
            return fail(std::move(bytes.error()));
        payload->emplace(std::move(*bytes));
    }
    if (const auto headers = object->find("headers"); headers != object->end()) {
        auto read = readJsonHeaders(*headers);
        if (!read)
            return fail(std::move(read.error()));
        edit.headers = std::move(*read);
    }
    if (auto operations = readOperations(*object, edit); !operations)
        return fail(std::move(operations.error()));
    return edit;
}

} // namespace weir
