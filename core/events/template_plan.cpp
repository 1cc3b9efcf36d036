// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/template_plan.h"

#include "core/base/time_text.h"
#include "core/events/decimal_text.h"
#include "core/events/json_object.h"
#include "core/events/text_makers.h"

#include <algorithm>

namespace weir {

/// The time of the event, for those that repeat it.
class TemplatePlan::OccurredAtMaker final : public ValueMaker
{
public:
    explicit OccurredAtMaker(TemplatePlan& plan) : m_plan(plan) {}
    bool make(std::string& out, MakeState& state) override
    {
        if (!m_plan.makeTime(state))
            return false;
        m_plan.m_utc.appendIso(out, m_plan.m_time);
        return true;
    }

private:
    TemplatePlan& m_plan;
};

std::unique_ptr<ValueMaker> TemplatePlan::occurredAtMaker() { return std::make_unique<OccurredAtMaker>(*this); }

std::unexpected<Error> TemplatePlan::failed(const std::string& where, const std::string& why) const
{
    return fail(ErrorKind::InvalidInput, m_name + where + ": " + why);
}

Result<void> TemplatePlan::fill(OutgoingRecord& record, MakeState& state)
{
    ++state.record;
    for (PlaceholderSlot* slot : m_stored) {
        slot->text.clear();
        if (!slot->maker->make(slot->text, state))
            return failed(slot->where, slot->source + ": " + state.problem);
    }
    record.topic.clear();
    if (!m_topic.append(record.topic, state))
        return failed("topic", state.problem);
    if (record.topic.empty())
        return failed("topic", "It came out empty.");
    record.partition = m_partition;
    if (!makeTime(state))
        return failed("timestamp", state.problem);
    record.timestamp = m_timestamp.empty() ? std::nullopt : std::optional(m_time);
    if (auto key = fillPayload(record.key, m_key, state); !key)
        return key;
    if (auto value = m_event ? fillEvent(record.value, state) : fillPayload(record.value, m_value, state); !value)
        return value;
    record.headers.resize(m_headers.size());
    for (std::size_t i = 0; i < m_headers.size(); ++i) {
        record.headers[i].name = m_headers[i].first;
        if (auto header = fillPayload(record.headers[i].value, m_headers[i].second, state); !header)
            return header;
    }
    return {};
}

bool TemplatePlan::makeTime(MakeState& state)
{
    if (m_timeOf == state.record)
        return true;
    if (m_timestamp.empty()) {
        m_time = state.now;
    } else {
        m_scratch.clear();
        if (!m_timestamp.append(m_scratch, state))
            return false;
        const auto number = parseInteger(m_scratch);
        const auto time = number ? number : parseUtc(m_scratch);
        if (!time) {
            state.problem = "\"" + escapeForDisplay(m_scratch, 60) + "\" is no time: ISO 8601 or milliseconds since 1970 are expected.";
            return false;
        }
        if (*time <= 0) {
            state.problem = "\"" + escapeForDisplay(m_scratch, 60) + "\" cannot be sent: Kafka's client takes times after 1970-01-01 00:00 only.";
            return false;
        }
        m_time = *time;
    }
    m_timeOf = state.record;
    return true;
}

Result<void> TemplatePlan::fillEvent(OptionalBytes& out, MakeState& state)
{
    if (!out)
        out.emplace();
    out->assign(R"({"event_id":")");
    if (m_eventId != nullptr)
        *out += m_eventId->text;
    else
        appendUuid(*out, state.random);
    *out += m_afterId;
    m_utc.appendIso(*out, m_time);
    *out += R"(","data":)";
    if (!m_value.text.append(*out, state))
        return failed("value", state.problem);
    *out += '}';
    return m_value.check ? checkMade(m_value, *out) : Result<void>();
}

Result<void> TemplatePlan::fillPayload(OptionalBytes& out, Payload& payload, MakeState& state)
{
    if (payload.type == PayloadType::Null) {
        out.reset();
        return {};
    }
    const bool direct = payload.type == PayloadType::Text || payload.type == PayloadType::Json || payload.type == PayloadType::Empty;
    if (direct && !out)
        out.emplace();
    std::string& text = direct ? *out : m_scratch;
    text.clear();
    if (!payload.text.append(text, state))
        return failed(payload.where, state.problem);
    if (payload.check)
        return checkMade(payload, text);
    if (direct)
        return {};
    auto bytes = payloadBytes(payload.type, text);
    if (!bytes)
        return failed(payload.where, bytes.error().message);
    out = std::move(*bytes);
    return {};
}

Result<void> TemplatePlan::checkMade(const Payload& payload, std::string_view made) const
{
    const auto valid = checkJson(made);
    if (valid)
        return {};
    return failed(payload.where, payload.bare + " made no JSON where it stands without quotes. " + valid.error().message);
}

} // namespace weir
