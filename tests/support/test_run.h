// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace weir::test {

/// WEIR_TEST_SEED, or one that nobody has used; printed.
[[nodiscard]] std::uint64_t testSeed();
/// WEIR_LONG_TESTS=1
[[nodiscard]] bool longTests();

} // namespace weir::test
