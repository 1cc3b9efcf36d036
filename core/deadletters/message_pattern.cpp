// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/message_pattern.h"

#include "core/base/bytes.h"
#include "core/deadletters/message_words.h"

#include <algorithm>
#include <array>
#include <optional>

namespace weir {
namespace {

using namespace message_words;

struct Quotes {
    std::string_view open;
    std::string_view close;
};
constexpr std::array<Quotes, 7> quotes{{
    {"\"", "\""},
    {"'", "'"},
    {"`", "`"},
    {"\xe2\x80\x9c", "\xe2\x80\x9d"}, // “ ”
    {"\xe2\x80\x98", "\xe2\x80\x99"}, // ‘ ’
    {"\xc2\xab", "\xc2\xbb"},         // « »
    {"\xe2\x80\x9e", "\xe2\x80\x9c"}, // „ “
}};

class PatternWriter
{
public:
    explicit PatternWriter(std::string_view message) : m_text(message) { m_out.reserve(most + 64); }

    std::string write()
    {
        while (m_at < m_text.size() && m_out.size() < most)
            if (!takeSpace() && !takeQuoted())
                takeChunk();
        while (m_out.ends_with(' '))
            m_out.pop_back();
        cut();
        return std::move(m_out);
    }

private:
    static constexpr std::size_t most = 200;

    [[nodiscard]] bool afterWord() const { return m_at > 0 && isWord(m_text[m_at - 1]); }

    bool takeSpace()
    {
        const std::size_t begin = m_at;
        while (m_at < m_text.size() && isSpace(m_text[m_at]))
            ++m_at;
        if (m_at == begin)
            return false;
        if (!m_out.empty() && !m_out.ends_with(' '))
            m_out += ' ';
        return true;
    }

    bool takeQuoted()
    {
        if ((kindOf(m_text[m_at]) & Quote) == 0)
            return false;
        for (std::size_t kind = 0; kind < quotes.size(); ++kind) {
            const std::string_view open = quotes[kind].open;
            if (!m_text.substr(m_at).starts_with(open) || (open == "'" && afterWord())) // an apostrophe
                continue;
            if (const auto end = endOfQuote(kind)) {
                m_out += "\"…\"";
                m_at = *end;
                return true;
            }
        }
        return false;
    }

    /// Behind the closing quote. What is not found behind one place is not looked for behind later ones.
    std::optional<std::size_t> endOfQuote(std::size_t kind)
    {
        if (m_unclosed[kind])
            return std::nullopt;
        const std::string_view close = quotes[kind].close;
        std::size_t at = m_at + quotes[kind].open.size();
        while ((at = m_text.find(close, at)) != std::string_view::npos) {
            const std::size_t behind = at + close.size();
            const bool escaped = m_text[at - 1] == '\\' && at - 1 > m_at;
            const bool apostrophe = close == "'" && behind < m_text.size() && isWord(m_text[behind]);
            if (!escaped && !apostrophe)
                return behind;
            at = behind;
        }
        m_unclosed[kind] = true;
        return std::nullopt;
    }

    /// What stands between white space, quotes, brackets and commas.
    void takeChunk()
    {
        std::uint8_t kinds = 0;
        std::size_t end = m_at;
        for (; end < m_text.size() && (isChunk(m_text[end]) || isCommaInNumber(end)); ++end)
            kinds |= kindOf(m_text[end]);
        if (end == m_at) {
            takeCharacter();
            return;
        }
        if ((kinds & (Digit | Telling)) == 0) { // most words of most messages
            m_out += m_text.substr(m_at, end - m_at);
            m_at = end;
            return;
        }
        if ((kinds & Telling) != 0)
            end = endOfUrl(end);
        std::string_view chunk = m_text.substr(m_at, end - m_at);
        m_at = end;
        if ((kinds & Telling) != 0)
            takeAddress(chunk);
        fold(chunk);
    }

    [[nodiscard]] bool isCommaInNumber(std::size_t at) const
    {
        return m_text[at] == ',' && at > m_at && at + 1 < m_text.size() && isDigit(m_text[at - 1]) &&
               isDigit(m_text[at + 1]);
    }

    /// A URL goes on where a chunk would end, also over bytes that are no text.
    [[nodiscard]] std::size_t endOfUrl(std::size_t end) const
    {
        const auto scheme = m_text.substr(m_at, end - m_at).find("://");
        if (scheme != std::string_view::npos && scheme > 0)
            while (end < m_text.size() && !isSpace(m_text[end]) &&
                   !std::string_view("\"'`<>()[]{},;").contains(m_text[end]))
                ++end;
        return end;
    }

    void takeAddress(std::string_view& chunk)
    {
        std::string_view whole = chunk;
        while (!whole.empty() && std::string_view(".:/?#-&").contains(whole.back()))
            whole.remove_suffix(1);
        if (!isAddress(whole))
            return;
        m_out += "…";
        chunk.remove_prefix(whole.size());
    }

    /// Word by word: what is no word is copied.
    void fold(std::string_view chunk)
    {
        bool glued = false; // to a word or number: what follows is no sign
        while (!chunk.empty() && m_out.size() < most) {
            std::size_t taken = 0;
            if (taken = glued ? 0 : uuidLength(chunk); taken > 0) {
                m_out += "…id";
            } else if (taken = glued ? 0 : hostLength(chunk); taken > 0) {
                m_out += "…";
            } else if (taken = numberLength(chunk, !glued); taken > 0) {
                m_out += "…n";
                const std::size_t unit = unitLength(chunk.substr(taken));
                m_out += chunk.substr(taken, unit);
                taken += unit;
            } else if (taken = wordLength(chunk); taken > 0) {
                foldWord(chunk.substr(0, taken), m_out);
            } else {
                m_out += chunk.front();
                chunk.remove_prefix(1);
                glued = false;
                continue;
            }
            chunk.remove_prefix(taken);
            glued = true;
        }
    }

    /// A character that is neither space, quote nor chunk, whole.
    void takeCharacter()
    {
        const auto byte = static_cast<unsigned char>(m_text[m_at]);
        std::size_t size = byte < 0x80U ? 1 : byte < 0xE0U ? 2 : byte < 0xF0U ? 3 : 4;
        size = std::min(size, m_text.size() - m_at);
        const std::string_view character = m_text.substr(m_at, size);
        if (isUtf8(character)) {
            m_out += character;
            m_at += size;
        } else {
            m_out += "\xef\xbf\xbd";
            ++m_at;
        }
    }

    void cut()
    {
        if (m_out.size() <= most)
            return;
        std::size_t end = most;
        while (end > 0 && (static_cast<unsigned char>(m_out[end]) & 0xC0U) == 0x80U)
            --end;
        m_out.resize(end);
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::string m_out;
    std::array<bool, quotes.size()> m_unclosed{};
};

} // namespace

std::string messagePattern(std::string_view message) { return PatternWriter(message).write(); }

} // namespace weir
