// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/topics/topic_list.h"

#include <QtCore/QString>

#include <vector>

namespace weir::ui {

/// The heading a topic stands under when topics are grouped. Sorted by rank, then title.
struct TopicGroup {
    enum class Rank { Prefix, Other, DeadLetters, Internal };
    Rank rank = Rank::Other;
    QString title;        ///< "events.", or a translated word for the other ranks
    qsizetype prefix = 0; ///< how many characters of the topic's name the title already says

    /// Stable, not translated; never the name of a topic (those have no colon).
    [[nodiscard]] QString key() const;
    bool operator==(const TopicGroup&) const = default;
};

[[nodiscard]] bool groupBefore(const TopicGroup& a, const TopicGroup& b);

/// The group of each topic, in the order given. The first part of a name up to '.', '-' or '_' names a group when at
/// least two topics share it; internal topics and dead letters stand together. Pure; any thread.
[[nodiscard]] std::vector<TopicGroup> groupTopics(const std::vector<weir::TopicSummary>& topics);

} // namespace weir::ui
