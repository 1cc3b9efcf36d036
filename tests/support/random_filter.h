// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/record.h"

#include <random>
#include <string>
#include <vector>

namespace weir::test {

/// Random filters and random records out of one small vocabulary, so that they often meet. Broken payloads, odd escapes,
/// huge numbers and repeated names included. The same seed gives the same things.
class RandomFilters
{
public:
    explicit RandomFilters(unsigned seed) : m_random(seed) {}

    /// Always a filter.
    std::string filter(int depth = 3);
    Record record();
    /// JSON, mostly.
    std::string payload();

private:
    std::size_t below(std::size_t end) { return m_random() % end; }
    bool oneIn(std::size_t n) { return below(n) == 0; }
    const std::string& common(const std::vector<std::string>& words);
    std::string condition();
    std::string field();
    std::string literal();
    std::string text();
    std::string quotedText(const std::string& bytes);
    std::string operation(bool numeric);
    std::string json(int depth);
    std::string jsonText(const std::string& utf8);
    std::string broken(std::string bytes);

    std::mt19937 m_random;
};

} // namespace weir::test
