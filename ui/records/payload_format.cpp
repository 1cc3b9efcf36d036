// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/payload_format.h"

#include "core/records/payload_text.h"

namespace weir::ui {
namespace {

/// Line breaks stay, everything else that could mislead the eye is escaped.
std::string escapedLines(std::string_view text, std::stop_token stop)
{
    std::string result;
    result.reserve(text.size());
    while (!text.empty() && !stop.stop_requested()) {
        const auto end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        result += weir::escapeForDisplay(line, line.size());
        if (end == std::string_view::npos)
            break;
        result += '\n';
        text.remove_prefix(end + 1);
    }
    return result;
}

PayloadText asText(std::string_view bytes, std::size_t limit, std::stop_token stop)
{
    // A character cut in two would show as invalid bytes that are not there.
    for (int i = 0; i < 3 && limit < bytes.size() && (static_cast<unsigned char>(bytes[limit]) & 0xC0U) == 0x80U; ++i)
        --limit;
    const std::string_view part = bytes.substr(0, limit);
    return {escapedLines(part, std::move(stop)), PayloadForm::Text, false, part.size() < bytes.size()};
}

PayloadText asHex(std::string_view bytes, std::size_t limit)
{
    return {weir::hexDump(bytes, limit), PayloadForm::Hex, false, limit < bytes.size()};
}

} // namespace

PayloadText formatPayload(std::string_view bytes, PayloadForm form, std::size_t limit, std::stop_token stop)
{
    switch (form) {
    case PayloadForm::Hex: return asHex(bytes, limit);
    case PayloadForm::Text: return asText(bytes, limit, std::move(stop));
    case PayloadForm::Pretty: break;
    }
    const auto pretty = weir::prettyJson(bytes);
    if (!pretty) {
        if (weir::classifyPayload(bytes) == weir::PayloadKind::Binary)
            return asHex(bytes, limit);
        return asText(bytes, limit, std::move(stop));
    }
    // JSON may carry bidirectional characters inside its strings; the indentation is ours and stays.
    PayloadText text = asText(*pretty, limit, std::move(stop));
    text.form = PayloadForm::Pretty;
    text.json = true;
    return text;
}

} // namespace weir::ui
