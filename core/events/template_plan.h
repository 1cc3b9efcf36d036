// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/event_template.h"
#include "core/events/planned_text.h"
#include "core/events/utc_text.h"
#include "core/kafka/producer.h"

#include <memory>

namespace weir {

/// A template made ready: everything that can be found out before the first record is known and checked. One thread at a
/// time.
class TemplatePlan
{
public:
    /// InvalidInput and NotFound name the template, the field and the placeholder.
    [[nodiscard]] static Result<std::unique_ptr<TemplatePlan>> make(const EventTemplate& value, DataFiles& files);

    /// The next record; its memory is used again. InvalidInput names the field that could not be made; counters and random
    /// numbers have gone on.
    [[nodiscard]] Result<void> fill(OutgoingRecord& record, MakeState& state);

private:
    friend class TemplateCompiler;
    TemplatePlan() = default;
    struct Payload {
        PayloadType type = PayloadType::Null;
        PlannedText text;
        bool check = false; ///< each record is checked to be JSON
        std::string bare;   ///< the placeholders for whose sake it is checked
        std::string where;  ///< "value"
    };
    class OccurredAtMaker;
    [[nodiscard]] std::unique_ptr<ValueMaker> occurredAtMaker();
    [[nodiscard]] Result<void> fillPayload(OptionalBytes& out, Payload& payload, MakeState& state);
    [[nodiscard]] Result<void> fillEvent(OptionalBytes& out, MakeState& state);
    [[nodiscard]] Result<void> checkMade(const Payload& payload, std::string_view made) const;
    /// m_time, once for each record.
    [[nodiscard]] bool makeTime(MakeState& state);
    [[nodiscard]] std::unexpected<Error> failed(const std::string& where, const std::string& why) const;

    std::string m_name; ///< "Template \"orders/new\": ", or nothing
    std::vector<std::unique_ptr<PlaceholderSlot>> m_slots;
    std::vector<PlaceholderSlot*> m_stored; ///< those that others repeat, in an order that works
    bool m_event = false;
    std::optional<std::int32_t> m_partition;
    PlannedText m_topic;
    PlannedText m_timestamp;
    Payload m_key;
    Payload m_value; ///< Event: its data
    PlaceholderSlot* m_eventId = nullptr;
    PlaceholderSlot* m_occurredAt = nullptr;
    std::string m_afterId; ///< the envelope between its varying parts
    std::vector<std::pair<std::string, Payload>> m_headers;
    TimestampMs m_time = 0;
    std::uint64_t m_timeOf = 0; ///< the record m_time is of
    UtcText m_utc;
    std::string m_scratch;
};

} // namespace weir
