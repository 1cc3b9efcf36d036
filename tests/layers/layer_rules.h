// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace weir::test {

/// A place in the tree that breaks a rule of the house.
struct Violation {
    std::string rule; ///< "include", "cycle", "size", "banned", "licence", "exception"
    std::string file; ///< relative to the root
    int line = 0;     ///< 0: the file as a whole
    std::string what;
};

/// Reads every .h and .cpp under app, core, ui and tests of `root` and returns what breaks the layer rules
/// (see CONTRIBUTING.md, "Layers").
[[nodiscard]] std::vector<Violation> checkLayers(const std::filesystem::path& root);

} // namespace weir::test
