// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/producer.h"

#include <cstdint>
#include <optional>

namespace weir {

/// Makes the records of a run, one after another: from templates, or from a file. One thread at a time.
class RecordSource
{
public:
    virtual ~RecordSource() = default;

    /// Fills `record` (whose memory is used again); false at the end. An error is about this one record: the next call goes
    /// on behind it, unless the source cannot be read any further (then every call fails alike and `ended()` is true).
    [[nodiscard]] virtual Result<bool> next(OutgoingRecord& record) = 0;
    [[nodiscard]] virtual bool ended() const = 0;
    /// How many records there will be, when that is known.
    [[nodiscard]] virtual std::optional<std::uint64_t> total() const = 0;
    /// 0 to 1, how far a file has been read; nullopt for sources without an end.
    [[nodiscard]] virtual std::optional<double> fraction() const = 0;
};

} // namespace weir
