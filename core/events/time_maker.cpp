// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/bytes.h"
#include "core/base/time_text.h"
#include "core/events/decimal_text.h"
#include "core/events/text_makers.h"
#include "core/events/utc_text.h"

#include <vector>

namespace weir {
namespace {

std::unexpected<Error> wrong(std::string message) { return fail(ErrorKind::InvalidInput, std::move(message)); }
std::string shown(const std::string& text) { return "\"" + escapeForDisplay(text, 60) + "\""; }

/// "-5m", "+1d", "0s"; in ms.
Result<std::int64_t> offset(const std::string& text)
{
    const bool signedText = !text.empty() && (text.front() == '-' || text.front() == '+');
    const auto span = text == "0" ? std::optional<std::int64_t>(0) : parseSpanMs(std::string_view(text).substr(signedText ? 1 : 0));
    if (!span || (!signedText && *span != 0))
        return wrong("An offset is written -5m, +1d or +250ms (ms, s, m, h, d, w), not " + shown(text) + ".");
    return text.front() == '-' ? -*span : *span;
}

/// A pattern cut at its letters.
struct TimePiece {
    char letter = 0; ///< 0: literal
    std::string literal;
};

Result<std::vector<TimePiece>> readPattern(const std::string& pattern)
{
    std::vector<TimePiece> pieces;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        char letter = 0;
        if (pattern[i] == '%' && i + 1 < pattern.size())
            letter = pattern[++i];
        else if (pattern[i] == '%')
            return wrong("The format ends in the middle of a letter: a single % is written %%.");
        if (letter != 0 && letter != '%' && std::string_view("YmdHMSLFTsQ").find(letter) == std::string_view::npos)
            return wrong("The format has the letter %" + escapeForDisplay(std::string(1, letter)) +
                         "; there are %Y %m %d %H %M %S %L (ms) %F (date) %T (time) %s (seconds) %Q (ms since 1970) and %%.");
        if (letter != 0 && letter != '%') {
            pieces.push_back({letter, {}});
            continue;
        }
        if (pieces.empty() || pieces.back().letter != 0)
            pieces.push_back({});
        pieces.back().literal += pattern[i];
    }
    return pieces;
}

Result<std::vector<TimePiece>> readFormat(const std::string& format)
{
    if (format == "iso")
        return std::vector<TimePiece>{{'I', {}}};
    if (format == "ms")
        return std::vector<TimePiece>{{'Q', {}}};
    if (format == "s")
        return std::vector<TimePiece>{{'s', {}}};
    if (format == "date")
        return std::vector<TimePiece>{{'F', {}}};
    if (format == "time")
        return std::vector<TimePiece>{{'T', {}}};
    if (format.find('%') == std::string::npos)
        return wrong("A format is iso, ms, s, date, time or a pattern such as %Y-%m-%d, not " + shown(format) + ".");
    return readPattern(format);
}

class NowMaker final : public ValueMaker
{
public:
    NowMaker(std::int64_t earliest, std::int64_t latest, std::vector<TimePiece> pieces)
        : m_earliest(earliest), m_latest(latest), m_pieces(std::move(pieces))
    {
    }
    bool make(std::string& out, MakeState& state) override
    {
        std::int64_t shift = m_earliest;
        if (m_earliest != m_latest)
            shift = state.random.between(m_earliest, m_latest);
        TimestampMs time = 0;
        if (__builtin_add_overflow(state.now, shift, &time)) {
            state.problem = "The time is beyond 64 bits.";
            return false;
        }
        for (const TimePiece& piece : m_pieces)
            m_text.append(out, time, piece.letter, piece.literal);
        return true;
    }
    [[nodiscard]] Bare bare() const override
    {
        const char only = m_pieces.size() == 1 ? m_pieces.front().letter : '\0';
        if (only == 'Q' || only == 's')
            return Bare::Always;
        return only == 'I' || only == 'F' || only == 'T' ? Bare::Never : Bare::Sometimes;
    }
    [[nodiscard]] bool plain() const override
    {
        for (const TimePiece& piece : m_pieces)
            for (const char c : piece.literal)
                if (c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20)
                    return false;
        return true;
    }

private:
    std::int64_t m_earliest;
    std::int64_t m_latest;
    std::vector<TimePiece> m_pieces;
    UtcText m_text;
};

} // namespace

MakerResult nowMaker(CallReader& arguments, const MakerPlace&)
{
    const auto shift = arguments.nextOrNamed("offset");
    std::int64_t earliest = 0;
    std::int64_t latest = 0;
    if (shift) {
        const auto dots = shift->find("..");
        const auto first = offset(shift->substr(0, dots));
        const auto last = dots == std::string::npos ? first : offset(shift->substr(dots + 2));
        if (!first || !last)
            return fail(first ? last.error() : first.error());
        if (*first > *last)
            return wrong("The range " + shown(*shift) + " is empty: it begins after its end.");
        earliest = *first;
        latest = *last;
    }
    auto pieces = readFormat(arguments.named("format").value_or("iso"));
    if (!pieces)
        return fail(pieces.error());
    return std::make_unique<NowMaker>(earliest, latest, std::move(*pieces));
}

} // namespace weir
