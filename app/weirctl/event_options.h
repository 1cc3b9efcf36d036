// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/weirctl/arguments.h"

#include <span>
#include <string_view>

namespace weir::cli {

/// Options and help of the commands that send events and consume them.
[[nodiscard]] std::span<const OptionSpec> sendOptions();
[[nodiscard]] std::span<const OptionSpec> eventOptions();
[[nodiscard]] std::span<const OptionSpec> generateOptions();
[[nodiscard]] std::span<const OptionSpec> transactionOptions();
[[nodiscard]] std::span<const OptionSpec> consumeOptions();

inline constexpr std::string_view sendHelp =
    R"(TYPE is text, json, hex, base64, int32, int64, null or empty. NULL is a choice of its own, never a word that is written.
--lines and --json-lines read standard input as it comes, so that a pipe may stay open; lines that fail are named.)";

inline constexpr std::string_view generateHelp =
    R"(TEMPLATE is a file (*.event), a folder of them, or the name of one that is known: --list. Without --count and --for it goes
on until interrupted. --preview sends nothing and needs no cluster.
A pace is one of --rate, --ramp, --burst and --fastest; TIME is 30s, 5m, 2h or a number of seconds.
--from FILE sends the records of a file instead: json as read --json writes it, csv, or lines.)";

inline constexpr std::string_view transactionHelp =
    R"(The records are one of each template (with --count so many by weight), or those of --from, or lines of JSON on standard
input as read --json writes them. Exit status: 0 it ended as it was meant to, 1 it was aborted, 3 nobody knows; then the
command is printed that finds out.)";

inline constexpr std::string_view consumeHelp =
    R"(Joins the group, so its other members get fewer partitions meanwhile. An offset is committed when the record has been
printed and written; whoever reads the output sees each record at least once. To look without disturbing anybody: read.)";

} // namespace weir::cli
