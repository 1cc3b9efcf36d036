// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/custom_convention.h"

namespace weir {

std::string toJson(const CustomConvention&) { return "{}"; }
Result<CustomConvention> parseCustomConvention(std::string_view) { return fail(ErrorKind::Unsupported, "Not built yet."); }
std::string_view failureFieldCode(FailureField) { return {}; }
std::string_view headerEncodingCode(HeaderEncoding) { return {}; }

} // namespace weir
