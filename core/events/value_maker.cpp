// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/value_maker.h"

#include "core/base/bytes.h"
#include "core/events/data_files.h"
#include "core/events/text_makers.h"

#include <algorithm>
#include <array>

namespace weir {
namespace {

struct Known {
    std::string_view name;
    MakerResult (*make)(CallReader&, const MakerPlace&);
};
constexpr std::array known{
    Known{"uuid", uuidMaker},      Known{"now", nowMaker},           Known{"counter", counterMaker},
    Known{"int", integerMaker},    Known{"decimal", decimalMaker},   Known{"normal", normalMaker},
    Known{"choice", choiceMaker},  Known{"bool", boolMaker},         Known{"name", nameMaker},
    Known{"first-name", firstNameMaker}, Known{"last-name", lastNameMaker}, Known{"email", emailMaker},
    Known{"city", cityMaker},      Known{"country", countryMaker},   Known{"street", streetMaker},
    Known{"word", wordMaker},      Known{"words", wordsMaker},       Known{"key", keyMaker},
    Known{"digits", digitsMaker},  Known{"hex", hexMaker},           Known{"bytes", bytesMaker},
    Known{"csv", csvMaker},        Known{"ndjson", jsonLinesMaker},
};

/// For a name that is not there: one that differs in a letter or two.
std::string similarName(std::string_view name)
{
    for (const Known& one : known) {
        const std::size_t common = std::min(name.size(), one.name.size());
        std::size_t same = 0;
        while (same < common && name[same] == one.name[same])
            ++same;
        if (same >= 3 || (same > 0 && same == one.name.size()))
            return std::string(one.name);
    }
    return {};
}

} // namespace

Result<std::unique_ptr<ValueMaker>> valueMaker(const PlaceholderCall& call, const MakerPlace& place)
{
    const auto found = std::ranges::find(known, call.name, &Known::name);
    if (found == known.end()) {
        const std::string similar = similarName(call.name);
        return fail(ErrorKind::InvalidInput, "There is no placeholder \"" + escapeForDisplay(call.name, 40) + "\"" +
                                                 (similar.empty() ? "." : "; is " + similar + " meant?"));
    }
    CallReader arguments(call);
    auto maker = found->make(arguments, place);
    if (!maker)
        return maker;
    if (const auto rest = arguments.finish(); !rest)
        return fail(rest.error());
    return maker;
}

} // namespace weir
