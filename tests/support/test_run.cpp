// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_run.h"

#include <cstdlib>
#include <iostream>
#include <random>
#include <string>

namespace weir::test {

std::uint64_t testSeed()
{
    const char* given = std::getenv("WEIR_TEST_SEED");
    const std::uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
    std::cout << "seed " << seed << " (WEIR_TEST_SEED=" << seed << " draws the same again)" << std::endl;
    return seed;
}

bool longTests()
{
    const char* wanted = std::getenv("WEIR_LONG_TESTS");
    return wanted != nullptr && std::string(wanted) == "1";
}

} // namespace weir::test
