// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/weirctl/session.h"

#include "core/kafka/record.h"

#include <vector>

namespace weir::cli {

/// Headers as given by --header NAME=VALUE, in order; NAME alone has the value NULL.
[[nodiscard]] Headers readHeaders(const std::vector<std::string>& given);

/// Everything on standard input until its end; Cancelled when a stop was asked for meanwhile.
[[nodiscard]] Result<Bytes> readStandardInput(const std::stop_token& stop);

/// "one record, 812 bytes, 2 headers": what the activity says about a record, never its content.
[[nodiscard]] std::string describeForActivity(const OptionalBytes& key, const OptionalBytes& value,
                                              const Headers& headers);

} // namespace weir::cli
