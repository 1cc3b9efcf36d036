// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/payload_type.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace weir {

/// A payload written with placeholders ("{{uuid}}", placeholder.h); its type is applied to what the placeholders made.
struct TemplatePayload {
    PayloadType type = PayloadType::Null;
    std::string text{};

    bool operator==(const TemplatePayload&) const = default;
};

struct TemplateHeader {
    std::string name{};
    TemplatePayload value{};

    bool operator==(const TemplateHeader&) const = default;
};

/// One event or record that can be sent again and again, each time with other values. A plain value.
struct EventTemplate {
    enum class Kind {
        Event, ///< in the envelope: the topic follows from the type, `value` is the JSON of `data`
        Raw,   ///< any record
    };
    std::string name{};   ///< of the file, without ".event"
    std::string folder{}; ///< below the root, "orders/refunds"; empty: the root
    std::string about{};  ///< one line for people
    Kind kind = Kind::Event;
    std::string eventType{};              ///< Event only
    std::string topic{};                  ///< Raw only; may hold placeholders
    std::optional<std::int32_t> partition{}; ///< nullopt: by key
    std::string timestamp{};              ///< with placeholders, ISO 8601 or ms since 1970; empty: the time of sending
    TemplatePayload key{};                ///< Event: the aggregate id
    TemplatePayload value{};
    std::vector<TemplateHeader> headers{};

    bool operator==(const EventTemplate&) const = default;
};

/// The text of a template file: lines "name: value" (about, event-type, topic, partition, timestamp, key, header), a line
/// "---", and behind it the value byte for byte. Made for people and for version control; parseTemplate() of it gives the
/// same template, except name and folder, which are the file's.
[[nodiscard]] std::string templateText(const EventTemplate& value);
/// InvalidInput names the line. Placeholders are not looked into. Pure; any thread.
[[nodiscard]] Result<EventTemplate> parseTemplate(std::string_view text);

} // namespace weir
