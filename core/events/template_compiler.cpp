// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/template_compiler.h"

#include "core/events/envelope.h"
#include "core/events/json_object.h"

#include <algorithm>

namespace weir {
namespace {

/// Follows JSON far enough to know whether it stands inside a string.
class StringState
{
public:
    void pass(std::string_view text)
    {
        for (const char c : text) {
            if (m_escaped)
                m_escaped = false;
            else if (m_inside && c == '\\')
                m_escaped = true;
            else if (c == '"')
                m_inside = !m_inside;
        }
    }
    [[nodiscard]] bool inside() const { return m_inside; }

private:
    bool m_inside = false;
    bool m_escaped = false;
};

std::string nameOf(const EventTemplate& value)
{
    if (value.name.empty())
        return {};
    const std::string path = value.folder.empty() ? value.name : value.folder + "/" + value.name;
    return "Template \"" + escapeForDisplay(path, 120) + "\": ";
}

} // namespace

TemplateCompiler::TemplateCompiler(const EventTemplate& value, DataFiles& files)
    : m_value(value), m_files(files), m_plan(new TemplatePlan)
{
    m_plan->m_name = nameOf(value);
}

std::unexpected<Error> TemplateCompiler::wrong(const std::string& where, const std::string& why) const
{
    return fail(ErrorKind::InvalidInput, m_plan->m_name + where + ": " + why);
}

std::unexpected<Error> TemplateCompiler::wrong(const PlaceholderSlot& slot, const Error& error) const
{
    return fail(error.kind, m_plan->m_name + slot.where + ": " + slot.source + ": " + error.message);
}

Result<std::unique_ptr<TemplatePlan>> TemplateCompiler::compile()
{
    for (const auto step : {&TemplateCompiler::planAll, &TemplateCompiler::resolveFields, &TemplateCompiler::orderStored,
                            &TemplateCompiler::checkBareUses})
        if (auto done = (this->*step)(); !done)
            return fail(std::move(done.error()));
    return std::move(m_plan);
}

Result<void> TemplateCompiler::planAll()
{
    if (m_value.partition && *m_value.partition < 0)
        return wrong("partition", "Partitions are counted from 0.");
    m_plan->m_partition = m_value.partition;
    m_plan->m_event = m_value.kind == EventTemplate::Kind::Event;
    if (m_plan->m_event) {
        const auto topic = topicForEventType(m_value.eventType);
        if (!topic)
            return wrong("event-type", topic.error().message);
        m_plan->m_topic.addLiteral(*topic);
        m_plan->m_afterId = "\",\"event_type\":" + writeJsonString(m_value.eventType) + ",\"occurred_at\":\"";
    } else if (m_value.topic.empty()) {
        return wrong("topic", "A record needs a topic.");
    } else if (auto topic = planText(m_value.topic, "topic", Form::Text, m_plan->m_topic); !topic) {
        return topic;
    }
    if (auto time = planText(m_value.timestamp, "timestamp", Form::Text, m_plan->m_timestamp); !time)
        return time;
    if (auto key = planPayload(m_value.key.type, m_value.key.text, "key", m_plan->m_key); !key)
        return key;
    if (auto value = planValue(); !value)
        return value;
    m_plan->m_headers.reserve(m_value.headers.size()); // BareUse keeps addresses
    for (const TemplateHeader& header : m_value.headers) {
        auto& [name, payload] = m_plan->m_headers.emplace_back(header.name, Payload{});
        const std::string where = "header \"" + escapeForDisplay(header.name, 60) + "\"";
        if (auto planned = planPayload(header.value.type, header.value.text, where, payload); !planned)
            return planned;
    }
    return {};
}

Result<void> TemplateCompiler::planValue()
{
    PayloadType type = m_value.value.type;
    if (m_plan->m_event && type == PayloadType::Text)
        type = PayloadType::Json;
    if (m_plan->m_event && type != PayloadType::Json)
        return wrong("value", "The data of an event is JSON.");
    if (auto planned = planPayload(type, m_value.value.text, "value", m_plan->m_value); !planned)
        return planned;
    m_fields.parts = m_parts;
    m_fields.slots = m_partSlots;
    m_fields.isJson = type == PayloadType::Json;
    return {};
}

Result<void> TemplateCompiler::planPayload(PayloadType type, const std::string& text, const std::string& where, Payload& to)
{
    to.type = type;
    to.where = where;
    if (type == PayloadType::Null || type == PayloadType::Empty)
        return {};
    const Form form = type == PayloadType::Json     ? Form::Json
                      : type == PayloadType::Base64 ? Form::Base64
                                                         : Form::Text;
    if (auto planned = planText(text, where, form, to.text); !planned)
        return planned;
    if (form == Form::Json)
        return placeInJson(text, where, to);
    return checkConstant(to);
}

Result<void> TemplateCompiler::checkConstant(const Payload& payload)
{
    if (!std::ranges::all_of(payload.text.pieces(), [](const TextPiece& piece) { return piece.slot == nullptr; }))
        return {};
    const std::string text = payload.text.empty() ? std::string() : payload.text.pieces().front().literal;
    if (const auto bytes = payloadBytes(payload.type, text); !bytes)
        return wrong(payload.where, bytes.error().message);
    return {};
}

Result<void> TemplateCompiler::planText(const std::string& text, const std::string& where, Form form, PlannedText& to)
{
    StringState state;
    m_parts = splitText(text);
    m_partSlots.assign(m_parts.size(), nullptr);
    m_partBare.assign(m_parts.size(), false);
    for (std::size_t i = 0; i < m_parts.size(); ++i) {
        const TextPart& part = m_parts[i];
        if (part.kind == TextPart::Kind::Unclosed)
            return wrong(where, R"(A placeholder is not closed with }} on its line; two braces that are none are written \{{.)");
        if (part.kind != TextPart::Kind::Placeholder) {
            to.addLiteral(part.inside);
            state.pass(part.inside);
            continue;
        }
        m_partBare[i] = form == Form::Json && !state.inside();
        const auto slot = addSlot(part, text, where, {&m_files, m_partBare[i], form == Form::Base64});
        if (!slot)
            return fail(slot.error());
        m_partSlots[i] = *slot;
        to.addSlot(**slot, form == Form::Json && state.inside());
    }
    return {};
}

Result<PlaceholderSlot*> TemplateCompiler::addSlot(const TextPart& part, const std::string& text, const std::string& where,
                                                   const MakerPlace& place)
{
    auto slot = std::make_unique<PlaceholderSlot>();
    slot->source = escapeForDisplay(std::string_view(text).substr(part.begin, part.length), 120);
    slot->where = where;
    auto call = readCall(part.inside);
    if (!call)
        return wrong(*slot, call.error());
    slot->call = std::move(*call);
    const auto sameLabel = [&](const auto& other) { return other->call.label == slot->call.label; };
    if (!slot->call.label.empty() && std::ranges::any_of(m_plan->m_slots, sameLabel))
        return wrong(where, slot->source + ": The label " + slot->call.label + " is used twice.");
    if (slot->call.name != "field") {
        auto maker = valueMaker(slot->call, place);
        if (!maker)
            return wrong(*slot, maker.error());
        slot->maker = std::move(*maker);
    }
    m_plan->m_slots.push_back(std::move(slot));
    return m_plan->m_slots.back().get();
}

Result<void> TemplateCompiler::placeInJson(const std::string& text, const std::string& where, Payload& payload)
{
    // The same text with placeholders that are values of the same length: what is wrong with it stands at the same byte.
    std::string sample = text;
    for (std::size_t i = 0; i < m_parts.size(); ++i)
        if (m_parts[i].kind != TextPart::Kind::Literal)
            sample.replace(m_parts[i].begin, m_parts[i].length, m_parts[i].length, m_partBare[i] ? '1' : 'x');
    auto leaves = jsonLeaves(sample);
    if (!leaves)
        return wrong(where, leaves.error().message);
    for (std::size_t i = 0; i < m_parts.size(); ++i) {
        if (m_partSlots[i] == nullptr)
            continue;
        const std::size_t begin = m_parts[i].begin;
        const std::size_t end = begin + m_parts[i].length;
        const auto leaf = std::ranges::find_if(*leaves, [&](const JsonLeaf& l) { return l.begin <= begin && end <= l.end; });
        const bool found = leaf != leaves->end(); // not in the name of a member
        if (found && !leaf->steps.empty())
            m_partSlots[i]->where += ", field " + escapeForDisplay(pathText(leaf->steps), 120);
        if (m_partBare[i])
            m_bare.push_back({&payload, m_partSlots[i], found && leaf->begin == begin && leaf->end == end});
    }
    if (&payload == &m_plan->m_value)
        m_fields.leaves = std::move(*leaves);
    return {};
}

Result<void> TemplateCompiler::orderStored()
{
    for (const auto& slot : m_plan->m_slots)
        for (PlaceholderSlot* repeated : slot->repeats)
            repeated->stored = true;
    std::set<PlaceholderSlot*> open;
    std::set<PlaceholderSlot*> done;
    for (const auto& slot : m_plan->m_slots)
        if (!visit(*slot, open, done))
            return wrong(slot->where, slot->source + ": It repeats itself in a circle.");
    return {};
}

bool TemplateCompiler::visit(PlaceholderSlot& slot, std::set<PlaceholderSlot*>& open, std::set<PlaceholderSlot*>& done)
{
    if (done.contains(&slot))
        return true;
    if (!open.insert(&slot).second)
        return false;
    for (PlaceholderSlot* repeated : slot.repeats)
        if (!visit(*repeated, open, done))
            return false;
    open.erase(&slot);
    done.insert(&slot);
    if (slot.stored)
        m_plan->m_stored.push_back(&slot);
    return true;
}

Result<void> TemplateCompiler::checkBareUses()
{
    for (const BareUse& use : m_bare) {
        const auto bare = use.slot->maker->bare();
        if (bare == ValueMaker::Bare::Always && use.whole)
            continue;
        if (bare == ValueMaker::Bare::Never && use.whole)
            return wrong(use.slot->where, use.slot->source + ": It makes text: write quotes around it.");
        use.payload->check = true;
        if (use.payload->bare.find(use.slot->source) == std::string::npos)
            use.payload->bare += (use.payload->bare.empty() ? "" : ", ") + use.slot->source;
    }
    return {};
}

Result<std::unique_ptr<TemplatePlan>> TemplatePlan::make(const EventTemplate& value, DataFiles& files)
{
    return TemplateCompiler(value, files).compile();
}

} // namespace weir
