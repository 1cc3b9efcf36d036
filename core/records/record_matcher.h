// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/record.h"

namespace weir {

/// Says whether a record is wanted. One thread at a time: a matcher owns buffers it uses again for every record.
class RecordMatcher
{
public:
    RecordMatcher() = default;
    RecordMatcher(const RecordMatcher&) = delete;
    RecordMatcher& operator=(const RecordMatcher&) = delete;
    virtual ~RecordMatcher() = default;

    [[nodiscard]] virtual bool matches(const RecordView& record) = 0;
};

} // namespace weir
