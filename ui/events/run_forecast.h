// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/run_plan.h"

#include <QtCore/QString>
#include <QtCore/QStringList>

#include <chrono>
#include <cstdint>
#include <optional>

namespace weir::ui {

/// What a plan comes to when everything goes well. Pure, as all here.
struct RunForecast {
    std::optional<std::uint64_t> events{};
    std::optional<std::chrono::milliseconds> time{}; ///< nullopt: not known (as fast as possible), or without an end
};
/// `total`: how many records the source has, when it ends by itself.
[[nodiscard]] RunForecast forecastRun(const RunPlan& plan, std::optional<std::uint64_t> total);
/// The rate that is planned at that time, records a second. A burst counts as spread over its interval; Fastest is 0.
[[nodiscard]] double plannedRate(const RunRate& rate, std::chrono::milliseconds elapsed);
/// "from 10 to 100 a second during 1 min, then 100".
[[nodiscard]] QString rateWords(const RunRate& rate);
/// "OrderCreated at 200 a second" ends with this: "at 200 a second", "as fast as possible".
[[nodiscard]] QString rateTitle(const RunRate& rate);
/// "orders", "orders and payments", "orders and 4 more topics"; empty: "topics not known yet".
[[nodiscard]] QString topicWords(const QStringList& topics);

/// What a plan is about, for the sentence.
struct RunSubject {
    QStringList topics{};
    bool endless = true;                  ///< a source without an end
    std::optional<std::uint64_t> total{}; ///< of a source with one
    QString one{};                        ///< "1 event", translated
    QString many{};                       ///< "%1 events"
    QString all{};                        ///< "All events of the file" for an unknown number
};
/// "About 12,000 events in 10 min to 2 topics: from 10 to 100 a second during 1 min, then 100." and, where the plan says so,
/// what ends it early.
[[nodiscard]] QString planSentence(const RunPlan& plan, const RunSubject& subject);

} // namespace weir::ui
