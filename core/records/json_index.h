// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/field_path.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// A value inside a JSON text, as it is written there.
struct JsonElement {
    enum class Kind { String, Number, True, False, Null, Object, Array };
    Kind kind = Kind::Null;
    std::string_view bytes; ///< quotes included; valid until the next index()
};

/// Appends what a JSON string means; `inside` is the string without its quotes. A surrogate without its partner becomes
/// U+FFFD. Escapes that JSON does not have are left as they are.
void appendJsonString(std::string& out, std::string_view inside);

/// Finds values in JSON texts at gigabytes a second: simdjson marks where the tokens begin, find() walks over the marks.
/// What it finds is right when the text is JSON; whether it is, isValid() tells, as strictly as JsonScanner does (the
/// same texts, at most 256 levels). Callers ask only when it matters, since most records end at the first question.
/// One thread at a time; buffers are used again for the next text.
class JsonIndex
{
public:
    JsonIndex();
    JsonIndex(const JsonIndex&) = delete;
    JsonIndex& operator=(const JsonIndex&) = delete;
    ~JsonIndex();

    /// Copies the text and marks its tokens. False when it is certainly not JSON; then nothing is found in it.
    bool index(std::string_view json);
    /// The first match in document order; of members of one name the first counts. `..name` is the first member of
    /// that name at any depth, and the steps after it go on from there. nullopt: not there.
    [[nodiscard]] std::optional<JsonElement> find(const std::vector<FieldPath::Step>& steps);
    [[nodiscard]] bool isValid();
    /// False: no string in the text has an escape.
    [[nodiscard]] bool hasEscapes() const { return m_hasEscapes; }

private:
    struct Marks;
    [[nodiscard]] char at(std::size_t mark) const { return m_text[m_marks[mark]]; }
    [[nodiscard]] std::string_view token(std::size_t mark) const;
    [[nodiscard]] std::size_t skip(std::size_t mark) const;
    [[nodiscard]] std::size_t member(std::size_t mark, const std::string& name);
    [[nodiscard]] std::size_t element(std::size_t mark, std::size_t index) const;
    [[nodiscard]] std::size_t anywhere(std::size_t mark, const std::string& name);
    [[nodiscard]] bool isNamed(std::size_t mark, const std::string& name);
    [[nodiscard]] bool validate() const;
    [[nodiscard]] bool validString(std::size_t mark) const;
    /// True for a string without escapes that the next token or the end follows at once; false says nothing.
    [[nodiscard]] bool endsPlainly(std::size_t mark) const;
    [[nodiscard]] bool validScalar(std::size_t mark) const;
    [[nodiscard]] bool validName(std::size_t& mark) const;

    std::unique_ptr<Marks> m_marker;
    std::unique_ptr<char[]> m_buffer;
    std::size_t m_capacity = 0;
    std::string_view m_text;             ///< in m_buffer
    const std::uint32_t* m_marks = nullptr;
    std::size_t m_count = 0;
    bool m_hasEscapes = false;
    std::optional<bool> m_valid;
    std::string m_name;                  ///< an unescaped member name
};

} // namespace weir
