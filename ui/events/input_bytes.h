// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/error.h"

#include <QtCore/QString>

namespace weir::ui {

/// How what a person typed becomes bytes. NULL and empty are choices, never something that is typed.
enum class InputType {
    Text,     ///< UTF-8 as typed
    Json,     ///< as typed, after a check that it is JSON
    Hex,      ///< white space between digits is allowed
    Base64,   ///< white space is allowed
    Null,
    Empty,
    Original, ///< the bytes of the record this was filled from, unchanged
};

[[nodiscard]] QString inputTypeName(InputType type);
/// The bytes; InvalidInput with a sentence when the text is not what the type says. `original` serves Original.
[[nodiscard]] Result<OptionalBytes> bytesOf(InputType type, const QString& text, const OptionalBytes& original = {});

/// How bytes can be edited without changing them: JSON or text when an editor gives them back exactly (editors change
/// CR, no-break spaces, U+2028, NUL and invalid UTF-8), otherwise, and above 64 KiB, Original.
struct Input {
    InputType type = InputType::Text;
    QString text;
};
[[nodiscard]] Input inputFor(const OptionalBytes& bytes);

} // namespace weir::ui
