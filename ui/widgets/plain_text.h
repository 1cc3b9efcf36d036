// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace weir::ui {

/// Kafka's bytes as text that is safe in one line: control, bidirectional and invalid bytes escaped, cut at `maxBytes`.
[[nodiscard]] QString displayText(std::string_view bytes, std::size_t maxBytes = 512);
/// NULL becomes the word "NULL".
[[nodiscard]] QString displayText(const std::optional<std::string>& bytes, std::size_t maxBytes = 512);

/// A count with the locale's group separators; nullopt becomes "–", never a number.
[[nodiscard]] QString countText(std::optional<qint64> value);
/// `one` for 1 (also for -1), otherwise `many` with "%1" replaced by the count: countedText(n, tr("1 group"), tr("%1 groups")).
/// Source strings are English and ship without a translation of their own, so "%n group(s)" would be shown as it stands.
[[nodiscard]] QString countedText(qint64 count, const QString& one, const QString& many);
/// Short forms for captions: "7.5 M", "12.5 k".
[[nodiscard]] QString shortCountText(qint64 value);
/// A duration with two units at most, the finer one only where it says something: "0.4 s", "41 s", "11 min 20 s",
/// "6 d 23 h".
[[nodiscard]] QString durationText(std::chrono::milliseconds duration);
/// "349 B", "12.4 KiB".
[[nodiscard]] QString sizeText(qint64 bytes);

/// Wraps a text for a tooltip, which Qt would otherwise take for markup when it looks like it.
[[nodiscard]] QString plainToolTip(const QString& text);

} // namespace weir::ui
