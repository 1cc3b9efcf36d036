// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/weirctl/session.h"

#include "core/events/import_source.h"
#include "core/events/payload_type.h"

namespace weir::cli {

/// Lines on standard input, as --key-delimiter, --empty-is-null, --key-type and --value-type say they are to be read.
struct LineWords {
    KeyedLines format{""};
    PayloadType keyType = PayloadType::Text;
    PayloadType valueType = PayloadType::Text;

    [[nodiscard]] static Result<LineWords> read(const Arguments& arguments);
    /// Makes the bytes of what was read as text.
    [[nodiscard]] Result<void> apply(OutgoingRecord& record) const;
    [[nodiscard]] bool keyed() const { return !format.delimiter.empty(); }
};

/// `weirctl send` with --lines or --json-lines. The exit status.
[[nodiscard]] int sendLines(Session& session);

} // namespace weir::cli
