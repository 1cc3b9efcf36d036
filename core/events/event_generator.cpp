// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/event_generator.h"

namespace weir {

Result<std::unique_ptr<RecordSource>> generateEvents(const std::vector<WeightedTemplate>&, const GeneratorOptions&) { return fail(ErrorKind::Unsupported, "Generators are missing."); }
Result<std::vector<OutgoingRecord>> previewEvents(const std::vector<WeightedTemplate>&, const GeneratorOptions&, std::size_t) { return fail(ErrorKind::Unsupported, "Generators are missing."); }

} // namespace weir
