// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/number_makers.h"

#include "core/base/bytes.h"
#include "core/events/decimal_text.h"

#include <algorithm>
#include <cmath>

namespace weir {
namespace {

std::unexpected<Error> wrong(std::string message) { return fail(ErrorKind::InvalidInput, std::move(message)); }
std::string shown(const std::string& text) { return "\"" + escapeForDisplay(text, 60) + "\""; }

class CounterMaker final : public ValueMaker
{
public:
    CounterMaker(std::int64_t from, std::int64_t step) : m_next(from), m_step(step) {}
    bool make(std::string& out, MakeState& state) override
    {
        if (m_over) {
            state.problem = "The counter has reached the end of 64 bits.";
            return false;
        }
        appendInteger(out, m_next);
        m_over = __builtin_add_overflow(m_next, m_step, &m_next);
        return true;
    }
    [[nodiscard]] Bare bare() const override { return Bare::Always; }

private:
    std::int64_t m_next;
    std::int64_t m_step;
    bool m_over = false;
};

/// Whole units from low to high, written with a decimal point.
class RangeMaker final : public ValueMaker
{
public:
    RangeMaker(std::int64_t low, std::int64_t high, unsigned digits) : m_low(low), m_high(high), m_digits(digits) {}
    bool make(std::string& out, MakeState& state) override
    {
        appendDecimal(out, state.random.between(m_low, m_high), m_digits);
        return true;
    }
    [[nodiscard]] Bare bare() const override { return Bare::Always; }

private:
    std::int64_t m_low;
    std::int64_t m_high;
    unsigned m_digits;
};

struct NormalShape {
    double mean = 0;
    double deviation = 1;
    std::int64_t least = INT64_MIN; ///< in units
    std::int64_t most = INT64_MAX;
    unsigned digits = 2;
    double unitsPerOne = 100;
};

class NormalMaker final : public ValueMaker
{
public:
    explicit NormalMaker(const NormalShape& shape) : m_shape(shape) {}
    bool make(std::string& out, MakeState& state) override
    {
        // What lies outside the limits is drawn again, so that they get no heap of their own; limits far from the mean
        // would never be met.
        std::int64_t units = 0;
        for (int tries = 0; tries < 64; ++tries) {
            units = toUnits(m_shape.mean + m_shape.deviation * state.random.normal());
            if (units >= m_shape.least && units <= m_shape.most)
                break;
        }
        appendDecimal(out, std::clamp(units, m_shape.least, m_shape.most), m_shape.digits);
        return true;
    }
    [[nodiscard]] Bare bare() const override { return Bare::Always; }

private:
    [[nodiscard]] std::int64_t toUnits(double value) const
    {
        constexpr double most = 9.2e18;
        return static_cast<std::int64_t>(std::nearbyint(std::clamp(value * m_shape.unitsPerOne, -most, most)));
    }
    NormalShape m_shape;
};

class BoolMaker final : public ValueMaker
{
public:
    explicit BoolMaker(double chance) : m_chance(chance) {}
    bool make(std::string& out, MakeState& state) override
    {
        out += state.random.unit() < m_chance ? "true" : "false";
        return true;
    }
    [[nodiscard]] Bare bare() const override { return Bare::Always; }

private:
    double m_chance;
};

/// The number of a setting; `otherwise` when it is not given.
Result<DecimalNumber> number(CallReader& arguments, std::string_view name, DecimalNumber otherwise)
{
    const auto text = arguments.named(name);
    if (!text)
        return otherwise;
    const auto read = parseDecimal(*text);
    if (!read)
        return wrong(std::string(name) + " is a number, not " + shown(*text) + ".");
    return *read;
}

Result<std::optional<unsigned>> digitsSetting(CallReader& arguments)
{
    const auto text = arguments.named("digits");
    if (!text)
        return std::nullopt;
    const auto digits = parseInteger(*text);
    if (!digits || *digits < 0 || *digits > static_cast<std::int64_t>(mostDecimalDigits))
        return wrong("digits is a whole number from 0 to 18, not " + shown(*text) + ".");
    return static_cast<unsigned>(*digits);
}

double toDouble(const DecimalNumber& number)
{
    double value = static_cast<double>(number.units);
    for (unsigned i = 0; i < number.digits; ++i)
        value /= 10;
    return value;
}

/// A limit in units of `digits`; one that has more digits than are written is refused.
Result<std::int64_t> limit(CallReader& arguments, std::string_view name, unsigned digits, std::int64_t otherwise)
{
    const auto text = arguments.named(name);
    if (!text)
        return otherwise;
    const auto read = parseDecimal(*text);
    const auto units = read ? unitsWithDigits(*read, digits) : std::nullopt;
    if (!units)
        return wrong(std::string(name) + " is a number with at most " + std::to_string(digits) + " digits behind the point, not " +
                     shown(*text) + ".");
    return *units;
}

MakerResult rangeMaker(const DecimalNumber& low, const DecimalNumber& high, unsigned digits, const std::string& text)
{
    const auto least = unitsWithDigits(low, digits);
    const auto most = unitsWithDigits(high, digits);
    if (!least || !most)
        return wrong("The range " + shown(text) + " with " + std::to_string(digits) + " digits does not fit into 64 bits.");
    if (*least > *most)
        return wrong("The range " + shown(text) + " is empty: it begins above its end.");
    return std::make_unique<RangeMaker>(*least, *most, digits);
}

} // namespace

Result<std::pair<std::string, std::string>> splitRange(const std::string& text)
{
    const std::size_t dots = text.find("..");
    if (dots == std::string::npos || dots == 0 || dots + 2 >= text.size())
        return wrong("A range is written 1..100, not " + shown(text) + ".");
    return std::pair(text.substr(0, dots), text.substr(dots + 2));
}

MakerResult counterMaker(CallReader& arguments, const MakerPlace&)
{
    const auto from = number(arguments, "from", {1, 0});
    const auto step = number(arguments, "step", {1, 0});
    if (!from || !step)
        return fail(from ? step.error() : from.error());
    if (from->digits != 0 || step->digits != 0)
        return wrong("A counter counts in whole numbers.");
    return std::make_unique<CounterMaker>(from->units, step->units);
}

MakerResult integerMaker(CallReader& arguments, const MakerPlace&)
{
    const auto text = arguments.nextOrNamed("range");
    if (!text)
        return wrong("int needs a range, for example 1..100.");
    const auto ends = splitRange(*text);
    if (!ends)
        return fail(ends.error());
    const auto low = parseInteger(ends->first);
    const auto high = parseInteger(ends->second);
    if (!low || !high)
        return wrong("int needs two whole numbers of at most 64 bits, not " + shown(*text) + ".");
    return rangeMaker({*low, 0}, {*high, 0}, 0, *text);
}

MakerResult decimalMaker(CallReader& arguments, const MakerPlace&)
{
    const auto text = arguments.nextOrNamed("range");
    const auto digits = digitsSetting(arguments);
    if (!text)
        return wrong("decimal needs a range, for example 0.50..99.99.");
    if (!digits)
        return fail(digits.error());
    const auto ends = splitRange(*text);
    if (!ends)
        return fail(ends.error());
    const auto low = parseDecimal(ends->first);
    const auto high = parseDecimal(ends->second);
    if (!low || !high)
        return wrong("decimal needs two numbers such as 0.50..99.99, not " + shown(*text) + ".");
    const unsigned written = std::max(low->digits, high->digits);
    const unsigned wanted = digits->value_or(std::max(written, 2U));
    if (wanted < written)
        return wrong("The range " + shown(*text) + " has more digits behind the point than the " + std::to_string(wanted) +
                     " that are asked for.");
    return rangeMaker(*low, *high, wanted, *text);
}

MakerResult normalMaker(CallReader& arguments, const MakerPlace&)
{
    const auto mean = number(arguments, "mean", {0, 0});
    const auto deviation = number(arguments, "sd", {1, 0});
    const auto digits = digitsSetting(arguments);
    if (!mean || !deviation)
        return fail(mean ? deviation.error() : mean.error());
    if (!digits)
        return fail(digits.error());
    if (deviation->units < 0)
        return wrong("The standard deviation (sd) cannot be negative.");
    NormalShape shape;
    shape.mean = toDouble(*mean);
    shape.deviation = toDouble(*deviation);
    shape.digits = digits->value_or(2);
    shape.unitsPerOne = 1;
    for (unsigned i = 0; i < shape.digits; ++i)
        shape.unitsPerOne *= 10;
    const auto least = limit(arguments, "min", shape.digits, shape.least);
    const auto most = limit(arguments, "max", shape.digits, shape.most);
    if (!least || !most)
        return fail(least ? most.error() : least.error());
    if (*least > *most)
        return wrong("The range is empty: min is above max.");
    shape.least = *least;
    shape.most = *most;
    return std::make_unique<NormalMaker>(shape);
}

MakerResult boolMaker(CallReader& arguments, const MakerPlace&)
{
    const auto text = arguments.nextOrNamed("p");
    const auto chance = text ? parseDecimal(*text) : std::optional(DecimalNumber{5, 1});
    if (!chance || toDouble(*chance) < 0 || toDouble(*chance) > 1)
        return wrong("The chance of true (p) is a number from 0 to 1, not " + shown(text.value_or("")) + ".");
    return std::make_unique<BoolMaker>(toDouble(*chance));
}

} // namespace weir
