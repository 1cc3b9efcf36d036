// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/number_makers.h"

namespace weir {

/// A version 4 UUID (RFC 9562) from random bits, appended in lower case.
void appendUuid(std::string& out, SeededRandom& random);

[[nodiscard]] MakerResult uuidMaker(CallReader& arguments, const MakerPlace& place);
[[nodiscard]] MakerResult hexMaker(CallReader& arguments, const MakerPlace& place);
[[nodiscard]] MakerResult bytesMaker(CallReader& arguments, const MakerPlace& place);
[[nodiscard]] MakerResult digitsMaker(CallReader& arguments, const MakerPlace& place);
[[nodiscard]] MakerResult choiceMaker(CallReader& arguments, const MakerPlace& place);
[[nodiscard]] MakerResult keyMaker(CallReader& arguments, const MakerPlace& place);
/// Names, places and words, from small lists of our own (generated_words.h).
[[nodiscard]] MakerResult firstNameMaker(CallReader& arguments, const MakerPlace& place);
[[nodiscard]] MakerResult lastNameMaker(CallReader& arguments, const MakerPlace& place);
[[nodiscard]] MakerResult nameMaker(CallReader& arguments, const MakerPlace& place);
[[nodiscard]] MakerResult emailMaker(CallReader& arguments, const MakerPlace& place);
[[nodiscard]] MakerResult cityMaker(CallReader& arguments, const MakerPlace& place);
[[nodiscard]] MakerResult countryMaker(CallReader& arguments, const MakerPlace& place);
[[nodiscard]] MakerResult streetMaker(CallReader& arguments, const MakerPlace& place);
[[nodiscard]] MakerResult wordMaker(CallReader& arguments, const MakerPlace& place);
[[nodiscard]] MakerResult wordsMaker(CallReader& arguments, const MakerPlace& place);
/// {{now}} (time_maker.cpp).
[[nodiscard]] MakerResult nowMaker(CallReader& arguments, const MakerPlace& place);

} // namespace weir
