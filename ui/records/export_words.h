// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/record_export.h"
#include "ui/widgets/theme.h"

#include <QtCore/QString>

namespace weir::ui {

/// How an export ended, in words. `details`: one line for each partition or record that is missing.
struct ExportEnd {
    Tone tone = Tone::Ok;
    QString sentence;
    QString details;
};

/// Pure.
[[nodiscard]] ExportEnd describeExport(const weir::ExportReport& report);
/// "1,204,331 records · 512.0 MiB · 48,000 records/s · 34 % of the range"; `elapsedMs` 0: no rate yet.
[[nodiscard]] QString exportProgressWords(const weir::ExportReport& report, qint64 elapsedMs);
/// Share done, 0..1; nullopt when it is not known.
[[nodiscard]] std::optional<double> exportShare(const weir::ExportReport& report);

} // namespace weir::ui
