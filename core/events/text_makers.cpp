// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/text_makers.h"

#include "core/base/bytes.h"
#include "core/events/decimal_text.h"
#include "core/events/json_object.h"

#include <algorithm>
#include <array>
#include <vector>

namespace weir {
namespace {

constexpr std::int64_t longestRandomText = std::int64_t{10} << 20U;

std::unexpected<Error> wrong(std::string message) { return fail(ErrorKind::InvalidInput, std::move(message)); }
std::string shown(const std::string& text) { return "\"" + escapeForDisplay(text, 60) + "\""; }

/// The two digits of each byte.
constexpr auto hexPairs = [] {
    std::array<char, 512> pairs{};
    for (std::size_t i = 0; i < 256; ++i) {
        pairs[2 * i] = "0123456789abcdef"[i >> 4U];
        pairs[2 * i + 1] = "0123456789abcdef"[i & 15U];
    }
    return pairs;
}();

char* putHex(char* out, std::uint64_t bits, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; ++i, bits >>= 8U) {
        const std::size_t at = 2 * (bits & 0xFFU);
        *out++ = hexPairs[at];
        *out++ = hexPairs[at + 1];
    }
    return out;
}

void appendHex(std::string& out, SeededRandom& random, std::size_t digits)
{
    std::array<char, 16> block{};
    for (; digits > 0; digits -= std::min<std::size_t>(digits, block.size())) {
        putHex(block.data(), random.bits(), 8);
        out.append(block.data(), std::min<std::size_t>(digits, block.size()));
    }
}

class UuidMaker final : public ValueMaker
{
public:
    bool make(std::string& out, MakeState& state) override
    {
        appendUuid(out, state.random);
        return true;
    }
};

class HexMaker final : public ValueMaker
{
public:
    explicit HexMaker(std::size_t digits) : m_digits(digits) {}
    bool make(std::string& out, MakeState& state) override
    {
        appendHex(out, state.random, m_digits);
        return true;
    }

private:
    std::size_t m_digits;
};

class Base64Maker final : public ValueMaker
{
public:
    explicit Base64Maker(std::size_t bytes) : m_bytes(bytes) {}
    bool make(std::string& out, MakeState& state) override
    {
        m_made.clear();
        while (m_made.size() < m_bytes) {
            const std::uint64_t bits = state.random.bits();
            for (unsigned shift = 0; shift < 64 && m_made.size() < m_bytes; shift += 8)
                m_made += static_cast<char>(bits >> shift & 0xFFU);
        }
        out += toBase64(m_made);
        return true;
    }

private:
    std::size_t m_bytes;
    std::string m_made;
};

class DigitsMaker final : public ValueMaker
{
public:
    explicit DigitsMaker(std::size_t digits) : m_digits(digits) {}
    bool make(std::string& out, MakeState& state) override
    {
        for (std::size_t left = m_digits; left > 0;) {
            std::uint64_t block = state.random.below(1'000'000'000'000'000'000U);
            for (int i = 0; i < 18 && left > 0; ++i, --left, block /= 10)
                out += static_cast<char>('0' + block % 10);
        }
        return true;
    }

private:
    std::size_t m_digits;
};

/// Draws an index by weights that were summed up.
class WeightedIndex
{
public:
    explicit WeightedIndex(std::vector<std::uint64_t> sums) : m_sums(std::move(sums)) {}
    [[nodiscard]] std::size_t draw(SeededRandom& random) const
    {
        const std::uint64_t at = random.below(m_sums.back());
        return static_cast<std::size_t>(std::ranges::upper_bound(m_sums, at) - m_sums.begin());
    }

private:
    std::vector<std::uint64_t> m_sums;
};

struct Choice {
    std::string value;
    DecimalNumber weight{1, 0};
};

bool escapedByJson(const std::string& text)
{
    return std::ranges::any_of(text, [](char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20; });
}

class ChoiceMaker final : public ValueMaker
{
public:
    ChoiceMaker(std::vector<std::string> values, WeightedIndex index) : m_values(std::move(values)), m_index(std::move(index))
    {
        m_plain = std::ranges::none_of(m_values, escapedByJson);
        const auto json = std::ranges::count_if(m_values, [](const std::string& value) { return checkJson(value).has_value(); });
        if (json == std::ssize(m_values))
            m_bare = Bare::Always;
        else if (json == 0)
            m_bare = Bare::Never;
    }
    bool make(std::string& out, MakeState& state) override
    {
        out += m_values[m_index.draw(state.random)];
        return true;
    }
    [[nodiscard]] Bare bare() const override { return m_bare; }
    [[nodiscard]] bool plain() const override { return m_plain; }

private:
    std::vector<std::string> m_values;
    WeightedIndex m_index;
    Bare m_bare = Bare::Sometimes;
    bool m_plain = true;
};

Result<Choice> readChoice(const PlaceholderArgument& argument)
{
    Choice choice{argument.value};
    std::string_view weight = argument.suffix;
    if (!argument.quoted) {
        const std::size_t colon = argument.value.rfind(':');
        if (colon == std::string::npos || !parseDecimal(std::string_view(argument.value).substr(colon + 1)))
            return choice;
        choice.value.resize(colon);
        weight = std::string_view(argument.value).substr(colon);
    }
    if (weight.empty())
        return choice;
    const auto read = weight.front() == ':' ? parseDecimal(weight.substr(1)) : std::nullopt;
    if (!read || read->units < 0)
        return wrong("The weight behind " + shown(choice.value) + " is a number from 0 on, as in EUR:8, not " +
                     shown(std::string(weight)) + ".");
    choice.weight = *read;
    return choice;
}

/// Zipf's law with exponent 1: number k is drawn 1/k as often as number 1.
std::vector<std::uint64_t> zipfSums(std::uint64_t count)
{
    constexpr std::uint64_t one = std::uint64_t{1} << 40U;
    std::vector<std::uint64_t> sums(count);
    std::uint64_t sum = 0;
    for (std::uint64_t k = 1; k <= count; ++k)
        sums[k - 1] = sum += one / k;
    return sums;
}

class KeyMaker final : public ValueMaker
{
public:
    KeyMaker(std::string prefix, std::uint64_t count, std::optional<WeightedIndex> skewed)
        : m_prefix(std::move(prefix)), m_count(count), m_skewed(std::move(skewed))
    {
    }
    bool make(std::string& out, MakeState& state) override
    {
        const std::uint64_t at = m_skewed ? m_skewed->draw(state.random) : state.random.below(m_count);
        out += m_prefix;
        appendInteger(out, static_cast<std::int64_t>(at + 1));
        return true;
    }
    [[nodiscard]] Bare bare() const override { return m_prefix.empty() ? Bare::Always : Bare::Sometimes; }
    [[nodiscard]] bool plain() const override { return !escapedByJson(m_prefix); }

private:
    std::string m_prefix;
    std::uint64_t m_count;
    std::optional<WeightedIndex> m_skewed;
};

/// How many characters are asked for; 10 Mi at most, more than brokers take.
Result<std::size_t> length(CallReader& arguments, const char* example)
{
    const auto text = arguments.nextOrNamed("length");
    const auto count = text ? parseInteger(*text) : std::nullopt;
    if (!count || *count < 1 || *count > longestRandomText)
        return wrong("A length from 1 to 10485760 is needed, for example " + std::string(example) + ".");
    return static_cast<std::size_t>(*count);
}

} // namespace

void appendUuid(std::string& out, SeededRandom& random)
{
    std::uint64_t high = random.bits();
    std::uint64_t low = random.bits();
    // Bytes go out from the lowest on: byte 6 has the version, byte 8 the variant.
    high = (high & ~(std::uint64_t{0xF0} << 48U)) | std::uint64_t{0x40} << 48U;
    low = (low & ~std::uint64_t{0xC0}) | 0x80U;
    std::array<char, 36> text{};
    char* at = putHex(text.data(), high, 4);
    *at++ = '-';
    at = putHex(at, high >> 32U, 2);
    *at++ = '-';
    at = putHex(at, high >> 48U, 2);
    *at++ = '-';
    at = putHex(at, low, 2);
    *at++ = '-';
    putHex(at, low >> 16U, 6);
    out.append(text.data(), text.size());
}

MakerResult uuidMaker(CallReader&, const MakerPlace&) { return std::make_unique<UuidMaker>(); }

MakerResult hexMaker(CallReader& arguments, const MakerPlace&)
{
    const auto digits = length(arguments, "hex 16");
    if (!digits)
        return fail(digits.error());
    return std::make_unique<HexMaker>(*digits);
}

MakerResult bytesMaker(CallReader& arguments, const MakerPlace& place)
{
    const auto count = length(arguments, "bytes 16");
    if (!count)
        return fail(count.error());
    if (place.base64)
        return std::make_unique<Base64Maker>(*count);
    return std::make_unique<HexMaker>(2 * *count);
}

MakerResult digitsMaker(CallReader& arguments, const MakerPlace&)
{
    const auto count = length(arguments, "digits 5");
    if (!count)
        return fail(count.error());
    return std::make_unique<DigitsMaker>(*count);
}

MakerResult choiceMaker(CallReader& arguments, const MakerPlace&)
{
    std::vector<Choice> choices;
    unsigned digits = 0;
    while (const auto* argument = arguments.next()) {
        auto choice = readChoice(*argument);
        if (!choice)
            return fail(choice.error());
        digits = std::max(digits, choice->weight.digits);
        choices.push_back(std::move(*choice));
    }
    if (choices.empty())
        return wrong("choice needs something to choose from, for example EUR:8 USD:2.");
    std::vector<std::string> values;
    std::vector<std::uint64_t> sums;
    std::int64_t sum = 0;
    for (Choice& choice : choices) {
        const auto weight = unitsWithDigits(choice.weight, digits);
        if (!weight || __builtin_add_overflow(sum, *weight, &sum))
            return wrong("The weights are too large for 64 bits.");
        values.push_back(std::move(choice.value));
        sums.push_back(static_cast<std::uint64_t>(sum));
    }
    if (sum == 0)
        return wrong("All weights are 0: there is nothing to choose.");
    return std::make_unique<ChoiceMaker>(std::move(values), WeightedIndex(std::move(sums)));
}

MakerResult keyMaker(CallReader& arguments, const MakerPlace& place)
{
    constexpr std::int64_t mostSkewed = 1'000'000;
    const auto* of = arguments.next();
    const auto* countText = of != nullptr && of->value == "of" ? arguments.next() : nullptr;
    const auto count = countText == nullptr ? std::nullopt : parseInteger(countText->value);
    if (!count || *count < 1)
        return wrong("key needs the number of aggregates, as in \"key of 500 user-\".");
    const auto* prefix = arguments.next();
    const auto skew = arguments.named("skewed");
    if (skew && *skew != "zipf")
        return wrong("skewed can be zipf only, not " + shown(*skew) + ".");
    if (skew && *count > mostSkewed)
        return wrong("A skewed choice is made of at most 1000000 aggregates.");
    std::optional<WeightedIndex> index;
    if (skew && place.files != nullptr)
        index.emplace(zipfSums(static_cast<std::uint64_t>(*count)));
    return std::make_unique<KeyMaker>(prefix == nullptr ? "" : prefix->value + prefix->suffix, static_cast<std::uint64_t>(*count),
                                      std::move(index));
}

} // namespace weir
