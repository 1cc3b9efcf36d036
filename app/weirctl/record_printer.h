// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/weirctl/read_request.h"
#include "app/weirctl/session.h"

namespace weir::cli {

/// Prints records one by one as they come; nothing is held. One thread.
class RecordPrinter
{
public:
    RecordPrinter(Session& session, const ReadRequest& request);

    void print(const Record& record);
    /// What stands above the records, when there were none.
    void finish();
    [[nodiscard]] std::int64_t printed() const { return m_printed; }

private:
    [[nodiscard]] static std::string textLine(const Record& record);
    void begin();

    Session& m_session;
    const ReadRequest::Format m_format;
    const bool m_flushEach;
    RecordFormatter m_formatter;
    std::string m_line;
    std::int64_t m_printed = 0;
    bool m_begun = false;
};

} // namespace weir::cli
