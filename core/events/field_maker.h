// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/planned_text.h"

namespace weir {

/// {{field}}: repeats what other placeholders made, with the text between them.
class FieldMaker final : public ValueMaker
{
public:
    struct Part {
        std::string literal{};
        PlaceholderSlot* slot = nullptr; ///< null: the literal only
    };
    enum class Quotes {
        No,       ///< the text
        Yes,      ///< as a JSON string, where it stands without quotes but repeats text
    };
    FieldMaker(std::vector<Part> parts, Quotes quotes) : m_parts(std::move(parts)), m_quotes(quotes) {}

    bool make(std::string& out, MakeState& state) override;
    [[nodiscard]] Bare bare() const override;
    [[nodiscard]] bool plain() const override { return false; }

private:
    std::vector<Part> m_parts;
    Quotes m_quotes;
    std::string m_scratch;
};

} // namespace weir
