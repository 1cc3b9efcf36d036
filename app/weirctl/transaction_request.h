// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/weirctl/generate_request.h"

#include "core/events/transactional_send.h"

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace weir::cli {

/// What `weirctl transaction` was asked for.
struct TransactionRequest {
    std::string id;                                     ///< empty: a random one
    std::optional<std::chrono::milliseconds> leaveOpen; ///< so long before the end
    bool abort = false;
    bool settle = false;             ///< only find out what became of `id`
    std::vector<std::string> topics; ///< settle: of the places, one for each delivery
    std::vector<Delivery> places;    ///< settle
    std::optional<ImportRequest> import; ///< where the records come from when not from templates
};

[[nodiscard]] Result<TransactionRequest> transactionRequest(const Arguments& arguments);

/// The records of one transaction made from templates: one of each in their order, or with --count so many by weight.
[[nodiscard]] Result<std::vector<OutgoingRecord>> generatedRecords(const Arguments& arguments);
/// Those of a file or of standard input: InvalidInput when one cannot be read, for none, and for more than 100,000. Blocks.
[[nodiscard]] Result<std::vector<OutgoingRecord>> importedRecords(const ImportRequest& request, const std::stop_token& stop);

} // namespace weir::cli
