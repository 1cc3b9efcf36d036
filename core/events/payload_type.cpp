// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/payload_type.h"

namespace weir {

std::string_view payloadTypeName(PayloadType) { return {}; }
std::optional<PayloadType> payloadTypeNamed(std::string_view) { return std::nullopt; }
Result<OptionalBytes> payloadBytes(PayloadType, std::string_view) { return fail(ErrorKind::Unsupported, "Payload types are missing."); }

} // namespace weir
