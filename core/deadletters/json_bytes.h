// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/kafka/record.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace weir {

/// Private to the files that are kept in the journal: any bytes in JSON, without loss.

/// `"name":"text"`, `"name":null`, or `"name_base64":"…"` for bytes that are no UTF-8.
void appendJsonBytes(std::string& out, std::string_view name, const OptionalBytes& bytes);
/// What appendJsonBytes() wrote; NULL when neither is there.
[[nodiscard]] Result<OptionalBytes> readJsonBytes(const nlohmann::json& object, const std::string& name);
[[nodiscard]] bool hasJsonBytes(const nlohmann::json& object, const std::string& name);
/// What headersJson() of record_json.h wrote.
[[nodiscard]] Result<Headers> readJsonHeaders(const nlohmann::json& array);
/// A JSON object, nested no deeper than JsonScanner allows; InvalidInput names `what` it should be.
[[nodiscard]] Result<nlohmann::json> readJsonObjectText(std::string_view text, const char* what);

} // namespace weir
