// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/bytes.h"
#include "core/events/decimal_text.h"
#include "core/events/generated_words.h"
#include "core/events/text_makers.h"

namespace weir {
namespace {

template <typename List> const auto& oneOf(const List& list, SeededRandom& random) { return list[random.below(list.size())]; }

/// A maker of one function: the lists have no quotes and no control characters.
template <void (*append)(std::string&, SeededRandom&)> class ListMaker final : public ValueMaker
{
public:
    bool make(std::string& out, MakeState& state) override
    {
        append(out, state.random);
        return true;
    }
};

void appendFirstName(std::string& out, SeededRandom& random) { out += oneOf(generatedFirstNames(), random).text; }
void appendLastName(std::string& out, SeededRandom& random) { out += oneOf(generatedLastNames(), random).text; }
void appendName(std::string& out, SeededRandom& random)
{
    appendFirstName(out, random);
    out += ' ';
    appendLastName(out, random);
}
void appendEmail(std::string& out, SeededRandom& random)
{
    out += oneOf(generatedFirstNames(), random).ascii;
    out += '.';
    out += oneOf(generatedLastNames(), random).ascii;
    appendInteger(out, random.between(1, 99));
    out += "@example.org"; // kept free for such use by RFC 2606
}
void appendWord(std::string& out, SeededRandom& random) { out += oneOf(generatedWords(), random); }

/// The place of this record.
const GeneratedPlace& placeOf(MakeState& state)
{
    if (state.placeOf != state.record) {
        state.placeOf = state.record;
        state.place = state.random.below(generatedPlaces().size());
    }
    return generatedPlaces()[state.place];
}

class PlaceMaker final : public ValueMaker
{
public:
    explicit PlaceMaker(std::string_view GeneratedPlace::*part) : m_part(part) {}
    bool make(std::string& out, MakeState& state) override
    {
        out += placeOf(state).*m_part;
        if (m_part == &GeneratedPlace::street) {
            out += ' ';
            appendInteger(out, state.random.between(1, 180));
        }
        return true;
    }

private:
    std::string_view GeneratedPlace::*m_part;
};

class WordsMaker final : public ValueMaker
{
public:
    WordsMaker(std::int64_t least, std::int64_t most) : m_least(least), m_most(most) {}
    bool make(std::string& out, MakeState& state) override
    {
        const std::int64_t count = m_least == m_most ? m_least : state.random.between(m_least, m_most);
        for (std::int64_t i = 0; i < count; ++i) {
            if (i > 0)
                out += ' ';
            appendWord(out, state.random);
        }
        return true;
    }

private:
    std::int64_t m_least;
    std::int64_t m_most;
};

} // namespace

MakerResult firstNameMaker(CallReader&, const MakerPlace&) { return std::make_unique<ListMaker<appendFirstName>>(); }
MakerResult lastNameMaker(CallReader&, const MakerPlace&) { return std::make_unique<ListMaker<appendLastName>>(); }
MakerResult nameMaker(CallReader&, const MakerPlace&) { return std::make_unique<ListMaker<appendName>>(); }
MakerResult emailMaker(CallReader&, const MakerPlace&) { return std::make_unique<ListMaker<appendEmail>>(); }
MakerResult cityMaker(CallReader&, const MakerPlace&) { return std::make_unique<PlaceMaker>(&GeneratedPlace::city); }
MakerResult countryMaker(CallReader&, const MakerPlace&) { return std::make_unique<PlaceMaker>(&GeneratedPlace::country); }
MakerResult streetMaker(CallReader&, const MakerPlace&) { return std::make_unique<PlaceMaker>(&GeneratedPlace::street); }
MakerResult wordMaker(CallReader&, const MakerPlace&) { return std::make_unique<ListMaker<appendWord>>(); }

MakerResult wordsMaker(CallReader& arguments, const MakerPlace&)
{
    constexpr std::int64_t most = 100'000;
    const auto text = arguments.nextOrNamed("count");
    std::optional<std::int64_t> low;
    std::optional<std::int64_t> high;
    if (const auto ends = text ? splitRange(*text) : fail(ErrorKind::InvalidInput, "")) {
        low = parseInteger(ends->first);
        high = parseInteger(ends->second);
    } else if (text) {
        low = high = parseInteger(*text);
    }
    if (!low || !high || *low < 1 || *low > *high || *high > most)
        return fail(ErrorKind::InvalidInput, "words needs a number from 1 to 100000 or a range, for example 5 or 3..8.");
    return std::make_unique<WordsMaker>(*low, *high);
}

} // namespace weir
