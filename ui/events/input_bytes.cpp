// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/input_bytes.h"

#include "core/records/payload_text.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <array>

namespace weir::ui {
namespace {

constexpr std::size_t editedAtMost = std::size_t{64} << 10U;

class InputWords
{
    Q_DECLARE_TR_FUNCTIONS(InputBytes)
};

std::string withoutSpace(const QString& text)
{
    std::string result = text.toStdString();
    std::erase_if(result, [](char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; });
    return result;
}

/// What a text editor of Qt replaces or swallows (seen with QPlainTextEdit on Qt 6.4).
bool survivesEditor(const QString& text)
{
    constexpr std::array<char16_t, 8> changed{u'\0', u'\r', u'\x00a0', u'\x2028', u'\x2029', u'\xfdd0', u'\xfdd1', u'\xfffc'};
    return std::ranges::none_of(text, [&](QChar c) {
        return std::ranges::find(changed, c.unicode()) != changed.end() || (c.unicode() < 0x20 && c != u'\n' && c != u'\t');
    });
}

} // namespace

QString inputTypeName(InputType type)
{
    switch (type) {
    case InputType::Text: return InputWords::tr("text");
    case InputType::Json: return InputWords::tr("JSON");
    case InputType::Hex: return InputWords::tr("hex");
    case InputType::Base64: return InputWords::tr("base64");
    case InputType::Null: return InputWords::tr("NULL");
    case InputType::Empty: return InputWords::tr("empty");
    case InputType::Original: return InputWords::tr("unchanged");
    }
    return {};
}

Result<OptionalBytes> bytesOf(InputType type, const QString& text, const OptionalBytes& original)
{
    switch (type) {
    case InputType::Text: return text.toStdString();
    case InputType::Json: {
        std::string json = text.toStdString();
        if (const auto checked = compactJson(json); !checked)
            return fail(checked.error());
        return json;
    }
    case InputType::Hex:
        if (auto bytes = fromHex(withoutSpace(text)))
            return std::move(*bytes);
        return fail(ErrorKind::InvalidInput,
                    InputWords::tr("This is not hexadecimal: pairs of the digits 0-9 and a-f are expected.").toStdString());
    case InputType::Base64:
        if (auto bytes = fromBase64(withoutSpace(text)))
            return std::move(*bytes);
        return fail(ErrorKind::InvalidInput,
                    InputWords::tr("This is not base64 with padding (RFC 4648).").toStdString());
    case InputType::Null: return std::nullopt;
    case InputType::Empty: return Bytes();
    case InputType::Original: return original;
    }
    return std::nullopt;
}

Input inputFor(const OptionalBytes& bytes)
{
    if (!bytes)
        return {InputType::Null, {}};
    if (bytes->empty())
        return {InputType::Empty, {}};
    if (bytes->size() > editedAtMost || !isUtf8(*bytes))
        return {InputType::Original, {}};
    const QString text = QString::fromStdString(*bytes);
    if (!survivesEditor(text) || text.toStdString() != *bytes)
        return {InputType::Original, {}};
    const bool structured = text.trimmed().startsWith(u'{') || text.trimmed().startsWith(u'[');
    return {structured && compactJson(*bytes) ? InputType::Json : InputType::Text, text};
}

} // namespace weir::ui
