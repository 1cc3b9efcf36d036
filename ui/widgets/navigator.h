// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"

#include <QtCore/QString>

#include <optional>
#include <utility>
#include <variant>
#include <vector>

namespace weir::ui {

struct OpenTopics {};
struct OpenTopic {
    QString topic;
};
/// Without partition: all partitions, newest records. With partition and offset: that record among its neighbours.
struct OpenRecords {
    /// Instead of a place: what a consumer group has not read yet, or the records it stands on.
    enum class Of { Topic, UnreadByGroup, GroupStandsOn };

    QString topic;
    std::optional<int> partition{};
    std::optional<qint64> offset{};
    Of of = Of::Topic;
    QString group{};
};
struct OpenGroups {};
struct OpenGroup {
    QString group;
};
/// The list of alerts and their rules; with a group, a new rule for it is begun.
struct OpenAlerts {
    QString group{};
};
struct OpenDeadLetters {
    std::optional<QString> topic;
};
/// A replay job, among the dead letters.
struct OpenReplay {
    QString job;
};
/// What was changed through Weir, and what is running.
struct OpenActivity {};
/// The Send page, optionally prefilled with the bytes of a record ("send like this").
struct OpenSend {
    std::optional<QString> topic;
    OptionalBytes key;
    OptionalBytes value;
    std::vector<std::pair<Bytes, OptionalBytes>> headers;
    std::optional<int> partition{}; ///< of the record it was taken from
    std::optional<qint64> timestamp{};
};
/// A run of events, a transaction, a play consumer: tabs of the Send page.
struct OpenRun {
    QString run;
};
struct OpenTransaction {
    QString transaction;
};
struct OpenPlayConsumer {
    QString group;
};
struct OpenConnections {};
/// Closes the session and connects with that profile: one from the file, "from environment", or the demo's name.
struct UseConnection {
    QString profile;
};

using Destination = std::variant<OpenTopics, OpenTopic, OpenRecords, OpenGroups, OpenGroup, OpenAlerts, OpenDeadLetters,
                                 OpenReplay, OpenActivity, OpenSend, OpenRun, OpenTransaction, OpenPlayConsumer,
                                 OpenConnections, UseConnection>;

/// How one page leads to another without knowing it. The shell implements it; GUI thread only.
class Navigator
{
public:
    Navigator() = default;
    Navigator(const Navigator&) = delete;
    Navigator& operator=(const Navigator&) = delete;
    virtual ~Navigator() = default;

    /// Brings the page of the destination to the front and hands it the destination through Page::open().
    virtual void go(const Destination& destination) = 0;
};

} // namespace weir::ui
