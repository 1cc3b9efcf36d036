// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/record_edit.h"

namespace weir {

Result<Record> applyEdit(const Record& record, const RecordEdit&) { return record; }
std::string editHash(const RecordEdit&) { return {}; }
Result<FieldOperation> parseFieldOperation(std::string_view) { return fail(ErrorKind::Unsupported, "Not built yet."); }
std::string toText(const FieldOperation&) { return {}; }
std::string toJson(const RecordEdit&) { return "{}"; }
Result<RecordEdit> parseRecordEdit(std::string_view) { return RecordEdit(); }

} // namespace weir
