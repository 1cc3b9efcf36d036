// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/field_maker.h"
#include "core/events/json_leaves.h"
#include "core/events/template_plan.h"
#include "core/events/text_parts.h"

#include <set>

namespace weir {

/// Makes a TemplatePlan of a template, once.
class TemplateCompiler
{
public:
    TemplateCompiler(const EventTemplate& value, DataFiles& files);
    [[nodiscard]] Result<std::unique_ptr<TemplatePlan>> compile();

private:
    using Payload = TemplatePlan::Payload;
    enum class Form { Text, Json, Base64 };
    /// A placeholder that stands in JSON without quotes.
    struct BareUse {
        Payload* payload = nullptr;
        PlaceholderSlot* slot = nullptr;
        bool whole = false; ///< it is a value alone, not a part of a number
    };
    /// The parts of the value, by which a path is followed to what makes its field.
    struct ValueField {
        std::vector<TextPart> parts;
        std::vector<PlaceholderSlot*> slots; ///< of the parts; null for literals
        std::vector<JsonLeaf> leaves;
        bool isJson = false;
    };
    /// What a {{field}} repeats.
    struct Target {
        std::vector<FieldMaker::Part> parts;
        bool isText = false; ///< JSON would write it in quotes
    };

    [[nodiscard]] Result<void> planAll();
    [[nodiscard]] Result<void> planValue();
    [[nodiscard]] Result<void> planPayload(PayloadType type, const std::string& text, const std::string& where, Payload& to);
    [[nodiscard]] Result<void> planText(const std::string& text, const std::string& where, Form form, PlannedText& to);
    [[nodiscard]] Result<PlaceholderSlot*> addSlot(const TextPart& part, const std::string& text, const std::string& where,
                                                   const MakerPlace& place);
    [[nodiscard]] Result<void> placeInJson(const std::string& text, const std::string& where, Payload& payload);
    [[nodiscard]] Result<void> resolveFields();
    [[nodiscard]] Result<Target> targetOf(const std::string& name);
    [[nodiscard]] std::optional<Target> envelopeTarget(const std::string& name);
    [[nodiscard]] Result<Target> pathTarget(const std::string& path);
    [[nodiscard]] Target leafTarget(const JsonLeaf& leaf) const;
    [[nodiscard]] Result<void> orderStored();
    [[nodiscard]] bool visit(PlaceholderSlot& slot, std::set<PlaceholderSlot*>& open, std::set<PlaceholderSlot*>& done);
    [[nodiscard]] Result<void> checkBareUses();
    [[nodiscard]] Result<void> checkConstant(const Payload& payload);
    [[nodiscard]] std::unexpected<Error> wrong(const std::string& where, const std::string& why) const;
    [[nodiscard]] std::unexpected<Error> wrong(const PlaceholderSlot& slot, const Error& error) const;

    const EventTemplate& m_value;
    DataFiles& m_files;
    std::unique_ptr<TemplatePlan> m_plan;
    std::vector<BareUse> m_bare;
    ValueField m_fields;
    // Of the text that was planned last:
    std::vector<TextPart> m_parts;
    std::vector<PlaceholderSlot*> m_partSlots;
    std::vector<bool> m_partBare;
};

} // namespace weir
