// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/event_template.h"

#include <QtCore/QString>

#include <vector>

namespace weir::ui {

/// The types of core/events/payload_type.h as an editor offers them, and one more.
enum class InputType {
    Text,
    Json,
    Hex,
    Base64,
    Int32,
    Int64,
    Null,
    Empty,
    Original, ///< the bytes of the record this was filled from, unchanged
};

[[nodiscard]] QString inputTypeName(InputType type);
[[nodiscard]] const std::vector<InputType>& allInputTypes(); ///< without Original
[[nodiscard]] InputType inputTypeOf(PayloadType type);
/// True when a text belongs to it: not for NULL, empty and unchanged.
[[nodiscard]] bool isTyped(InputType type);

/// The payload as a template holds it. Original becomes base64 of the bytes.
[[nodiscard]] TemplatePayload payloadOf(InputType type, const QString& text, const OptionalBytes& original = {});

/// What can be said of a payload before its placeholders are filled.
struct InputCheck {
    /// The bytes; with placeholders the text with them. InvalidInput with a sentence when it can never be sent: a placeholder
    /// that cannot be used, or text that is not what the type says ("… at byte 17" counts in the text as written).
    Result<OptionalBytes> bytes;
    bool filledLater = false; ///< it has placeholders
};
[[nodiscard]] InputCheck checkInput(InputType type, const QString& text, const OptionalBytes& original = {});
/// The same without the knowledge about placeholders.
[[nodiscard]] Result<OptionalBytes> bytesOf(InputType type, const QString& text, const OptionalBytes& original = {});

/// How bytes can be edited without changing them: JSON or text when an editor gives them back exactly (editors change
/// CR, no-break spaces, U+2028, NUL and invalid UTF-8), otherwise, and above 64 KiB, Original. What looks like a placeholder
/// in them is marked as none ("\{{").
struct Input {
    InputType type = InputType::Text;
    QString text;
};
[[nodiscard]] Input inputFor(const OptionalBytes& bytes);

} // namespace weir::ui
