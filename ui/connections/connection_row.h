// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connections/profile.h"
#include "ui/widgets/table_model.h"

#include <QtCore/QString>

#include <vector>

namespace weir::ui {

/// One connection of the list and where it comes from. Only saved ones can be changed.
struct ConnectionRow {
    enum class Source { Saved, Environment, BuiltIn };
    Source source = Source::Saved;
    weir::Profile profile;
    bool connected = false;

    /// Unique, also when an environment profile has the name of a saved one.
    [[nodiscard]] QString key() const;
    [[nodiscard]] static QString savedKey(const QString& name);
    bool operator==(const ConnectionRow&) const = default;
};

[[nodiscard]] std::vector<Column<ConnectionRow>> connectionColumns();
[[nodiscard]] QString sourceText(ConnectionRow::Source source);
/// The colour that warns: production is red, test amber, development green. Always shown with the word.
[[nodiscard]] Tone environmentTone(weir::Environment environment);
[[nodiscard]] QString environmentText(weir::Environment environment);
[[nodiscard]] QString offsetResetText(weir::OffsetReset reset);
/// The bootstrap servers, or words for the demo.
[[nodiscard]] QString addressText(const weir::Profile& profile);

} // namespace weir::ui
