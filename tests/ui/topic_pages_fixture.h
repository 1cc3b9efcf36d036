// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/topic_pages.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>

namespace weir::test {

/// One partition of `size` offsets with a record at every `step`-th. Counts, waits, fails and misses as told.
class FakePages : public weir::TopicPages
{
public:
    explicit FakePages(std::int64_t offsets, std::int64_t gap = 1, std::size_t bytes = 60) : length(offsets), step(gap), valueBytes(bytes) {}
    ~FakePages() override { ++gone; }

    const weir::ResolvedRange& range() const override { return m_range; }
    std::int64_t size() const override { return length; }
    std::int64_t positionOf(const weir::TopicPlace& place) const override { return place.at(0); }
    weir::TopicPlace begin() const override { return {{0, 0}}; }
    weir::TopicPlace end() const override { return {{0, length}}; }
    weir::Result<weir::TopicPlace> placeNear(std::int64_t position, const weir::Call& call) override
    {
        ++searches;
        if (auto error = obstacle(call))
            return weir::fail(*error);
        return weir::TopicPlace{{0, std::clamp<std::int64_t>(position + displacement, 0, length)}};
    }
    weir::Result<weir::TopicPlace> placeAtTime(weir::TimestampMs time, const weir::Call& call) override { return placeNear(time, call); }
    weir::Result<weir::TopicPlace> placeOf(std::int32_t partition, std::int64_t offset, const weir::Call& call) override
    {
        if (partition != 0)
            return weir::fail(weir::ErrorKind::NotFound, "There is no such partition.");
        return placeNear(offset, call);
    }
    weir::Result<weir::TopicPage> after(const weir::TopicPlace& place, std::size_t count, const weir::Call& call) override
    {
        if (auto error = obstacle(call))
            return weir::fail(*error);
        weir::TopicPage page;
        std::int64_t at = place.at(0);
        page.before = place;
        for (std::int64_t row = (at + step - 1) / step * step; row < length && page.rows.size() < count; row += step) {
            page.rows.push_back({row, record(row)});
            at = row + 1;
        }
        if (page.rows.size() < count)
            at = length;
        page.after = {{0, at}};
        page.atBegin = place.at(0) == 0;
        page.atEnd = at == length;
        page.failures = failures;
        return page;
    }
    weir::Result<weir::TopicPage> before(const weir::TopicPlace& place, std::size_t count, const weir::Call& call) override
    {
        if (auto error = obstacle(call))
            return weir::fail(*error);
        weir::TopicPage page;
        std::int64_t at = place.at(0);
        page.after = place;
        for (std::int64_t row = (at - 1) / step * step; at > 0 && row >= 0 && page.rows.size() < count; row -= step) {
            page.rows.insert(page.rows.begin(), {row, record(row)});
            at = row;
        }
        if (page.rows.size() < count)
            at = 0;
        page.before = {{0, at}};
        page.atBegin = at == 0;
        page.atEnd = place.at(0) == length;
        page.failures = failures;
        return page;
    }

    void setDelay(std::chrono::milliseconds time) { delay = time.count(); }
    void fail(std::optional<weir::Error> error)
    {
        const std::lock_guard lock(mutex);
        failure = std::move(error);
    }

    const std::int64_t length;
    const std::int64_t step;
    const std::size_t valueBytes;
    std::int64_t displacement = 0; ///< placeNear() misses by so much
    std::vector<weir::Failure> failures;
    std::atomic<int> reads = 0;
    std::atomic<int> searches = 0;
    std::atomic<int> cancelled = 0;
    static inline std::atomic<int> gone = 0;

private:
    std::shared_ptr<const weir::Record> record(std::int64_t offset) const
    {
        weir::Record record;
        record.topic = "orders";
        record.offset = offset;
        record.timestamp = 1'700'000'000'000 + offset;
        record.key = "k" + std::to_string(offset);
        record.value = std::string(valueBytes, 'v');
        return std::make_shared<const weir::Record>(std::move(record));
    }
    std::optional<weir::Error> obstacle(const weir::Call& call)
    {
        ++reads;
        std::unique_lock lock(mutex);
        std::condition_variable_any never;
        never.wait_for(lock, call.stop, std::chrono::milliseconds(delay), [] { return false; });
        if (call.stop.stop_requested()) {
            ++cancelled;
            return weir::cancelledError("Reading");
        }
        return failure;
    }

    weir::ResolvedRange m_range;
    std::mutex mutex;
    std::atomic<std::int64_t> delay = 0;
    std::optional<weir::Error> failure;
};

} // namespace weir::test
