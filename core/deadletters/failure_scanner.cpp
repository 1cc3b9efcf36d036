// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/failure_scanner.h"

#include "core/deadletters/header_names.h"
#include "core/deadletters/header_value.h"
#include "core/deadletters/own_conventions.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

namespace weir {
namespace {

/// Eight bytes at a time: nearly every message is.
bool isAscii(std::string_view text)
{
    std::uint64_t high = 0;
    std::size_t at = 0;
    for (; at + sizeof high <= text.size(); at += sizeof high) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, text.data() + at, sizeof eight);
        high |= eight;
    }
    for (; at < text.size(); ++at)
        high |= static_cast<unsigned char>(text[at]);
    return (high & 0x8080808080808080ULL) == 0;
}

bool isText(std::string_view bytes) { return isAscii(bytes) || isUtf8(bytes); }

bool isScanned(FailureField field)
{
    return field == FailureField::OriginTopic || field == FailureField::ExceptionClass || field == FailureField::Message ||
           field == FailureField::Stage || field == FailureField::Attempts;
}

} // namespace

struct FailureScanner::Parts {
    /// What a record says to one rule. Of another record when `record` differs, so that nothing need be cleared.
    struct Slot {
        std::uint64_t record = 0;
        bool null = false;
        std::uint32_t begin = 0;
        std::uint32_t size = 0;
    };
    /// What a convention needs to know of itself.
    struct Known {
        const FailureConvention* convention = nullptr;
        std::uint32_t marker = 0; ///< numbers of rules
        std::uint32_t beside = 0;
        std::vector<std::uint32_t> told{}; ///< rules whose values are told, in their order
    };

    explicit Parts(std::vector<CustomConvention> conventions)
        : told(std::move(conventions)), all(told), names(all.all()), slots(names.rules())
    {
        for (std::size_t at = 0; at < names.conventions().size(); ++at) {
            const FailureConvention* convention = names.conventions()[at];
            const std::uint32_t first = names.firstRule(at);
            const auto ruleOf = [&](std::string_view header) {
                const auto found = std::ranges::find(convention->rules, header, &HeaderRule::header);
                return first + static_cast<std::uint32_t>(found - convention->rules.begin());
            };
            const std::uint32_t marker = ruleOf(convention->marker);
            known.push_back({convention, marker,
                             convention->beside.empty() ? marker : ruleOf(convention->beside)});
            for (const HeaderRule& rule : convention->rules) {
                if (isScanned(rule.field))
                    known.back().told.push_back(static_cast<std::uint32_t>(rules.size()));
                rules.push_back({rule, isScanned(rule.field),
                                 oldestTells(rule.field) == (convention->order == HopOrder::OldestFirst)});
            }
        }
    }

    void take(std::string_view name, OptionalBytesView value)
    {
        jsonTypes = jsonTypes || name == springJsonTypes;
        const HeaderNames::Meaning* meaning = find(name);
        if (meaning == nullptr) {
            speaking |= names.byPrefix(name);
            return;
        }
        speaking |= meaning->alone;
        for (const HeaderNames::Use& use : names.uses(*meaning)) {
            anyRule = true;
            Slot& slot = slots[use.rule];
            const Rule& rule = rules[use.rule];
            if (slot.record == record && rule.firstTells)
                continue;
            slot = {record, !value, 0, 0};
            if (value && rule.scanned) {
                slot.begin = static_cast<std::uint32_t>(bytes.size());
                slot.size = static_cast<std::uint32_t>(value->size());
                bytes.append(*value);
            }
        }
    }

    /// Records of one writer have their headers in the same order: what stood here last time is tried first.
    const HeaderNames::Meaning* find(std::string_view name)
    {
        const std::size_t here = headers++;
        if (here < before.size() && before[here] != nullptr && before[here]->name == name)
            return before[here];
        const HeaderNames::Meaning* meaning = names.find(name);
        if (here < before.size())
            before[here] = meaning;
        return meaning;
    }

    [[nodiscard]] bool isThere(std::uint32_t rule) const { return slots[rule].record == record; }

    [[nodiscard]] const Known* choose() const
    {
        if (!anyRule && speaking == 0)
            return nullptr;
        for (const Known& candidate : known)
            if (isThere(candidate.marker) && isThere(candidate.beside))
                return &candidate;
        if (speaking == 0)
            return nullptr;
        return &known[names.firstSpeaking(speaking)];
    }

    void tell(const Known& chosen, ScannedFailure& out) const
    {
        out.convention = chosen.convention->name;
        std::uint32_t found = 0; // a bit for each field
        for (const std::uint32_t at : chosen.told) {
            const Slot& slot = slots[at];
            if (slot.record != record)
                continue;
            const Rule& rule = rules[at];
            const std::uint32_t bit = std::uint32_t{1} << static_cast<unsigned>(rule.rule.field);
            if ((found & bit) != 0)
                continue;
            found |= bit;
            if (!slot.null)
                tellField(*chosen.convention, rule.rule, std::string_view(bytes).substr(slot.begin, slot.size), out);
        }
    }

    void tellField(const FailureConvention& convention, const HeaderRule& rule, std::string_view value,
                   ScannedFailure& out) const
    {
        if (rule.field == FailureField::OriginTopic)
            out.originTopic = readHeaderTopic(value, rule.encoding).value_or(std::string_view());
        else if (rule.field == FailureField::Attempts)
            out.attempts = readHeaderNumber(value, rule.encoding, convention.mayBeJson && jsonTypes);
        else if (!isText(value))
            return;
        else if (rule.field == FailureField::ExceptionClass)
            out.exceptionClass = value;
        else if (rule.field == FailureField::Message)
            out.message = value;
        else
            out.stage = value;
    }

    struct Rule {
        HeaderRule rule;
        bool scanned = false;
        bool firstTells = false; ///< of repeated headers, the one that stands first
    };

    std::vector<CustomConvention> told;
    OwnConventions all;
    HeaderNames names;
    std::vector<Slot> slots;
    std::vector<Rule> rules;
    std::vector<Known> known;
    std::string bytes;         ///< of the values that are told: headers live in the client's buffers for one call only
    std::array<const HeaderNames::Meaning*, 32> before{}; ///< by a header's place in its record
    std::size_t headers = 0;   ///< counts those of a record
    std::uint64_t record = 0;  ///< counts the records
    std::uint64_t speaking = 0; ///< conventions that some name alone speaks for
    bool anyRule = false;
    bool jsonTypes = false;
};

FailureScanner::FailureScanner(std::vector<CustomConvention> own) : m_parts(std::make_unique<Parts>(std::move(own))) {}

FailureScanner::~FailureScanner() = default;

void FailureScanner::read(const RecordView& record, ScannedFailure& out)
{
    Parts& parts = *m_parts;
    ++parts.record;
    parts.headers = 0;
    parts.speaking = 0;
    parts.anyRule = false;
    parts.jsonTypes = false;
    parts.bytes.clear();
    record.eachHeader([&parts](std::string_view name, OptionalBytesView value) { parts.take(name, value); });
    out = {};
    if (const Parts::Known* chosen = parts.choose())
        parts.tell(*chosen, out);
}

} // namespace weir
