// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kafka/demo_cluster.h"
#include "tests/support/demo_traffic_life.h"

#include <QTest>

using namespace weir;
using namespace std::chrono_literals;

class DemoTrafficTest : public test::DemoTrafficLife
{
    Q_OBJECT

protected:
    std::shared_ptr<Cluster> openCluster() override
    {
        auto cluster = openDemoCluster();
        return cluster ? std::move(*cluster) : nullptr;
    }
    std::chrono::milliseconds lagWithin() const override { return 8s; }
    bool canRunAgain() const override { return false; }
};

QTEST_GUILESS_MAIN(DemoTrafficTest)
#include "demo_traffic_test.moc"
