// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/payload_decoder.h"

#include "core/records/binary_json.h"
#include "core/records/unpack.h"
#include "core/records/value_hints.h"

#include <array>
#include <cstdio>

namespace weir {
namespace {

/// JSON text is longer than MessagePack or CBOR of the same.
constexpr std::size_t textFactor = 2;

/// "The bytes are not gzip: it ends too early." says no more than its middle.
std::string shortReason(const Error& error)
{
    std::string why = error.message;
    if (const auto colon = why.find(": "); colon != std::string::npos)
        why.erase(0, colon + 2);
    if (why.ends_with('.'))
        why.pop_back();
    return why;
}

/// Looks at one layer; asks to be called again when one was taken off.
class Decoding
{
public:
    Decoding(std::string_view payload, std::stop_token stop, const DecodeLimits& limits)
        : m_content(payload), m_stop(std::move(stop)), m_limits(limits)
    {
    }

    [[nodiscard]] DecodedPayload run()
    {
        while (tryLayer()) {
        }
        return std::move(m_result);
    }

private:
    bool tryLayer()
    {
        m_result.refusals.clear();
        m_result.kind = PayloadKind::Binary;
        if (m_content.empty())
            return is(PayloadKind::Empty);
        auto why = whyNotJson(m_content);
        if (!why)
            return is(PayloadKind::Json);
        m_result.refusals.push_back({"JSON", m_result.cut ? "only its beginning was unpacked" : std::move(*why)});
        if (m_stop.stop_requested())
            return false;
        // What can be read is text, not a binary encoding that happens to look like it.
        if (isPlainText(m_content) || (m_result.cut && isPlainText(withoutCutCharacter()))) {
            m_result.hint = base64Hint(m_content);
            return is(PayloadKind::Text);
        }
        return tryCompressed() || tryTranslated();
    }

    /// The cut may have gone through the last character.
    [[nodiscard]] std::string_view withoutCutCharacter() const
    {
        std::string_view text = m_content;
        const auto ends = [&text](unsigned mask, unsigned bits) {
            return !text.empty() && (static_cast<unsigned char>(text.back()) & mask) == bits;
        };
        for (int i = 0; i < 3 && ends(0xC0, 0x80); ++i)
            text.remove_suffix(1);
        if (ends(0xC0, 0xC0))
            text.remove_suffix(1);
        return text;
    }

    bool is(PayloadKind kind)
    {
        m_result.kind = kind;
        return false;
    }

    bool tryCompressed()
    {
        const bool gzip = looksLikeGzip(m_content);
        if (!gzip && !looksLikeZstd(m_content))
            return false;
        const char* name = gzip ? "gzip" : "zstd";
        if (static_cast<int>(m_result.steps.size()) == m_limits.maxLayers) {
            m_result.refusals.push_back({name, "it lies within too many others"});
            return false;
        }
        auto unpacked = gzip ? unpackGzip(m_content, m_limits.maxBytes, m_stop)
                             : unpackZstd(m_content, m_limits.maxBytes, m_stop);
        if (!unpacked) {
            m_result.refusals.push_back({name, shortReason(unpacked.error())});
            return false;
        }
        m_result.cut = unpacked->cut;
        take(name, std::move(unpacked->bytes));
        return true;
    }

    bool tryTranslated()
    {
        using Named = std::pair<const char*, BinaryJson>;
        for (const auto& [name, format] : {Named{"MessagePack", BinaryJson::MessagePack}, Named{"CBOR", BinaryJson::Cbor}}) {
            auto json = jsonFromBinary(m_content, format, m_limits.maxBytes * textFactor);
            if (json) {
                take(name, std::move(*json));
                m_result.refusals.clear();
                return is(PayloadKind::Json);
            }
            m_result.refusals.push_back({name, shortReason(json.error())});
        }
        return false;
    }

    void take(const char* format, Bytes made)
    {
        m_result.steps.push_back({format, m_content.size(), made.size()});
        m_result.unpacked = std::move(made);
        m_content = m_result.unpacked;
    }

    std::string_view m_content;
    std::stop_token m_stop;
    DecodeLimits m_limits;
    DecodedPayload m_result;
};

bool isTranslation(const DecodeStep& step) { return step.format == "MessagePack" || step.format == "CBOR"; }

} // namespace

DecodedPayload decodePayload(OptionalBytesView payload, std::stop_token stop, const DecodeLimits& limits)
{
    if (!payload)
        return {};
    return Decoding(*payload, std::move(stop), limits).run();
}

std::string decodeNote(const DecodedPayload& decoded)
{
    std::string note;
    const auto add = [&note](const std::string& part) { note += (note.empty() ? "" : " · ") + part; };
    for (const DecodeStep& step : decoded.steps)
        add(isTranslation(step)
                ? step.format
                : step.format + ", " + byteCountText(step.before) + " → " + byteCountText(step.after));
    const bool translated = !decoded.steps.empty() && isTranslation(decoded.steps.back());
    if (decoded.kind == PayloadKind::Json && !decoded.steps.empty() && !translated)
        add("JSON");
    if (decoded.kind == PayloadKind::Text || decoded.kind == PayloadKind::Binary) {
        // Of something that has a format's magic bytes, that format's refusal says more than JSON's.
        const Refusal* telling = nullptr;
        for (const Refusal& refusal : decoded.refusals) {
            if (!telling || refusal.format == "gzip" || refusal.format == "zstd")
                telling = &refusal;
        }
        if (telling)
            add("not " + telling->format + ": " + telling->reason);
        else
            add(std::string(payloadKindName(decoded.kind)));
    }
    if (!decoded.hint.empty())
        add(decoded.hint);
    return note;
}

std::string byteCountText(std::size_t bytes)
{
    if (bytes < 1024)
        return std::to_string(bytes) + " B";
    constexpr std::array units{"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    double value = static_cast<double>(bytes) / 1024;
    std::size_t unit = 0;
    for (; value >= 1023.95 && unit + 1 < units.size(); ++unit)
        value /= 1024;
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.1f %s", value, units[unit]);
    return text.data();
}

} // namespace weir
