// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/kafka/record.h"
#include "core/records/field_path.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// One change to a record: at a JSON member of key or value, at a header, or at key or value as a whole. All bytes beside
/// it stay as they are: white space, order of members, numbers, escapes.
struct FieldOperation {
    enum class Kind {
        Set,     ///< gives the field a value; a missing member or header is added at the end of its object or the list
        Remove,  ///< takes it away (a member with its comma, all of that name in its object; all headers of that name)
        Replace, ///< like Set, but only where the field is `from` now
    };
    Kind kind = Kind::Set;
    FieldPath path;        ///< key, value, header["…"], value.data.amount; any depth ("..") and other parts are refused
    OptionalBytes to;      ///< Set, Replace: JSON text for a path into JSON, else the bytes; nullopt: NULL (JSON: null)
    OptionalBytes from;    ///< Replace: JSON text that must be equal as JSON, else the bytes

    bool operator==(const FieldOperation&) const = default;
};

/// What is changed before records are replayed. An immutable value; any thread.
struct RecordEdit {
    /// Whole replacements, of a single record, first; the outer optional says whether there is one.
    std::optional<OptionalBytes> key{};
    std::optional<OptionalBytes> value{};
    std::optional<Headers> headers{};
    std::vector<FieldOperation> operations{}; ///< in this order

    [[nodiscard]] bool empty() const { return !key && !value && !headers && operations.empty(); }
    bool operator==(const RecordEdit&) const = default;
};

/// The record after the edit; untouched parts keep their bytes. InvalidInput: a path into something that is no JSON, into an
/// array element that does not exist, or a result that would be no JSON. A Replace whose `from` does not match and a Remove of
/// something missing change nothing. Pure; any thread.
[[nodiscard]] Result<Record> applyEdit(const Record& record, const RecordEdit& edit);
/// InvalidInput for an operation that can fit no record: a path of another kind, or a text that should be JSON. Pure.
[[nodiscard]] Result<void> checkEdit(const RecordEdit& edit);
/// The same for every equal edit, for replayId(): 16 hexadecimal digits, empty for an empty edit. Pure.
[[nodiscard]] std::string editHash(const RecordEdit& edit);

/// "set value.data.amount = 12.90", "set header[\"source\"] = web", "remove value.debug", "replace value.currency \"EUR\" with
/// \"USD\"", "set key = NULL": the notation of weirctl and of the editor, and back. InvalidInput says what is expected. Pure.
[[nodiscard]] Result<FieldOperation> parseFieldOperation(std::string_view text);
[[nodiscard]] std::string toText(const FieldOperation& operation);
/// For the journal, lossless. Pure.
[[nodiscard]] std::string toJson(const RecordEdit& edit);
[[nodiscard]] Result<RecordEdit> parseRecordEdit(std::string_view json);

} // namespace weir
