// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connections/profile.h"
#include "core/kafka/cluster.h"

#include <QtCore/QString>

#include <functional>

namespace weir::ui {

/// Opens a connection, asks who is there, and closes it again. Blocks; for the pool only.
using ConnectionProbe = std::function<weir::Result<weir::PingReply>(const weir::Profile&, const weir::Call&)>;

/// The probe the program uses. Closing happens on the calling thread.
[[nodiscard]] weir::Result<weir::PingReply> probeConnection(const weir::Profile& profile, const weir::Call& call);

/// "3 brokers, cluster id 4L6g3nShT-eMCtK, 4 ms".
[[nodiscard]] QString describePing(const weir::PingReply& reply);

} // namespace weir::ui
