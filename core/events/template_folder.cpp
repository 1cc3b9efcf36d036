// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/template_folder.h"

namespace weir {

Result<Partial<std::vector<EventTemplate>>> loadTemplates(const std::filesystem::path&) { return fail(ErrorKind::Unsupported, "Templates are missing."); }
Result<std::filesystem::path> saveTemplate(const std::filesystem::path&, const EventTemplate&, bool) { return fail(ErrorKind::Unsupported, "Templates are missing."); }
std::filesystem::path defaultTemplateFolder() { return {}; }
const std::vector<EventTemplate>& shippedTemplates()
{
    static const std::vector<EventTemplate> none;
    return none;
}

} // namespace weir
