// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/letter_place.h"

namespace weir {

std::string placeText(const LetterPlace& place)
{
    return toString(place.partition) + "@" + std::to_string(place.offset);
}

} // namespace weir
