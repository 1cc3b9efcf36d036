// SPDX-License-Identifier: GPL-3.0-or-later
//
// How long until the record table shows a topic's first rows and a random place of it, how long a frame takes while it is
// scrolled, and what that costs in memory: on a topic of a real broker and on a simulated one of 2 billion records, beside
// a QTableView over 1 million rows.
#include "core/kafka/real_cluster.h"
#include "tests/bench/bench_report.h"
#include "tests/support/real_broker.h"
#include "ui/records/topic_rows.h"
#include "ui/widgets/sparse_table.h"

#include <librdkafka/rdkafka.h>

#include <QtCore/QAbstractTableModel>
#include <QtCore/QFile>
#include <QtCore/QRandomGenerator>
#include <QtCore/QTemporaryDir>
#include <QtCore/QTimer>
#include <QtGui/QWheelEvent>
#include <QtWidgets/QApplication>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QScrollBar>
#include <QtWidgets/QTableView>

#include <malloc.h>
#include <time.h>

#include <chrono>
#include <cstdio>

using namespace std::chrono_literals;
using weir::bench::Options;
using weir::bench::percentile;
using weir::bench::Row;
using weir::ui::SparseTable;
using weir::ui::TopicRows;

namespace {

using Clock = std::chrono::steady_clock;

constexpr int partitions = 4;
const char* const topic = "bench.table";

double milliseconds(Clock::duration time) { return std::chrono::duration<double, std::milli>(time).count(); }

double residentMb()
{
    // Freed memory that the allocator only has not given back yet is nobody's cost.
    malloc_trim(0);
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return -1;
    for (const QByteArray& line : status.readAll().split('\n')) {
        if (line.startsWith("VmRSS:"))
            return line.mid(6).simplified().split(' ').value(0).toDouble() / 1024;
    }
    return -1;
}

/// Milliseconds of processor this thread has had: what a frame costs while others want the processor, too.
double threadTime()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

void turn(int most = 20)
{
    QTimer::singleShot(most, Qt::PreciseTimer, qApp, [] {}); // so that waiting ends
    QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
}

// --- data -------------------------------------------------------------------------------------

std::string valueOf(std::int64_t number)
{
    char text[160];
    std::snprintf(text, sizeof text, R"({"event_type":"OrderPaid","order":"ord-%lld","amount":%lld,"currency":"EUR"})",
                  static_cast<long long>(number * 7919 % 1'000'003), static_cast<long long>(number % 997));
    return text;
}

/// lz4, one record a millisecond, round-robin over the partitions.
bool fill(const std::string& bootstrap, std::int64_t records)
{
    auto cluster = weir::openRealCluster({bootstrap, "bench", "bench", false, {}});
    if (!cluster)
        return false;
    std::fprintf(stderr, "bench_table: writing %lld records\n", static_cast<long long>(records));
    const auto created = (*cluster)->admin().createTopic({topic, partitions, 1, {}}, weir::Call::within(30s));
    if (!created) {
        std::fprintf(stderr, "bench_table: %s\n", created.error().message.c_str());
        return false;
    }
    char error[256];
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    for (const auto& [name, value] : {std::pair{"bootstrap.servers", bootstrap.c_str()}, {"compression.type", "lz4"},
                                      {"linger.ms", "50"}, {"batch.size", "500000"}, {"batch.num.messages", "20000"},
                                      {"queue.buffering.max.messages", "500000"}})
        rd_kafka_conf_set(conf, name, value, error, sizeof error);
    rd_kafka_t* producer = rd_kafka_new(RD_KAFKA_PRODUCER, conf, error, sizeof error);
    const std::int64_t first = weir::nowMs() - records;
    for (std::int64_t i = 0; i < records; ++i) {
        const std::string key = "ord-" + std::to_string(i % 100'000);
        const std::string value = valueOf(i);
        // The macros around these tags cast as C does.
        while (rd_kafka_producev(producer, RD_KAFKA_VTYPE_TOPIC, topic, RD_KAFKA_VTYPE_PARTITION,
                                 static_cast<std::int32_t>(i % partitions), RD_KAFKA_VTYPE_MSGFLAGS, RD_KAFKA_MSG_F_COPY,
                                 RD_KAFKA_VTYPE_TIMESTAMP, first + i, RD_KAFKA_VTYPE_KEY, key.data(), key.size(),
                                 RD_KAFKA_VTYPE_VALUE, value.data(), value.size(), RD_KAFKA_VTYPE_END)
               == RD_KAFKA_RESP_ERR__QUEUE_FULL)
            rd_kafka_poll(producer, 20);
        if (i % 10'000 == 0)
            rd_kafka_poll(producer, 0);
    }
    const bool sent = rd_kafka_flush(producer, 120'000) == RD_KAFKA_RESP_ERR_NO_ERROR;
    rd_kafka_destroy(producer);
    return sent;
}

/// Two billion records that are made when they are read.
class SimulatedPages : public weir::TopicPages
{
public:
    const weir::ResolvedRange& range() const override { return m_range; }
    std::int64_t size() const override { return 2'000'000'000; }
    std::int64_t positionOf(const weir::TopicPlace& place) const override { return place.at(0); }
    weir::TopicPlace begin() const override { return {{0, 0}}; }
    weir::TopicPlace end() const override { return {{0, size()}}; }
    weir::Result<weir::TopicPlace> placeNear(std::int64_t position, const weir::Call&) override
    {
        return weir::TopicPlace{{0, std::clamp<std::int64_t>(position, 0, size())}};
    }
    weir::Result<weir::TopicPlace> placeAtTime(weir::TimestampMs, const weir::Call&) override { return begin(); }
    weir::Result<weir::TopicPlace> placeOf(std::int32_t, std::int64_t offset, const weir::Call&) override
    {
        return weir::TopicPlace{{0, offset}};
    }
    weir::Result<weir::TopicPage> after(const weir::TopicPlace& place, std::size_t count, const weir::Call&) override
    {
        return page(place.at(0), std::min(size(), place.at(0) + static_cast<std::int64_t>(count)));
    }
    weir::Result<weir::TopicPage> before(const weir::TopicPlace& place, std::size_t count, const weir::Call&) override
    {
        return page(std::max<std::int64_t>(0, place.at(0) - static_cast<std::int64_t>(count)), place.at(0));
    }

private:
    weir::TopicPage page(std::int64_t first, std::int64_t last) const
    {
        weir::TopicPage page;
        for (std::int64_t offset = first; offset < last; ++offset) {
            weir::Record record;
            record.topic = topic;
            record.partition = static_cast<std::int32_t>(offset % partitions);
            record.offset = offset;
            record.timestamp = 1'700'000'000'000 + offset;
            record.key = "ord-" + std::to_string(offset % 100'000);
            record.value = valueOf(offset);
            page.rows.push_back({offset, std::make_shared<const weir::Record>(std::move(record))});
        }
        page.before = {{0, first}};
        page.after = {{0, last}};
        page.atBegin = first == 0;
        page.atEnd = last == size();
        return page;
    }
    weir::ResolvedRange m_range;
};

/// The same cells for the view beside it.
class CellModel : public QAbstractTableModel
{
public:
    int rowCount(const QModelIndex&) const override { return 1'000'000; }
    int columnCount(const QModelIndex&) const override { return 7; }
    QVariant data(const QModelIndex& index, int role) const override
    {
        if (role != Qt::DisplayRole)
            return {};
        return index.column() == 5 ? QString::fromStdString(valueOf(index.row())) : QString::number(index.row() + index.column());
    }
};

// --- what is measured -------------------------------------------------------------------------

/// A table as the page has it, at the size of the page.
struct Window {
    Window()
    {
        table.resize(1180, 720);
        table.setRows(&rows);
        table.show();
        turn();
    }
    /// Nothing in view is loading any more, and it is painted.
    bool shown(std::chrono::milliseconds limit = 20s)
    {
        const auto began = Clock::now();
        const auto loaded = [&] {
            const auto& all = table.shown().rows();
            return !all.empty() && std::ranges::all_of(all, &weir::ui::SparseWindow::Row::loaded);
        };
        while (!loaded()) {
            if (Clock::now() - began > limit)
                return false;
            turn();
        }
        table.viewport()->repaint();
        return true;
    }
    std::shared_ptr<weir::ui::TaskPool> pool = weir::ui::TaskPool::create(3);
    TopicRows rows{pool};
    SparseTable table{QStringLiteral("Records"), {}};
};

struct Samples {
    std::vector<double> jumps, frames, busy;
    int framesLoading = 0;
    double memory = 0;
};

bool jump(Window& window, int count, Samples& samples)
{
    std::fprintf(stderr, "bench_table: jumping\n");
    QScrollBar* bar = window.table.verticalScrollBar();
    QRandomGenerator random(7);
    for (int i = 0; i < count; ++i) {
        // What was prefetched around the last place is done by then, as it is when a person jumps.
        const auto rest = Clock::now();
        while (window.rows.loading() && Clock::now() - rest < 2s)
            turn();
        const auto began = Clock::now();
        bar->setSliderPosition(static_cast<int>(random.bounded(1.0) * bar->maximum()));
        if (!window.shown())
            return false;
        samples.jumps.push_back(milliseconds(Clock::now() - began));
    }
    return true;
}

/// Three rows a frame, sixty frames a second: what one frame costs the window.
template <typename Loading> void scroll(QAbstractScrollArea& area, int count, std::vector<double>& frames,
                                      std::vector<double>& busy, Loading loading)
{
    for (int i = 0; i < count; ++i) {
        const auto began = Clock::now();
        QWheelEvent wheel({50, 100}, area.viewport()->mapToGlobal(QPointF(50, 100)), {}, {0, -120}, Qt::NoButton, {},
                          Qt::NoScrollPhase, false);
        const auto processor = threadTime();
        QCoreApplication::sendEvent(area.viewport(), &wheel);
        area.viewport()->repaint();
        frames.push_back(milliseconds(Clock::now() - began));
        busy.push_back(threadTime() - processor);
        loading();
        // The thread that fetches needs a processor in between, as it has between the frames of a screen.
        while (Clock::now() - began < 16ms)
            turn(2);
    }
}

bool measure(Window& window, const Options& options, double idle, Samples& samples)
{
    if (!jump(window, options.quick ? 60 : 300, samples))
        return false;
    scroll(window.table, options.quick ? 300 : 1'500, samples.frames, samples.busy, [&] {
        const auto& all = window.table.shown().rows();
        samples.framesLoading += std::ranges::all_of(all, &weir::ui::SparseWindow::Row::loaded) ? 0 : 1;
    });
    samples.memory = residentMb() - idle;
    return true;
}

void addRows(const std::string& name, const Samples& samples, double peerFrame, std::vector<Row>& rows)
{
    const double p99 = percentile(samples.jumps, 0.99);
    rows.push_back({name + ", jump p50", percentile(samples.jumps, 0.5), "ms", "", {}, "", true});
    rows.push_back({name + ", jump p99", p99, "ms", "", {}, "<= 50 ms", p99 <= 50});
    const double frame = percentile(samples.frames, 0.99);
    rows.push_back({name + ", frame p50", percentile(samples.frames, 0.5), "ms", "", {}, "", true});
    rows.push_back({name + ", frame p99", frame, "ms", "QTableView, 1 million rows", frame / peerFrame, "<= 16 ms", frame <= 16});
    rows.push_back({name + ", frame p99, processor", percentile(samples.busy, 0.99), "ms", "", {}, "", true});
    rows.push_back({name + ", frames not loaded", 100.0 * samples.framesLoading / static_cast<double>(samples.frames.size()),
                    "%", "", {}, "", true});
    rows.push_back({name + ", memory over idle", samples.memory, "MB", "", {}, "<= 100 MB", samples.memory <= 100});
}

double measurePeer(const Options& options, std::vector<Row>& rows)
{
    const double idle = residentMb();
    CellModel model;
    QTableView view;
    view.setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    view.verticalHeader()->hide();
    view.verticalHeader()->setDefaultSectionSize(27);
    view.setModel(&model);
    view.setColumnWidth(5, 500);
    view.resize(1180, 720);
    view.show();
    turn();
    std::vector<double> frames, busy;
    scroll(view, options.quick ? 200 : 600, frames, busy, [] {});
    const double p99 = percentile(frames, 0.99);
    rows.push_back({"QTableView, 1 million rows, frame p99", p99, "ms", "", {}, "", true});
    rows.push_back({"QTableView, 1 million rows, memory", residentMb() - idle, "MB", "", {}, "", true});
    return p99;
}

bool measureSimulated(const Options& options, double peerFrame, std::vector<Row>& rows)
{
    std::fprintf(stderr, "bench_table: simulated topic\n");
    const double idle = residentMb();
    Window window;
    const auto began = Clock::now();
    window.rows.setPages(std::make_shared<SimulatedPages>(), TopicRows::Order::NewestFirst);
    Samples samples;
    if (!window.shown())
        return false;
    rows.push_back({"simulated 2 billion, first rows", milliseconds(Clock::now() - began), "ms", "", {}, "", true});
    if (!measure(window, options, idle, samples))
        return false;
    addRows("simulated 2 billion", samples, peerFrame, rows);
    return true;
}

/// What the page does when a topic is opened: the range, its pages, the first screen.
bool openTopic(Window& window, const std::shared_ptr<weir::Cluster>& cluster)
{
    const weir::Call call = weir::Call::within(20s);
    weir::RangeRequest request;
    request.topic = topic;
    auto range = weir::resolveRange(*cluster, request, call);
    if (!range || !range->complete())
        return false;
    auto pages = weir::TopicPages::open(cluster, std::move(range->values), weir::Isolation::ReadUncommitted);
    if (!pages)
        return false;
    window.rows.setPages(std::move(*pages), TopicRows::Order::NewestFirst);
    return window.shown();
}

bool measureReal(const std::string& bootstrap, const Options& options, double peerFrame, const std::string& name, std::vector<Row>& rows)
{
    std::fprintf(stderr, "bench_table: opening the topic\n");
    std::vector<double> cold, warm;
    for (int round = 0; round < 5; ++round) {
        Window window;
        const auto began = Clock::now();
        auto opened = weir::openRealCluster({bootstrap, "bench", "bench", false, {}});
        if (!opened || !openTopic(window, std::shared_ptr<weir::Cluster>(std::move(*opened))))
            return false;
        cold.push_back(milliseconds(Clock::now() - began));
    }
    auto opened = weir::openRealCluster({bootstrap, "bench", "bench", false, {}});
    if (!opened)
        return false;
    const std::shared_ptr<weir::Cluster> cluster = std::move(*opened);
    // The window's idle state: connected, and a topic was looked at.
    {
        Window window;
        if (!openTopic(window, cluster))
            return false;
    }
    const double idle = residentMb();
    for (int round = 0; round < 9; ++round) {
        Window window;
        const auto began = Clock::now();
        if (!openTopic(window, cluster))
            return false;
        warm.push_back(milliseconds(Clock::now() - began));
    }
    const double first = percentile(warm, 0.5);
    rows.push_back({name + ", first rows, unconnected", percentile(cold, 0.5), "ms", "", {}, "", true});
    rows.push_back({name + ", first rows", first, "ms", "", {}, "<= 300 ms", first <= 300});
    Window window;
    Samples samples;
    if (!openTopic(window, cluster) || !measure(window, options, idle, samples))
        return false;
    addRows(name, samples, peerFrame, rows);
    return true;
}

} // namespace

int main(int argc, char** argv)
{
    const Options options = weir::bench::readOptions(argc, argv, "The record table on topics of any size.");
    if (!qEnvironmentVariableIsSet("DISPLAY"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    weir::ui::applyTheme(app, weir::ui::Theme::light());
    std::vector<Row> rows;
    const double peerFrame = measurePeer(options, rows);
    if (!measureSimulated(options, peerFrame, rows)) {
        std::fprintf(stderr, "bench_table: the simulated topic did not show\n");
        return 2;
    }
    const std::int64_t records = options.quick ? 1'000'000 : 10'000'000;
    const std::string name = options.quick ? "1 million" : "10 million";
    QTemporaryDir folder;
    const weir::test::OwnBroker broker(folder.filePath(QStringLiteral("kafka")).toStdString(), {"--full-speed"});
    if (broker.bootstrap().empty() || !fill(broker.bootstrap(), records)) {
        std::fprintf(stderr, "bench_table: no broker, or it did not take the data\n");
        return 2;
    }
    if (!measureReal(broker.bootstrap(), options, peerFrame, name, rows)) {
        std::fprintf(stderr, "bench_table: the topic did not show\n");
        return 2;
    }
    return weir::bench::report(rows, options);
}
