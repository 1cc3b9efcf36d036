// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/record.h"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// JSON paths and header names that occurred in records, for completion and for choosing columns. Bounded: at most 500
/// paths and 200 header names, 12 levels deep, the first element of arrays, and payloads up to 256 KB. One thread.
class SeenFields
{
public:
    void learn(const Record& record);
    /// In the notation of the filter language ("value.data.amount", "key.id"), most often seen first, then by name.
    [[nodiscard]] std::vector<std::string> paths() const;
    /// Names as they are, most often seen first, then by name.
    [[nodiscard]] std::vector<std::string> headerNames() const;
    [[nodiscard]] bool empty() const { return m_paths.empty() && m_headers.empty(); }

private:
    void learnJson(std::string_view root, std::string_view json);
    std::map<std::string, int> m_paths;
    std::map<std::string, int> m_headers;
};

struct FilterCandidate {
    enum class Kind { Field, Path, Header, Operator, Keyword, Value };
    std::string text; ///< what replaces [begin, end)
    Kind kind = Kind::Field;

    bool operator==(const FilterCandidate&) const = default;
};

/// What may stand at the cursor. Bytes [begin, end) of the filter's text are to be replaced by the chosen candidate.
struct FilterCompletion {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::vector<FilterCandidate> candidates; ///< at most 20, best first: show them in this order
};

/// `cursor` is a byte position in `text`. Paths and names are those of SeenFields, in its order. Any thread.
[[nodiscard]] FilterCompletion completeFilter(std::string_view text, std::size_t cursor,
                                              const std::vector<std::string>& seenPaths,
                                              const std::vector<std::string>& seenHeaders);

} // namespace weir
