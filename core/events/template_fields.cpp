// SPDX-License-Identifier: GPL-3.0-or-later
// How a template's {{field}} finds what it repeats.
#include "core/events/template_compiler.h"

#include "core/events/text_makers.h"
#include "core/records/json_index.h"

#include <algorithm>

namespace weir {
namespace {

/// The id of the event's envelope, which is made even when nobody repeats it.
class EventIdMaker final : public ValueMaker
{
public:
    bool make(std::string& out, MakeState& state) override
    {
        appendUuid(out, state.random);
        return true;
    }
};

std::string withoutPrefix(const std::string& path)
{
    for (const std::string_view prefix : {"data.", "value."})
        if (path.starts_with(prefix))
            return path.substr(prefix.size());
    return path;
}

std::optional<std::vector<FieldPath::Step>> stepsOf(const std::string& path)
{
    const auto field = FieldPath::parse(path.starts_with('[') ? "value" + path : "value." + path);
    return field ? std::optional(field->steps) : std::nullopt;
}

} // namespace

Result<void> TemplateCompiler::resolveFields()
{
    // By number: a target may add the slot of an envelope's field.
    for (std::size_t i = 0; i < m_plan->m_slots.size(); ++i) {
        PlaceholderSlot& slot = *m_plan->m_slots[i];
        if (slot.maker)
            continue;
        CallReader arguments(slot.call);
        const auto* name = arguments.next();
        if (name == nullptr || name->value.empty())
            return wrong(slot.where, slot.source + ": field needs what it repeats: a path such as customer.id, a label, or key.");
        if (const auto rest = arguments.finish(); !rest)
            return wrong(slot, rest.error());
        auto target = targetOf(name->value);
        if (!target)
            return wrong(slot, target.error());
        for (const FieldMaker::Part& part : target->parts)
            if (part.slot != nullptr)
                slot.repeats.push_back(part.slot);
        const bool bare = std::ranges::any_of(m_bare, [&](const BareUse& use) { return use.slot == &slot; });
        slot.maker = std::make_unique<FieldMaker>(std::move(target->parts),
                                                  bare && target->isText ? FieldMaker::Quotes::Yes : FieldMaker::Quotes::No);
    }
    return {};
}

Result<TemplateCompiler::Target> TemplateCompiler::targetOf(const std::string& name)
{
    const auto labelled = std::ranges::find_if(m_plan->m_slots, [&](const auto& slot) { return slot->call.label == name; });
    if (labelled != m_plan->m_slots.end()) {
        const bool text = (*labelled)->maker && (*labelled)->maker->bare() == ValueMaker::Bare::Never;
        return Target{{{{}, labelled->get()}}, text};
    }
    if (name == "key") {
        if (m_value.key.type == PayloadType::Null || m_value.key.type == PayloadType::Empty)
            return fail(ErrorKind::InvalidInput, "There is no key to repeat.");
        Target target{{}, true};
        for (const TextPiece& piece : m_plan->m_key.text.pieces())
            target.parts.push_back({piece.literal, piece.slot});
        return target;
    }
    if (auto path = pathTarget(name); path || !m_plan->m_event)
        return path;
    else if (auto envelope = envelopeTarget(name))
        return std::move(*envelope);
    else
        return path;
}

std::optional<TemplateCompiler::Target> TemplateCompiler::envelopeTarget(const std::string& name)
{
    PlaceholderSlot** place = name == "event_id" ? &m_plan->m_eventId : name == "occurred_at" ? &m_plan->m_occurredAt : nullptr;
    if (place == nullptr)
        return std::nullopt;
    if (*place == nullptr) {
        auto slot = std::make_unique<PlaceholderSlot>();
        slot->source = slot->where = name;
        if (name == "event_id")
            slot->maker = std::make_unique<EventIdMaker>();
        else
            slot->maker = m_plan->occurredAtMaker();
        if (name == "occurred_at")
            for (const TextPiece& piece : m_plan->m_timestamp.pieces())
                if (piece.slot != nullptr)
                    slot->repeats.push_back(piece.slot);
        *place = slot.get();
        m_plan->m_slots.push_back(std::move(slot));
    }
    return Target{{{{}, *place}}, true};
}

Result<TemplateCompiler::Target> TemplateCompiler::pathTarget(const std::string& path)
{
    const auto unknown = [&](const std::string& why) {
        return fail(ErrorKind::InvalidInput, "\"" + escapeForDisplay(path, 80) + "\" " + why);
    };
    if (!m_fields.isJson)
        return unknown("is neither key nor a label, and the value is no JSON that could have such a field.");
    for (const std::string& candidate : {path, withoutPrefix(path)}) {
        const auto steps = stepsOf(candidate);
        if (!steps)
            continue;
        const auto leaf = std::ranges::find(m_fields.leaves, *steps, &JsonLeaf::steps);
        if (leaf != m_fields.leaves.end())
            return leafTarget(*leaf);
        const auto inside = [&](const JsonLeaf& l) {
            return l.steps.size() > steps->size() && std::equal(steps->begin(), steps->end(), l.steps.begin());
        };
        if (std::ranges::any_of(m_fields.leaves, inside))
            return unknown("is an object or a list; name one of its fields.");
    }
    return unknown("is neither key, nor a label (as=...), nor a field of the value.");
}

TemplateCompiler::Target TemplateCompiler::leafTarget(const JsonLeaf& leaf) const
{
    Target target{{}, leaf.isString};
    const std::size_t quote = leaf.isString ? 1 : 0;
    const std::size_t leafBegin = leaf.begin + quote;
    const std::size_t leafEnd = leaf.end - quote;
    for (std::size_t i = 0; i < m_fields.parts.size(); ++i) {
        const TextPart& part = m_fields.parts[i];
        const std::size_t begin = std::max(part.begin, leafBegin);
        const std::size_t end = std::min(part.begin + part.length, leafEnd);
        if (begin >= end)
            continue;
        FieldMaker::Part made;
        if (part.kind == TextPart::Kind::Placeholder)
            made.slot = m_fields.slots[i];
        else if (part.kind == TextPart::Kind::Braces || !leaf.isString)
            made.literal = part.kind == TextPart::Kind::Braces ? part.inside : part.inside.substr(begin - part.begin, end - begin);
        else
            appendJsonString(made.literal, part.inside.substr(begin - part.begin, end - begin));
        target.parts.push_back(std::move(made));
    }
    return target;
}

} // namespace weir
