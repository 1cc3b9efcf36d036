// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/failure_scanner.h"

#include "core/deadletters/failure_report.h"

namespace weir {

struct FailureScanner::Parts {
    std::vector<CustomConvention> own;
    FailureReport report;
};

FailureScanner::FailureScanner(std::vector<CustomConvention> own) : m_parts(std::make_unique<Parts>())
{
    m_parts->own = std::move(own);
}

FailureScanner::~FailureScanner() = default;

void FailureScanner::read(const RecordView& record, ScannedFailure& out)
{
    m_parts->report = readFailure(record.headers(), m_parts->own);
    const FailureReport& report = m_parts->report;
    const auto view = [](const std::optional<std::string>& text) {
        return text ? std::string_view(*text) : std::string_view();
    };
    out = {report.convention,  view(report.originTopic), view(report.exceptionClass),
           view(report.message), view(report.stage),       report.attempts};
}

} // namespace weir
