// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/payload_formatter.h"

#include "core/records/payload_text.h"

namespace weir::ui {

std::string escapedLines(std::string_view bytes)
{
    std::string result;
    result.reserve(bytes.size());
    const auto add = [&](std::string_view part) { result += escapeForDisplay(part, part.size()); };
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= bytes.size(); ++i) {
        if (i < bytes.size() && bytes[i] != '\n' && bytes[i] != '\t')
            continue;
        add(bytes.substr(begin, i - begin));
        if (i < bytes.size())
            result += bytes[i] == '\n' ? "\n" : "    ";
        begin = i + 1;
    }
    return result;
}

PayloadText formatPayload(std::string_view bytes, PayloadForm form, std::size_t limit, const std::stop_token& stop)
{
    PayloadText result;
    result.form = form;
    if (form == PayloadForm::Pretty) {
        // Half a JSON text is no JSON, so the whole of it is looked at before anything is cut.
        if (auto pretty = prettyJson(bytes)) {
            result.json = true;
            result.cut = pretty->size() > 2 * limit;
            if (result.cut)
                pretty->resize(pretty->find_last_of('\n', 2 * limit));
            result.text = escapedLines(*pretty);
            return result;
        }
        result.form = isUtf8(bytes) ? PayloadForm::Text : PayloadForm::Hex;
    }
    if (stop.stop_requested())
        return result;
    result.cut = bytes.size() > limit;
    bytes = bytes.substr(0, limit);
    result.text = result.form == PayloadForm::Hex ? hexDump(bytes, limit) : escapedLines(bytes);
    return result;
}

} // namespace weir::ui
