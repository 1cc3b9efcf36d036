// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/payload_view.h"

namespace weir::ui {

/// Bytes as lines for a PayloadView: pretty JSON where they are JSON, text with control and bidirectional characters
/// escaped, or a hex dump. Pure; runs on the pool.
[[nodiscard]] PayloadText formatPayload(std::string_view bytes, PayloadForm form, std::size_t limit,
                                        const std::stop_token& stop);
/// Several lines made safe to show: as escapeForDisplay(), but line ends stay line ends and tabs become spaces.
[[nodiscard]] std::string escapedLines(std::string_view bytes);

} // namespace weir::ui
