// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/value_maker.h"

#include <string>
#include <vector>

namespace weir {

/// One placeholder of a template.
struct PlaceholderSlot {
    PlaceholderCall call{};
    std::string source{}; ///< "{{int 1..5}}"
    std::string where{};  ///< "value, field customer.id"
    std::unique_ptr<ValueMaker> maker{};
    std::vector<PlaceholderSlot*> repeats{}; ///< those whose text the maker needs
    bool stored = false;                     ///< others repeat it: made first, once a record
    std::string text{};                      ///< what it made for this record, when stored
};

/// A literal, then what a placeholder makes.
struct TextPiece {
    std::string literal{};
    PlaceholderSlot* slot = nullptr; ///< null: the literal only
    bool escape = false;             ///< inside a JSON string
};

/// A text ready to be made. One thread at a time.
class PlannedText
{
public:
    void addLiteral(std::string_view text);
    void addSlot(PlaceholderSlot& slot, bool escape);
    [[nodiscard]] bool empty() const { return m_pieces.empty(); }
    [[nodiscard]] const std::vector<TextPiece>& pieces() const { return m_pieces; }

    /// Appends; false: `state.problem` begins with the placeholder.
    [[nodiscard]] bool append(std::string& out, MakeState& state);

private:
    std::vector<TextPiece> m_pieces;
    std::string m_scratch;
};

/// Appends text as it stands between the quotes of a JSON string.
void appendJsonEscaped(std::string& out, std::string_view text);

} // namespace weir
