// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/event_template.h"

namespace weir::lines {

/// How texts, payloads and header names stand in the lines of a template file. A text stands as it is, or, where that would
/// not come back (control characters, white space at its ends, a quote at its beginning), as a JSON string. Behind the type
/// json a quote begins JSON itself; there "json-quoted" marks a string. Pure; any thread.

[[nodiscard]] std::string_view trimmed(std::string_view text);

[[nodiscard]] std::string text(std::string_view value);
[[nodiscard]] Result<std::string> readText(std::string_view written);
/// `text ord-{{counter}}`, `json {"a":1}`, `json-quoted "{\n}"`, `null`.
[[nodiscard]] std::string payload(const TemplatePayload& value);
[[nodiscard]] Result<TemplatePayload> readPayload(std::string_view written);
/// The name alone; reading takes it and the equals sign behind it away from `written`.
[[nodiscard]] std::string headerName(std::string_view name);
[[nodiscard]] Result<std::string> readHeaderName(std::string_view& written);

} // namespace weir::lines
