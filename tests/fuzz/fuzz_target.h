// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// libFuzzer's entry: must return 0, and abort when a promise of the code is broken.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace weir::test {

/// Inputs to begin with.
std::vector<std::string> fuzzSeeds();

} // namespace weir::test
