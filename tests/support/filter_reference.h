// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/filter_ast.h"

namespace weir::test {

/// A record that is there, seen the way a scan sees it.
class OwnedRecordView final : public RecordView
{
public:
    explicit OwnedRecordView(const Record& record) : m_record(record)
    {
        topic = record.topic;
        partition = record.partition;
        offset = record.offset;
        timestampType = record.timestampType;
        timestamp = record.timestamp;
        if (record.key)
            key = *record.key;
        if (record.value)
            value = *record.value;
    }
    [[nodiscard]] Headers headers() const override { return m_record.headers; }

private:
    const Record& m_record;
};

/// What resources/help/filter-language.md says, slowly and straight: every condition is asked, JSON becomes a tree by
/// JsonScanner, numbers become digits. Shares no code with the plan but the scanner and the reading of times.
[[nodiscard]] bool referenceMatches(const FilterNode& node, const Record& record);

} // namespace weir::test
