// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/planned_text.h"

namespace weir {
namespace {

bool appendMade(std::string& out, PlaceholderSlot& slot, MakeState& state)
{
    if (slot.maker->make(out, state))
        return true;
    state.problem = slot.source + ": " + state.problem;
    return false;
}

} // namespace

void PlannedText::addLiteral(std::string_view text)
{
    if (m_pieces.empty() || m_pieces.back().slot != nullptr)
        m_pieces.emplace_back();
    m_pieces.back().literal += text;
}

void PlannedText::addSlot(PlaceholderSlot& slot, bool escape)
{
    if (m_pieces.empty() || m_pieces.back().slot != nullptr)
        m_pieces.emplace_back();
    m_pieces.back().slot = &slot;
    m_pieces.back().escape = escape;
}

bool PlannedText::append(std::string& out, MakeState& state)
{
    for (const TextPiece& piece : m_pieces) {
        out += piece.literal;
        if (piece.slot == nullptr)
            continue;
        PlaceholderSlot& slot = *piece.slot;
        const bool escape = piece.escape && !slot.maker->plain();
        if (slot.stored && escape)
            appendJsonEscaped(out, slot.text);
        else if (slot.stored)
            out += slot.text;
        else if (!escape) {
            if (!appendMade(out, slot, state))
                return false;
        } else {
            m_scratch.clear();
            if (!appendMade(m_scratch, slot, state))
                return false;
            appendJsonEscaped(out, m_scratch);
        }
    }
    return true;
}

void appendJsonEscaped(std::string& out, std::string_view text)
{
    std::size_t kept = 0;
    const auto instead = [&](std::size_t at, std::string_view escape) {
        out.append(text, kept, at - kept).append(escape);
        kept = at + 1;
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        switch (c) {
        case '"': instead(i, "\\\""); break;
        case '\\': instead(i, "\\\\"); break;
        case '\n': instead(i, "\\n"); break;
        case '\r': instead(i, "\\r"); break;
        case '\t': instead(i, "\\t"); break;
        default: {
            const char code[] = {'\\', 'u', '0', '0', "0123456789abcdef"[c >> 4U], "0123456789abcdef"[c & 15U]};
            instead(i, std::string_view(code, sizeof code));
            break;
        }
        }
    }
    out.append(text, kept, text.size() - kept);
}

} // namespace weir
