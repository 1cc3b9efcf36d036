// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <string>
#include <vector>

namespace weir {

/// One subject (topic, "topic-0", group, broker) that could not be answered, and why.
struct Failure {
    std::string subject;
    Error error;

    bool operator==(const Failure&) const = default;
};

/// The answer about many subjects: what was found, and for each subject that failed its own error.
/// A short list is never passed off as a whole one: whoever shows `values` also shows `failures`
/// (the lesson of franz-go's kadm, where one broker's error used to shorten a list silently).
template <typename T> struct Partial {
    T values{};
    std::vector<Failure> failures;

    [[nodiscard]] bool complete() const { return failures.empty(); }
};

} // namespace weir
