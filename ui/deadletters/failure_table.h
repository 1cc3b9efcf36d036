// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/failure_report.h"
#include "core/records/browse.h"
#include "ui/widgets/table_model.h"

#include <QtCore/QString>

#include <memory>
#include <vector>

namespace weir::ui {

/// One dead letter with what its headers tell. The record is shared, never copied.
struct FailureRow {
    std::shared_ptr<const Record> record;
    FailureReport report;
    QString republished; ///< "republished 14:22" when that was done in this window; empty otherwise
};

/// The dead letters of one topic that were read, and what part of it they are.
struct FailurePage {
    std::vector<FailureRow> rows;
    std::vector<Failure> failures; ///< partitions that could not be read
    std::size_t partitions = 0;
    qint64 inRange = 0;            ///< offsets between log start and end
    bool limitReached = false;
    bool interrupted = false;
};

/// Reads the newest `most` records of the topic and their failure headers. Blocks; runs on the pool.
[[nodiscard]] Result<FailurePage> readFailures(Cluster& cluster, const std::string& topic, std::int64_t most,
                                               const Call& call);
/// "The newest 50 of about 1,204", "All 12": so that nobody takes a part for the whole.
[[nodiscard]] QString coverageText(const FailurePage& page);

/// "2:1877046": partition and offset in the dead-letter topic.
[[nodiscard]] QString failureKey(const FailureRow& row);
[[nodiscard]] std::vector<Column<FailureRow>> failureColumns();

} // namespace weir::ui
