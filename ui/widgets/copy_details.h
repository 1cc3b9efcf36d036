// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/partial.h"

#include <QtCore/QString>

#include <vector>

namespace weir::ui {

/// What "Copy details" puts on the clipboard about an error: sentence, kind, Kafka's code, detail, time and version.
[[nodiscard]] QString errorDetails(const weir::Error& error);
/// One line per failed subject.
[[nodiscard]] QString failureDetails(const std::vector<weir::Failure>& failures);
/// The sentence of an error as text.
[[nodiscard]] QString sentenceOf(const weir::Error& error);
void copyText(const QString& text);

} // namespace weir::ui
