// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace weir::bench {

/// The options every benchmark has.
struct Options {
    bool quick = false; ///< --quick: under 45 s
    bool json = false;  ///< --json: one object per line instead of a table
    bool check = false; ///< --check: exit status 1 when a target is missed
};
/// Exits with status 2 and the usage on an unknown option; --help prints it and exits 0.
[[nodiscard]] Options readOptions(int argc, char** argv, const char* what);

/// One measured number. With `against`, `ratio` is value / reference value, measured in the same run.
struct Row {
    std::string name;
    double value = 0;
    std::string unit;
    std::string against; ///< what it was compared with; empty: nothing
    std::optional<double> ratio;
    std::string target; ///< for people: "<= 300 ms"; empty: none
    bool ok = true;
};

/// Prints the rows and returns the exit status.
[[nodiscard]] int report(const std::vector<Row>& rows, const Options& options);

/// The value below which `share` (0…1) of the samples lie; the samples must not be empty.
[[nodiscard]] double percentile(std::vector<double> samples, double share);

} // namespace weir::bench
