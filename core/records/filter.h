// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"
#include "core/records/record_matcher.h"

#include <cstddef>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace weir {

struct FilterNode;

/// Why a filter is not one, and where: bytes [begin, end) of its text.
struct FilterError {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string message; ///< one sentence that says what is expected

    bool operator==(const FilterError&) const = default;
};

/// A condition on records, written in the filter language (resources/help/filter-language.md). Closed: nothing in it
/// can run code, and regular expressions take linear time. An immutable value; copies share the parsed form; any thread.
class Filter
{
public:
    /// Matches every record; its text is empty.
    Filter();
    /// `now` is what relative times ("-15m") count from. White space alone gives the filter that matches everything.
    [[nodiscard]] static std::expected<Filter, FilterError> parse(std::string_view text, TimestampMs now);

    [[nodiscard]] const std::string& text() const;
    [[nodiscard]] bool matchesEverything() const;
    /// A compiled form for one thread; valid after the filter is gone.
    [[nodiscard]] std::unique_ptr<RecordMatcher> matcher() const;
    /// Timestamps outside of [notBefore, notAfter] cannot match; for cutting a range before it is read. Sound, not tight.
    [[nodiscard]] std::optional<TimestampMs> notBefore() const;
    [[nodiscard]] std::optional<TimestampMs> notAfter() const;
    /// nullptr when it matches everything. For the reference evaluator of the tests.
    [[nodiscard]] const FilterNode* root() const;

private:
    struct Parsed;
    explicit Filter(std::shared_ptr<const Parsed> parsed);
    std::shared_ptr<const Parsed> m_parsed;
};

} // namespace weir
