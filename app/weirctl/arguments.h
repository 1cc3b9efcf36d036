// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace weir::cli {

/// An option of the command line, written --name, --name VALUE or --name=VALUE.
struct OptionSpec {
    std::string_view name;        ///< without the dashes
    std::string_view placeholder; ///< "N" in "--limit N"; empty for a switch
    std::string_view help;
    bool repeatable = false;
};

/// What was given on the command line. A value.
class Arguments
{
public:
    /// Options may stand before and after the other words; "--" ends them, and "-" alone is a word. InvalidInput for
    /// unknown options, missing or superfluous values, and options given twice that are not repeatable.
    [[nodiscard]] static Result<Arguments> parse(std::span<const std::string> tokens,
                                                 std::span<const OptionSpec> options);

    [[nodiscard]] const std::vector<std::string>& words() const { return m_words; }
    [[nodiscard]] bool has(std::string_view name) const { return m_values.contains(name); }
    [[nodiscard]] std::optional<std::string> value(std::string_view name) const;
    [[nodiscard]] std::vector<std::string> values(std::string_view name) const;
    /// InvalidInput, naming the option, when the value is no whole number between `least` and `most`.
    [[nodiscard]] Result<std::optional<std::int64_t>> number(std::string_view name, std::int64_t least,
                                                             std::int64_t most) const;
    /// The same with decimals.
    [[nodiscard]] Result<std::optional<double>> decimal(std::string_view name, double least, double most) const;

private:
    std::vector<std::string> m_words;
    std::map<std::string, std::vector<std::string>, std::less<>> m_values;
};

/// Where the command word stands among tokens that may begin with global options; nullopt when there is none.
[[nodiscard]] std::optional<std::size_t> findCommand(std::span<const std::string> tokens,
                                                     std::span<const OptionSpec> globals);

/// A whole number in decimal digits, with '-' at most; nullopt for anything else.
[[nodiscard]] std::optional<std::int64_t> readWholeNumber(std::string_view text);

} // namespace weir::cli
