// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/cluster.h"

#include <map>
#include <memory>
#include <string>

namespace weir {

struct ClusterOptions {
    std::string bootstrapServers;
    std::string clientId = "weir";
    /// Group id named by browsing handles; it never joins. Clusters with group ACLs may need an allowed one.
    std::string browseGroupId = "weir-browse";
    /// No producing or group-joining client, and an admin that refuses every change (read_only_admin.h).
    bool readOnly = false;
    /// Further librdkafka properties. The caller has checked them against an allow-list: setting a property such as
    /// plugin.library.paths already runs foreign code (librdkafka rdkafka_plugin.c).
    std::map<std::string, std::string> properties;
};

/// Opens a cluster through librdkafka. InvalidInput when an option has a bad value; unreachable brokers are no error
/// here, they show in the first call. May be called from any thread.
[[nodiscard]] Result<std::unique_ptr<Cluster>> openRealCluster(const ClusterOptions& options);

/// "2.8.0": the librdkafka in use.
[[nodiscard]] std::string clientLibraryVersion();

} // namespace weir
