// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/payload_format.h"

#include "core/records/payload_decoder.h"

#include <algorithm>

namespace weir {
namespace {

/// At most `limit` bytes, without a character that the cut would go through: its rest would show as invalid bytes that are
/// not there.
std::string_view firstPart(std::string_view bytes, std::size_t limit)
{
    for (int i = 0; i < 3 && limit > 0 && limit < bytes.size() && (static_cast<unsigned char>(bytes[limit]) & 0xC0U) == 0x80U; ++i)
        --limit;
    return bytes.substr(0, limit);
}

PayloadText asText(std::string_view bytes, std::size_t limit, const std::stop_token& stop)
{
    const std::string_view part = firstPart(bytes, limit);
    PayloadText text;
    text.text = escapedLines(part, stop);
    text.cut = part.size() < bytes.size();
    return text;
}

PayloadText asRaw(std::string_view bytes, std::size_t limit)
{
    const std::string_view part = firstPart(bytes, limit);
    PayloadText text;
    text.form = PayloadForm::Raw;
    text.text = escapeForDisplay(part, part.size());
    text.cut = part.size() < bytes.size();
    return text;
}

PayloadText asHex(std::string_view bytes, std::size_t limit)
{
    PayloadText text;
    text.form = PayloadForm::Hex;
    text.text = bytes.substr(0, limit);
    text.cut = limit < bytes.size();
    return text;
}

PayloadText asPretty(std::string_view content, PayloadKind kind, std::size_t limit, const std::stop_token& stop)
{
    if (kind == PayloadKind::Binary)
        return asHex(content, limit);
    // Half a JSON text is no JSON, so the whole of it is looked at before anything is cut.
    const auto pretty = kind == PayloadKind::Json ? prettyJson(content) : fail(ErrorKind::InvalidInput, {});
    if (!pretty)
        return asText(content, limit, stop);
    // JSON may carry bidirectional characters inside its strings; the indentation is ours and stays.
    PayloadText text = asText(*pretty, limit, stop);
    text.form = PayloadForm::Pretty;
    text.json = true;
    return text;
}

} // namespace

PayloadText formatPayload(std::string_view bytes, PayloadForm form, std::size_t limit, std::stop_token stop)
{
    if (form == PayloadForm::Raw)
        return asRaw(bytes, limit);
    if (form == PayloadForm::Hex)
        return asHex(bytes, limit);
    const DecodedPayload decoded = decodePayload(bytes, stop);
    const std::string_view content = decoded.content(bytes);
    PayloadText text = form == PayloadForm::Text ? asText(content, limit, stop)
                                                 : asPretty(content, decoded.kind, limit, stop);
    if (form != PayloadForm::Text || !decoded.steps.empty())
        text.note = decodeNote(decoded);
    if (decoded.cut)
        text.warning = "only the first " + byteCountText(decoded.unpacked.size()) + " were unpacked";
    return text;
}

std::string escapedLines(std::string_view bytes, const std::stop_token& stop)
{
    std::string result;
    result.reserve(bytes.size());
    while (!bytes.empty() && !stop.stop_requested()) {
        const auto end = std::min(bytes.find_first_of("\n\t"), bytes.size());
        result += escapeForDisplay(bytes.substr(0, end), end);
        if (end == bytes.size())
            break;
        result += bytes[end] == '\n' ? "\n" : "    ";
        bytes.remove_prefix(end + 1);
    }
    return result;
}

} // namespace weir
