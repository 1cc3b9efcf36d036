// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/connection_choice.h"
#include "core/connections/read_only_view.h"
#include "core/kafka/demo_cluster.h"
#include "core/kafka/real_cluster.h"

namespace weir {

Result<std::unique_ptr<Cluster>> openConnection(const Profile& profile)
{
    if (profile.demo) {
        auto demo = openDemoCluster();
        if (!demo || !profile.readOnly)
            return demo;
        return readOnlyView(std::move(*demo));
    }
    ClusterOptions options;
    options.bootstrapServers = profile.bootstrapServers;
    options.readOnly = profile.readOnly;
    return openRealCluster(options);
}

} // namespace weir
