// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/scan.h"

#include "core/records/scan_pass.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <tuple>
#include <utility>

namespace weir {
namespace {

class ScanThread final : public Scan
{
public:
    ScanThread(std::shared_ptr<Cluster> cluster, ScanRequest request, std::function<void()> changed)
        : m_cluster(std::move(cluster)), m_request(std::move(request)), m_changed(std::move(changed)),
          m_state(freshScanState(m_request)), m_thread([this](const std::stop_token& token) { serve(token); })
    {
    }
    ~ScanThread() override
    {
        m_thread.request_stop();
        stop();
        m_thread.join();
    }

    ScanState state() const override
    {
        const std::scoped_lock lock(m_mutex);
        return m_state;
    }

    std::vector<ScanHit> takeHits() override
    {
        const std::scoped_lock lock(m_mutex);
        return std::exchange(m_hits, {});
    }

    void stop() override
    {
        const std::scoped_lock lock(m_mutex);
        m_run.request_stop();
    }

    void resume() override { goOn(std::nullopt); }
    void resumePastDamage(std::int32_t partition) override { goOn(partition); }

private:
    void goOn(std::optional<std::int32_t> pastDamage)
    {
        const std::scoped_lock lock(m_mutex);
        if (m_state.end == ScanEnd::Running || m_state.end == ScanEnd::Finished)
            return;
        m_state.end = ScanEnd::Running;
        m_pastDamage = pastDamage;
        m_run = std::stop_source();
        m_wanted = true;
        m_wake.notify_all();
    }

    void serve(const std::stop_token& token)
    {
        for (;;) {
            Call call{Deadline::never(), {}};
            ScanState work;
            std::optional<std::int32_t> pastDamage;
            {
                std::unique_lock lock(m_mutex);
                if (!m_wake.wait(lock, token, [this] { return m_wanted; }))
                    return;
                m_wanted = false;
                call.stop = m_run.get_token();
                work = m_state;
                pastDamage = std::exchange(m_pastDamage, std::nullopt);
            }
            run(work, pastDamage, call);
            if (token.stop_requested())
                return;
        }
    }

    void run(ScanState& work, std::optional<std::int32_t> pastDamage, const Call& call)
    {
        if (!m_reader) {
            auto reader = m_cluster->newReader(m_request.isolation);
            if (!reader) {
                for (auto& [partition, part] : work.partitions)
                    if (!part.finished)
                        part.error = reader.error();
                work.end = ScanEnd::Failed;
                return publish(work);
            }
            m_reader = std::move(*reader);
        }
        if (pastDamage)
            skipDamage(*m_cluster, *m_reader, m_request, *pastDamage, work, call);
        const auto onHit = [this](const RecordView& record) {
            m_newHits.push_back(previewOf(record, m_request.previewBytes));
            return SinkAnswer::Continue;
        };
        scanRecords(*m_cluster, *m_reader, m_request, work, onHit, [this](const ScanState& now) { publish(now); }, call);
    }

    void publish(const ScanState& now)
    {
        if (m_request.newestFirst)
            std::ranges::stable_sort(m_newHits, [](const ScanHit& a, const ScanHit& b) {
                return std::tie(b.timestamp, b.partition, b.offset) < std::tie(a.timestamp, a.partition, a.offset);
            });
        {
            const std::scoped_lock lock(m_mutex);
            m_state = now;
            m_hits.insert(m_hits.end(), std::make_move_iterator(m_newHits.begin()),
                          std::make_move_iterator(m_newHits.end()));
            m_newHits.clear();
        }
        if (m_changed)
            m_changed();
    }

    const std::shared_ptr<Cluster> m_cluster;
    const ScanRequest m_request;
    const std::function<void()> m_changed;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_wake;
    ScanState m_state;
    std::vector<ScanHit> m_hits;
    std::stop_source m_run;
    std::optional<std::int32_t> m_pastDamage;
    bool m_wanted = true;
    // The thread's own.
    std::unique_ptr<Reader> m_reader;
    std::vector<ScanHit> m_newHits;
    std::jthread m_thread; ///< last: it uses all of the above
};

} // namespace

std::unique_ptr<Scan> Scan::start(std::shared_ptr<Cluster> cluster, ScanRequest request, std::function<void()> changed)
{
    return std::make_unique<ScanThread>(std::move(cluster), std::move(request), std::move(changed));
}

} // namespace weir
