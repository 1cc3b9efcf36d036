// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/weirctl/session.h"

namespace weir::cli {

/// The exit status after an error that came up before anything was done: InvalidInput is wrong use, said as a remark; anything
/// else is a failure.
[[nodiscard]] int refused(Session& session, const Error& error);

} // namespace weir::cli
