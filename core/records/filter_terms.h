// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/field_path.h"

#include <string>
#include <string_view>

namespace weir {

/// The condition "this field has this value" for the bytes of a whole key, value or header (nullopt: NULL), or for the
/// decimal text of partition, offset, timestamp and size. Bytes that are not UTF-8 become hex"…". `against`: the opposite,
/// which also keeps records that do not have the field. The result is one term: it needs no parentheses. Empty when the value has
/// more than 16 KB: a filter could not hold it.
[[nodiscard]] std::string filterTerm(const FieldPath& field, OptionalBytesView value, bool against);

/// The same for a field inside JSON; `token` is the JSON scalar as it is written ("\"PAID\"", "1.10", "null"). Objects and
/// arrays have no equality: for them the term says that the field exists.
[[nodiscard]] std::string filterTermForJson(const FieldPath& field, std::string_view token, bool against);

/// `existing` and `term` together; parentheses where `existing` needs them. Text that is not a filter is left alone and
/// the term alone is returned.
[[nodiscard]] std::string andTerm(std::string_view existing, std::string_view term);

} // namespace weir
