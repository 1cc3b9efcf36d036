// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/source_record.h"

namespace weir {

SourceRecord findSource(Cluster&, const Record&, const FailureReport&, const Call&) { return {}; }
bool lacksData(const Record&, const FailureReport&) { return false; }

} // namespace weir
