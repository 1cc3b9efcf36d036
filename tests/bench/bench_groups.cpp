// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the window's thread does while 1,000 groups on 10,000 partitions update once a second: how long one event takes at
// most (a frame has 16 ms), with the list of groups, scrolled, and with the page of one group of 200 partitions.
#include "tests/bench/bench_report.h"
#include "tests/support/page_fixture.h"
#include "ui/groups/group_page.h"
#include "ui/groups/groups_page.h"
#include "ui/widgets/data_table.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QTimer>
#include <QtWidgets/QScrollBar>

#include <atomic>
#include <chrono>
#include <thread>

using namespace std::chrono_literals;
using weir::bench::percentile;
using weir::bench::Row;

namespace {

constexpr int groups = 1'000;
constexpr int partitionsOfAGroup = 10;
constexpr int partitionsOfTheLarge = 200;

/// Times every event that is handled, except those within others.
class TimedApplication : public QApplication
{
public:
    using QApplication::QApplication;
    bool notify(QObject* receiver, QEvent* event) override
    {
        if (m_depth++ > 0) {
            const bool result = QApplication::notify(receiver, event);
            --m_depth;
            return result;
        }
        QElapsedTimer timer;
        timer.start();
        const bool result = QApplication::notify(receiver, event);
        --m_depth;
        samples.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
        return result;
    }
    std::vector<double> samples;

private:
    int m_depth = 0;
};

void fill(weir::test::FakeCluster& cluster)
{
    for (int topic = 0; topic < groups / 10; ++topic) {
        auto& made = cluster.addTopic("topic-" + std::to_string(topic), 100);
        for (auto& partition : made.partitions)
            partition.end = 1'000'000;
    }
    auto& large = cluster.addTopic("large", partitionsOfTheLarge);
    for (auto& partition : large.partitions)
        partition.end = 1'000'000;
    for (int group = 0; group < groups; ++group) {
        const std::string id = "group-" + std::to_string(group);
        cluster.addGroup(id);
        for (int i = 0; i < partitionsOfAGroup; ++i)
            cluster.commit(id, {"topic-" + std::to_string(group / 10), group % 10 * 10 + i}, 1'000'000 - group * 7);
    }
    cluster.addGroup("large");
    for (int i = 0; i < partitionsOfTheLarge; ++i)
        cluster.commit("large", {"large", i}, 1'000'000 - i);
}

/// Moves the commits so that every number changes from round to round.
void commitOn(weir::test::FakeCluster& cluster, int round)
{
    for (int group = 0; group < groups; ++group) {
        for (int i = 0; i < partitionsOfAGroup; ++i)
            cluster.commit("group-" + std::to_string(group), {"topic-" + std::to_string(group / 10), group % 10 * 10 + i},
                           1'000'000 - (group * 7 + round * 13 + i) % 10'000);
    }
    for (int i = 0; i < partitionsOfTheLarge; ++i)
        cluster.commit("large", {"large", i}, 1'000'000 - (i + round * 17) % 5'000);
}

void measure(TimedApplication& application, const char* name, weir::ui::Page& page, weir::test::FakeCluster& cluster, int seconds,
             std::vector<Row>& rows)
{
    page.resize(1'176, 820);
    page.show();
    page.setActive(true);
    QTimer::singleShot(3'000, &application, &QApplication::quit);
    QApplication::exec();
    application.samples.clear();
    std::atomic<bool> over = false;
    std::jthread writer([&] {
        for (int round = 1; !over; ++round) {
            commitOn(cluster, round);
            std::this_thread::sleep_for(700ms);
        }
    });
    QTimer scroll;
    int step = 0;
    QObject::connect(&scroll, &QTimer::timeout, &page, [&] {
        for (auto* table : page.findChildren<weir::ui::DataTable*>()) {
            if (table->isVisible())
                table->verticalScrollBar()->setValue(++step % std::max(1, table->verticalScrollBar()->maximum()));
        }
    });
    scroll.start(16);
    QTimer::singleShot(seconds * 1'000, &application, &QApplication::quit);
    QApplication::exec();
    over = true;
    page.setActive(false);
    const auto& samples = application.samples;
    const double longest = *std::ranges::max_element(samples);
    const auto late = std::ranges::count_if(samples, [](double ms) { return ms > 16; });
    rows.push_back({std::string(name) + ", events", static_cast<double>(samples.size()), "", "", {}, "", true});
    rows.push_back({std::string(name) + ", event p99.9", percentile(samples, 0.999), "ms", "", {}, "<= 16 ms", percentile(samples, 0.999) <= 16});
    rows.push_back({std::string(name) + ", longest event", longest, "ms", "", {}, "<= 50 ms", longest <= 50});
    rows.push_back({std::string(name) + ", events over 16 ms", static_cast<double>(late), "", "", {}, "", true});
}

} // namespace

int main(int argc, char** argv)
{
    const auto options = weir::bench::readOptions(argc, argv, "the window while 1,000 groups update every second");
    qputenv("QT_QPA_PLATFORM", "offscreen");
    TimedApplication application(argc, argv);
    weir::ui::applyTheme(application, weir::ui::Theme::light());
    weir::test::PageFixture fixture;
    fill(*fixture.cluster);
    auto feed = std::make_shared<weir::ui::LagFeed>(fixture.cluster);
    std::vector<Row> rows;
    const int seconds = options.quick ? 6 : 60;
    {
        weir::ui::GroupsPage page(fixture.context(), feed);
        measure(application, "list of groups", page, *fixture.cluster, seconds, rows);
    }
    {
        weir::ui::GroupPage page(fixture.context(), feed, "large");
        measure(application, "group of 200 partitions", page, *fixture.cluster, seconds, rows);
    }
    if (const auto latest = feed->latest())
        rows.push_back({"a round over the simulated cluster", static_cast<double>(latest->sample->took.count()), "ms", "", {}, "", true});
    return weir::bench::report(rows, options);
}
