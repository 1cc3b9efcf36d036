// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// A word behind the name of a placeholder: `500`, `from=1`, `'new york':3`.
struct PlaceholderArgument {
    std::string name{};   ///< "from"; empty: it counts by its place
    std::string value{};  ///< without quotes
    std::string suffix{}; ///< what follows a closing quote at once: ":3"
    bool quoted = false;
};

/// What stands between the braces of a placeholder, read but not understood yet.
struct PlaceholderCall {
    std::string name{};
    std::vector<PlaceholderArgument> arguments{};
    std::string label{}; ///< of as=LABEL
};

/// Words are separated by spaces; one in '…' or "…" may hold spaces, and \' \" \\ inside it. InvalidInput with a sentence.
/// Pure; any thread.
[[nodiscard]] Result<PlaceholderCall> readCall(std::string_view inside);

/// Hands out the arguments of a call and notices what nobody asked for. Keeps a reference to the call.
class CallReader
{
public:
    explicit CallReader(const PlaceholderCall& call) : m_call(call), m_used(call.arguments.size(), false) {}

    /// The next one without a name.
    [[nodiscard]] const PlaceholderArgument* next();
    [[nodiscard]] std::optional<std::string> named(std::string_view name);
    /// By its place or by its name.
    [[nodiscard]] std::optional<std::string> nextOrNamed(std::string_view name);
    /// InvalidInput with the first word that was not handed out.
    [[nodiscard]] Result<void> finish() const;

private:
    const PlaceholderCall& m_call;
    std::vector<bool> m_used;
};

} // namespace weir
