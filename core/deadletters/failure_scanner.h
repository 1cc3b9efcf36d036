// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/custom_convention.h"
#include "core/kafka/record.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace weir {

/// What failures are grouped by, out of a dead letter's headers. Empty: the headers do not tell (NULL, empty and
/// undecodable values are all one here). The texts are well-formed UTF-8, `originTopic` is a legal topic name.
struct ScannedFailure {
    std::string_view convention; ///< empty when none was recognised
    std::string_view originTopic;
    std::string_view exceptionClass;
    std::string_view message;
    std::string_view stage;
    std::optional<std::int64_t> attempts;
};

/// The same answers as readFailure(), for millions of records: nothing is copied but these values, and nothing is
/// allocated once its buffers have grown. One thread at a time.
class FailureScanner
{
public:
    /// A person's own conventions come before the known ones.
    explicit FailureScanner(std::vector<CustomConvention> own = {});
    ~FailureScanner();
    FailureScanner(const FailureScanner&) = delete;
    FailureScanner& operator=(const FailureScanner&) = delete;

    /// The views in `out` are valid until the next read() or the end of the scanner.
    void read(const RecordView& record, ScannedFailure& out);

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace weir
