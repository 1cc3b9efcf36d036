// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/input_bytes.h"

#include "core/events/placeholder.h"
#include "core/records/payload_text.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <array>

namespace weir::ui {
namespace {

constexpr std::size_t editedAtMost = std::size_t{64} << 10U;
constexpr std::string_view escapedBraces = "\\{{";

class InputWords
{
    Q_DECLARE_TR_FUNCTIONS(InputBytes)
};

/// What a text editor of Qt replaces or swallows (seen with QPlainTextEdit on Qt 6.4).
bool survivesEditor(const QString& text)
{
    constexpr std::array<char16_t, 8> changed{u'\0', u'\r', u'\x00a0', u'\x2028', u'\x2029', u'\xfdd0', u'\xfdd1', u'\xfffc'};
    return std::ranges::none_of(text, [&](QChar c) {
        return std::ranges::find(changed, c.unicode()) != changed.end() || (c.unicode() < 0x20 && c != u'\n' && c != u'\t');
    });
}

PayloadType payloadTypeOf(InputType type)
{
    // The same names in the same order; Original is the editor's own and travels as base64.
    static_assert(static_cast<int>(InputType::Empty) == static_cast<int>(PayloadType::Empty));
    static_assert(allPayloadTypes.size() == static_cast<std::size_t>(InputType::Original));
    return type == InputType::Original ? PayloadType::Base64 : static_cast<PayloadType>(type);
}

/// The text without the marks before braces that are no placeholder.
std::string unmarked(std::string text)
{
    for (std::size_t at = text.find(escapedBraces); at != std::string::npos; at = text.find(escapedBraces, at + 2))
        text.erase(at, 1);
    return text;
}

/// JSON with placeholders cannot be parsed; with digits in their place, which are good inside strings and outside, it can,
/// and every byte stays where it is.
Result<void> checkJsonAround(std::string text, const std::vector<PlaceholderSpan>& spans)
{
    for (const PlaceholderSpan& span : spans)
        text.replace(span.begin, span.length, span.length, '1');
    for (std::size_t at = text.find(escapedBraces); at != std::string::npos; at = text.find(escapedBraces, at + 2))
        text.replace(at, 1, 1, '1');
    const auto checked = compactJson(text);
    return checked ? Result<void>() : fail(checked.error());
}

} // namespace

QString inputTypeName(InputType type)
{
    switch (type) {
    case InputType::Text: return InputWords::tr("text");
    case InputType::Json: return InputWords::tr("JSON");
    case InputType::Hex: return InputWords::tr("hex");
    case InputType::Base64: return InputWords::tr("base64");
    case InputType::Int32: return InputWords::tr("int32");
    case InputType::Int64: return InputWords::tr("int64");
    case InputType::Null: return InputWords::tr("NULL");
    case InputType::Empty: return InputWords::tr("empty");
    case InputType::Original: return InputWords::tr("unchanged");
    }
    return {};
}

const std::vector<InputType>& allInputTypes()
{
    static const std::vector<InputType> types{InputType::Text,  InputType::Json,  InputType::Hex,  InputType::Base64,
                                              InputType::Int32, InputType::Int64, InputType::Null, InputType::Empty};
    return types;
}

InputType inputTypeOf(PayloadType type)
{
    return static_cast<InputType>(type);
}

bool isTyped(InputType type)
{
    return type != InputType::Null && type != InputType::Empty && type != InputType::Original;
}

TemplatePayload payloadOf(InputType type, const QString& text, const OptionalBytes& original)
{
    if (type != InputType::Original)
        return {payloadTypeOf(type), isTyped(type) ? text.toStdString() : std::string()};
    if (!original)
        return {PayloadType::Null, {}};
    return original->empty() ? TemplatePayload{PayloadType::Empty, {}} : TemplatePayload{PayloadType::Base64, toBase64(*original)};
}

InputCheck checkInput(InputType type, const QString& text, const OptionalBytes& original)
{
    if (type == InputType::Original)
        return {original, false};
    if (!isTyped(type))
        return {payloadBytes(payloadTypeOf(type), {}), false};
    std::string written = text.toStdString();
    const auto spans = findPlaceholders(written);
    for (const PlaceholderSpan& span : spans) {
        if (!span.problem.empty())
            return {fail(ErrorKind::InvalidInput, span.problem), true};
    }
    if (type == InputType::Json) {
        if (const auto checked = checkJsonAround(written, spans); !checked)
            return {fail(checked.error()), !spans.empty()};
    }
    if (!spans.empty())
        return {OptionalBytes(std::move(written)), true};
    return {payloadBytes(payloadTypeOf(type), unmarked(std::move(written))), false};
}

Result<OptionalBytes> bytesOf(InputType type, const QString& text, const OptionalBytes& original)
{
    return checkInput(type, text, original).bytes;
}

Input inputFor(const OptionalBytes& bytes)
{
    if (!bytes)
        return {InputType::Null, {}};
    if (bytes->empty())
        return {InputType::Empty, {}};
    // A mark before braces could no longer be told from one of ours.
    if (bytes->size() > editedAtMost || !isUtf8(*bytes) || bytes->find(escapedBraces) != Bytes::npos)
        return {InputType::Original, {}};
    QString text = QString::fromStdString(*bytes);
    if (!survivesEditor(text) || text.toStdString() != *bytes)
        return {InputType::Original, {}};
    const bool structured = text.trimmed().startsWith(u'{') || text.trimmed().startsWith(u'[');
    const InputType type = structured && compactJson(*bytes) ? InputType::Json : InputType::Text;
    return {type, text.replace(QLatin1String("{{"), QLatin1String("\\{{"))};
}

} // namespace weir::ui
