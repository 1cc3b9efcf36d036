// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace weir {

/// What the readers of binary_json.cpp share: bytes that are taken from the front, big-endian, and JSON text that grows up
/// to a limit. The first refusal wins; after it everything answers "nothing", so that callers need to look only at the end.
class BinarySource
{
public:
    static constexpr int deepest = 256;

    BinarySource(std::string_view bytes, std::size_t most) : m_bytes(bytes), m_most(most) {}

    [[nodiscard]] bool failed() const { return m_why != nullptr; }
    /// Always false, for `return source.refuse(…)`.
    bool refuse(const char* why);
    [[nodiscard]] std::size_t left() const { return m_bytes.size() - m_at; }
    [[nodiscard]] std::uint8_t peek() const { return m_at < m_bytes.size() ? static_cast<std::uint8_t>(m_bytes[m_at]) : 0; }
    /// A big-endian number of 1, 2, 4 or 8 bytes.
    [[nodiscard]] std::uint64_t number(std::size_t width);
    [[nodiscard]] std::string_view take(std::uint64_t count);

    bool write(std::string_view json);
    bool writeUnsigned(std::uint64_t value) { return write(std::to_string(value)); }
    bool writeSigned(std::int64_t value) { return write(std::to_string(value)); }
    bool writeFloat(float value);
    bool writeDouble(double value);
    bool writeString(std::string_view utf8);
    /// {"$binary":"…"}, with `"name":value` after it when `name` is not empty.
    bool writeBinary(std::string_view bytes, std::string_view name = {}, std::int64_t value = 0);

    /// The text, or the refusal with the byte where it came up; `format` names it.
    [[nodiscard]] Result<std::string> finish(const char* format);

private:
    std::string_view m_bytes;
    std::size_t m_most;
    std::size_t m_at = 0;
    std::size_t m_refusedAt = 0;
    const char* m_why = nullptr;
    std::string m_json;
};

} // namespace weir
