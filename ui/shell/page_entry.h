// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/page.h"

#include <functional>
#include <optional>
#include <vector>

namespace weir::ui {

/// One kind of page the shell can show; the program's wiring makes the list. A value.
struct PageEntry {
    QString id{};    ///< "topics", "group": not translated; names screenshots
    QString title{}; ///< of the navigation entry; empty: reached from other pages only and shown as a tab
    QString icon{};  ///< of the navigation entry
    QString under{}; ///< for pages without an own navigation entry: the id of the entry that is marked meanwhile
    bool needsConnection = true;
    /// Which page of this kind serves a destination: nullopt none, "" the only one, otherwise one page per text (a
    /// topic, a group).
    std::function<std::optional<QString>(const Destination&)> serves{};
    /// Where the navigation entry and the screenshots go.
    Destination home = OpenTopics{};
    std::function<Page*(const PageContext&, const Destination&, QWidget* parent)> create{};
    /// Tells the navigation's badge while the page itself was not opened yet: calls `show` now and whenever the count changes,
    /// as long as `receiver` lives. Empty: only the page counts.
    std::function<void(QObject* receiver, const std::function<void(const QString&)>& show)> count{};
};

/// Called once per connection, so that what pages share (a sampler, say) lives as long as the connection's pages.
using PageCatalogue = std::function<std::vector<PageEntry>(const PageContext&)>;

} // namespace weir::ui
