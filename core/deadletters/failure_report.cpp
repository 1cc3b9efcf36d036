// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/failure_report.h"

#include "core/deadletters/convention.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace weir {
namespace {

/// Most specific first. Broker and platform namespaces cannot be anybody's own; "x-original-topic" may be.
constexpr std::array<const FailureConvention*, 9> conventions{
    &shareGroupConvention,   &streamsConvention,           &connectConvention,  &springConvention,
    &springRetryConvention,  &springCloudStreamConvention, &smallRyeConvention, &smallRyeRetryConvention,
    &plainConvention,
};

std::optional<std::int64_t> readDecimal(std::string_view text)
{
    std::int64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    return error == std::errc() && stop == end && !text.empty() ? std::optional(number) : std::nullopt;
}

std::int64_t readBigEndian(std::string_view bytes)
{
    std::uint64_t number = (static_cast<unsigned char>(bytes.front()) & 0x80U) != 0 ? ~std::uint64_t{0} : 0;
    for (const char byte : bytes)
        number = number << 8U | static_cast<unsigned char>(byte);
    return static_cast<std::int64_t>(number);
}

std::optional<std::int64_t> readBinary(std::string_view bytes, HeaderEncoding encoding)
{
    const std::size_t size = bytes.size();
    const bool fits = encoding == HeaderEncoding::BigEndian32   ? size == 4
                      : encoding == HeaderEncoding::BigEndian64 ? size == 8
                                                                : size >= 1 && size <= 8;
    return fits ? std::optional(readBigEndian(bytes)) : std::nullopt;
}

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
        const bool oldest = rule.field == FailureField::OriginTopic || rule.field == FailureField::OriginPartition ||
                            rule.field == FailureField::OriginOffset || rule.field == FailureField::OriginTimestamp ||
                            rule.field == FailureField::ConsumerGroup;
        const bool first = oldest == (m_convention.order == HopOrder::OldestFirst);
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
        m_report.undecodable.push_back(std::string(rule.header) + ": " + why);
    }

    void take(const HeaderRule& rule, const Bytes& value)
    {
        switch (rule.field) {
        case FailureField::OriginTopic: m_report.originTopic = text(rule, value); break;
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

    std::optional<std::int64_t> number(const HeaderRule& rule, const Bytes& value)
    {
        if (rule.encoding == HeaderEncoding::Decimal) {
            const auto decimal = readDecimal(value);
            if (!decimal)
                refuse(rule, "is not a decimal number (" + hex(value) + ")");
            return decimal;
        }
        if (const auto binary = readBinary(value, rule.encoding))
            return binary;
        if (m_convention.mayBeJson && has("spring_json_header_types"))
            if (const auto decimal = readDecimal(value))
                return decimal;
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

    const Headers& m_headers;
    const FailureConvention& m_convention;
    FailureReport m_report;
};

bool belongsTo(const FailureConvention& convention, std::string_view name)
{
    return std::ranges::any_of(convention.rules, [&](const HeaderRule& rule) { return rule.header == name; }) ||
           std::ranges::any_of(convention.prefixes, [&](std::string_view prefix) { return name.starts_with(prefix); });
}

/// The convention that has a header of that kind: its marker, else (markers can be switched off) any of its names.
const FailureConvention* choose(const Headers& headers)
{
    for (const FailureConvention* convention : conventions)
        for (const Header& header : headers)
            if (header.name == convention->marker)
                return convention;
    for (const FailureConvention* convention : conventions)
        for (const Header& header : headers)
            if (belongsTo(*convention, header.name))
                return convention;
    return nullptr;
}

} // namespace

std::span<const FailureConvention* const> failureConventions() { return conventions; }

FailureReport readFailure(const Headers& headers)
{
    const FailureConvention* chosen = choose(headers);
    if (chosen == nullptr)
        return {};
    FailureReport report = FailureReader(headers, *chosen).read();
    for (const FailureConvention* convention : conventions)
        if (convention != chosen && std::ranges::any_of(headers, [&](const Header& header) {
                return header.name == convention->marker;
            }))
            report.otherConventions.emplace_back(convention->name);
    return report;
}

FailureReport readFailure(const Headers& headers, const std::vector<CustomConvention>&) { return readFailure(headers); }

bool isFailureHeader(std::string_view name)
{
    return std::ranges::any_of(conventions, [&](const auto* convention) { return belongsTo(*convention, name); });
}

} // namespace weir
