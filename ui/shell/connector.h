// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "ui/widgets/page.h"

#include <functional>
#include <memory>
#include <stop_token>

namespace weir::ui {

/// A connection as the program's wiring hands it over. `cluster` keeps alive what belongs to it (demo traffic).
struct OpenedConnection {
    std::shared_ptr<weir::Cluster> cluster;
    ConnectionInfo info;
};

/// Opens the connection of a profile by name; called on a worker thread, must not wait for the network.
using Connector = std::function<Result<OpenedConnection>(const QString& profile, std::stop_token stop)>;

} // namespace weir::ui
