// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/failure_report.h"

#include "core/deadletters/failure_hops.h"
#include "core/deadletters/header_value.h"
#include "core/deadletters/own_conventions.h"

#include <algorithm>
#include <limits>

namespace weir {
namespace {

class FailureReader
{
public:
    FailureReader(const Headers& headers, const FailureConvention& convention) : m_headers(headers), m_convention(convention)
    {
        m_report.convention = convention.name;
    }

    FailureReport read()
    {
        std::vector<FailureField> found;
        for (const HeaderRule& rule : m_convention.rules) {
            if (rule.field == FailureField::Nothing || std::ranges::find(found, rule.field) != found.end())
                continue;
            const Header* header = pick(rule);
            if (header == nullptr)
                continue;
            found.push_back(rule.field);
            // A NULL value says that the framework had nothing to say (an exception without a message).
            if (header->value)
                take(rule, *header->value);
        }
        return std::move(m_report);
    }

private:
    /// The origin is where the record failed first, the exception is the newest one.
    [[nodiscard]] const Header* pick(const HeaderRule& rule) const
    {
        const bool first = oldestTells(rule.field) == (m_convention.order == HopOrder::OldestFirst);
        const Header* picked = nullptr;
        for (const Header& header : m_headers) {
            if (header.name != rule.header)
                continue;
            picked = &header;
            if (first)
                break;
        }
        return picked;
    }

    void refuse(const HeaderRule& rule, const std::string& why)
    {
        m_report.undecodable.push_back(escapeForDisplay(rule.header) + ": " + why);
    }

    void take(const HeaderRule& rule, const Bytes& value)
    {
        switch (rule.field) {
        case FailureField::OriginTopic: takeTopic(rule, value); break;
        case FailureField::OriginPartition: takePartition(rule, value); break;
        case FailureField::OriginOffset: m_report.originOffset = notNegative(rule, number(rule, value)); break;
        case FailureField::OriginTimestamp: takeTimestamp(rule, value); break;
        case FailureField::ConsumerGroup: m_report.consumerGroup = text(rule, value); break;
        case FailureField::Attempts: m_report.attempts = number(rule, value); break;
        case FailureField::Stage: m_report.stage = text(rule, value); break;
        case FailureField::ExceptionClass: m_report.exceptionClass = text(rule, value); break;
        case FailureField::Message: m_report.message = text(rule, value); break;
        case FailureField::StackTrace: m_report.stackTrace = text(rule, value); break;
        case FailureField::Nothing: break;
        }
    }

    std::optional<std::string> text(const HeaderRule& rule, const Bytes& value)
    {
        if (isUtf8(value))
            return value;
        refuse(rule, "is not UTF-8 text (" + hex(value) + ")");
        return std::nullopt;
    }

    void takeTopic(const HeaderRule& rule, const Bytes& value)
    {
        const auto topic = readHeaderTopic(value, rule.encoding);
        if (topic)
            m_report.originTopic = *topic;
        else if (text(rule, value))
            refuse(rule, "is no topic's name (\"" + escapeForDisplay(value, mostShown) + "\")");
    }

    std::optional<std::int64_t> number(const HeaderRule& rule, const Bytes& value)
    {
        const bool jsonToo = m_convention.mayBeJson && has(springJsonTypes);
        const auto read = readHeaderNumber(value, rule.encoding, jsonToo);
        if (read)
            return read;
        if (rule.encoding == HeaderEncoding::Decimal || rule.encoding == HeaderEncoding::Text)
            refuse(rule, "is not a decimal number (" + hex(value) + ")");
        else
            refuse(rule, "has " + std::to_string(value.size()) + " bytes, which is no number here (" + hex(value) + ")");
        return std::nullopt;
    }

    std::optional<std::int64_t> notNegative(const HeaderRule& rule, std::optional<std::int64_t> number)
    {
        if (!number || *number >= 0)
            return number;
        refuse(rule, "is negative (" + std::to_string(*number) + ")");
        return std::nullopt;
    }

    void takePartition(const HeaderRule& rule, const Bytes& value)
    {
        const auto partition = notNegative(rule, number(rule, value));
        if (!partition)
            return;
        if (*partition > std::numeric_limits<std::int32_t>::max())
            refuse(rule, "is no partition number (" + std::to_string(*partition) + ")");
        else
            m_report.originPartition = static_cast<std::int32_t>(*partition);
    }

    void takeTimestamp(const HeaderRule& rule, const Bytes& value)
    {
        const auto time = number(rule, value);
        if (time && *time != -1) // Kafka's word for "none"
            m_report.originTimestamp = *time;
    }

    [[nodiscard]] bool has(std::string_view name) const
    {
        return std::ranges::any_of(m_headers, [&](const Header& header) { return header.name == name; });
    }

    static std::string hex(const Bytes& value)
    {
        constexpr std::size_t shown = 16;
        return "0x" + toHex(std::string_view(value).substr(0, shown)) + (value.size() > shown ? "…" : "");
    }

    static constexpr std::size_t mostShown = 64;
    const Headers& m_headers;
    const FailureConvention& m_convention;
    FailureReport m_report;
};

bool hasHeader(const Headers& headers, std::string_view name)
{
    return std::ranges::any_of(headers, [&](const Header& header) { return header.name == name; });
}

bool isMarked(const FailureConvention& convention, const Headers& headers)
{
    return hasHeader(headers, convention.marker) &&
           (convention.beside.empty() || hasHeader(headers, convention.beside));
}

bool belongsTo(const FailureConvention& convention, std::string_view name)
{
    return std::ranges::any_of(convention.rules, [&](const HeaderRule& rule) { return rule.header == name; }) ||
           std::ranges::any_of(convention.prefixes, [&](std::string_view prefix) { return name.starts_with(prefix); });
}

/// The convention that has a header of that kind: its marker, else (markers can be switched off) any of its names.
const FailureConvention* choose(const Headers& headers, std::span<const FailureConvention* const> conventions)
{
    for (const FailureConvention* convention : conventions)
        if (isMarked(*convention, headers))
            return convention;
    for (const FailureConvention* convention : conventions)
        if (!convention->markerDecides)
            for (const Header& header : headers)
                if (belongsTo(*convention, header.name))
                    return convention;
    return nullptr;
}

FailureReport readWith(const Headers& headers, std::span<const FailureConvention* const> conventions)
{
    const FailureConvention* chosen = choose(headers, conventions);
    if (chosen == nullptr)
        return {};
    FailureReport report = FailureReader(headers, *chosen).read();
    std::vector<const FailureConvention*> present{chosen};
    for (const FailureConvention* convention : conventions)
        if (convention != chosen && isMarked(*convention, headers)) {
            present.push_back(convention);
            report.otherConventions.emplace_back(convention->name);
        }
    report.hops = readHops(headers, present);
    return report;
}

} // namespace

FailureReport readFailure(const Headers& headers) { return readWith(headers, failureConventions()); }

FailureReport readFailure(const Headers& headers, const std::vector<CustomConvention>& own)
{
    if (own.empty())
        return readFailure(headers);
    return readWith(headers, OwnConventions(own).all());
}

} // namespace weir
