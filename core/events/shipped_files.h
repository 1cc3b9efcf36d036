// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string_view>

namespace weir {

/// A file of resources/templates, inside the binary.
struct ShippedFile {
    std::string_view path; ///< below that folder: "orders/order-created.event"
    std::string_view text;
};
/// All of them; written at configure time (CMakeLists.txt).
[[nodiscard]] std::span<const ShippedFile> shippedFiles();

} // namespace weir
