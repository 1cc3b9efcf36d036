// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/field_maker.h"

namespace weir {

bool FieldMaker::make(std::string& out, MakeState&)
{
    std::string& text = m_quotes == Quotes::Yes ? m_scratch : out;
    m_scratch.clear();
    for (const Part& part : m_parts) {
        text += part.literal;
        if (part.slot != nullptr)
            text += part.slot->text;
    }
    if (m_quotes == Quotes::Yes) {
        out += '"';
        appendJsonEscaped(out, m_scratch);
        out += '"';
    }
    return true;
}

ValueMaker::Bare FieldMaker::bare() const
{
    if (m_quotes == Quotes::Yes)
        return Bare::Always;
    const bool one = m_parts.size() == 1 && m_parts.front().literal.empty() && m_parts.front().slot != nullptr;
    return one && m_parts.front().slot->maker ? m_parts.front().slot->maker->bare() : Bare::Sometimes;
}

} // namespace weir
