// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"
#include "core/events/placeholder_call.h"
#include "core/events/seeded_random.h"

#include <memory>
#include <string>

namespace weir {

class DataFiles;

/// What the makers of one record share.
struct MakeState {
    SeededRandom& random;
    TimestampMs now = 0;
    std::uint64_t record = 0; ///< counted from 1; placeholders of one data file take the same row within a record
    std::uint64_t placeOf = 0; ///< the record `place` is of
    std::size_t place = 0;     ///< city, street and country of one record belong together
    std::string problem{};    ///< why a maker gave nothing, a sentence
};

/// Makes what stands for one placeholder, again and again. One thread at a time.
class ValueMaker
{
public:
    virtual ~ValueMaker() = default;

    /// Appends to `out`; false: `state.problem` says why not.
    [[nodiscard]] virtual bool make(std::string& out, MakeState& state) = 0;

    /// Whether what it makes is a JSON value when it stands without quotes.
    enum class Bare { Always, Never, Sometimes };
    [[nodiscard]] virtual Bare bare() const { return Bare::Never; }
    /// Never makes a character that JSON would escape.
    [[nodiscard]] virtual bool plain() const { return true; }
};

/// Where a placeholder stands.
struct MakerPlace {
    DataFiles* files = nullptr; ///< null: the words are checked only, no file is read and no large table is made
    bool bareJson = false;      ///< in JSON, outside a string
    bool base64 = false;        ///< in a payload written in base64
};

/// The maker of any placeholder but `field`. InvalidInput with a sentence; NotFound for data files.
[[nodiscard]] Result<std::unique_ptr<ValueMaker>> valueMaker(const PlaceholderCall& call, const MakerPlace& place);

} // namespace weir
