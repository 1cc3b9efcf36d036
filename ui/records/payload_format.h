// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/payload_view.h"

namespace weir::ui {

/// Formats a key or value for a PayloadView with the rules of core/records: JSON indented with its numbers untouched,
/// text with control, bidirectional and invalid bytes escaped, or a hex dump. Pure; any thread.
[[nodiscard]] PayloadText formatPayload(std::string_view bytes, PayloadForm form, std::size_t limit,
                                        std::stop_token stop);

} // namespace weir::ui
