// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/time_lag.h"
#include "core/kafka/cluster.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace weir {

struct LagProbeAnswer {
    std::vector<TimeAnswer> times;
    std::map<std::string, TopicRetention> retention;
};

class LagProbe
{
public:
    using Sink = std::function<void(const LagProbeAnswer&)>;
    LagProbe(std::shared_ptr<Cluster> cluster, Sink sink) : m_cluster(std::move(cluster)), m_sink(std::move(sink)) {}
    void ask(std::vector<TimeQuestion> questions, std::vector<std::string> topics)
    {
        (void)questions;
        (void)topics;
    }

private:
    std::shared_ptr<Cluster> m_cluster;
    Sink m_sink;
};

} // namespace weir
