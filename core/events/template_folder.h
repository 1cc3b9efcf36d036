// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/partial.h"
#include "core/events/event_template.h"

#include <filesystem>

namespace weir {

/// All templates below a folder (files "*.event", groups are its folders; hidden files and links that lead out are passed
/// over), by folder and name. A file that cannot be read or parsed is a failure with its relative path; NotFound as a whole
/// when there is no such folder. Blocks on disk; any thread.
[[nodiscard]] Result<Partial<std::vector<EventTemplate>>> loadTemplates(const std::filesystem::path& root);
/// Writes `<root>/<folder>/<name>.event` in one step (a reader sees the old file or the new one). AlreadyExists unless
/// `replace`; InvalidInput for names that are no file name or lead out of the root.
[[nodiscard]] Result<std::filesystem::path> saveTemplate(const std::filesystem::path& root, const EventTemplate& value,
                                                         bool replace);
/// Where a person's own templates are when no folder was chosen: $XDG_DATA_HOME/weir/templates.
[[nodiscard]] std::filesystem::path defaultTemplateFolder();
/// The set that comes with the program, for the topics of the demo cluster; inside the binary, no file is read.
[[nodiscard]] const std::vector<EventTemplate>& shippedTemplates();

} // namespace weir
