// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/duplicate_filter.h"

#include "core/events/event_id_store.h"

#include <algorithm>
#include <condition_variable>
#include <limits>
#include <mutex>
#include <set>

namespace weir {

struct DuplicateFilter::Store {
    Store(std::unique_ptr<EventIdStore> store, Options chosen) : ids(std::move(store)), options(std::move(chosen)) {}

    [[nodiscard]] TimestampMs now() const { return options.clock ? options.clock() : nowMs(); }
    /// What is not younger is forgotten.
    [[nodiscard]] TimestampMs oldest() const
    {
        constexpr TimestampMs first = std::numeric_limits<TimestampMs>::min();
        const TimestampMs time = now();
        const TimestampMs span = std::max<TimestampMs>(options.keepFor.count(), 0);
        return time < first + span ? first : time - span;
    }

    mutable std::mutex mutex;
    std::condition_variable changed;
    std::unique_ptr<EventIdStore> ids;
    const Options options;
    std::set<std::string, std::less<>> underWay; ///< effects that run now
};

DuplicateFilter::DuplicateFilter(std::unique_ptr<Store> store) : m_store(std::move(store)) {}
DuplicateFilter::DuplicateFilter(DuplicateFilter&&) noexcept = default;
DuplicateFilter& DuplicateFilter::operator=(DuplicateFilter&&) noexcept = default;
DuplicateFilter::~DuplicateFilter() = default;

DuplicateFilter DuplicateFilter::inMemory(Options options)
{
    return DuplicateFilter(std::make_unique<Store>(makeMemoryIds(), std::move(options)));
}

Result<DuplicateFilter> DuplicateFilter::inFile(const std::filesystem::path& file, Options options)
{
    auto ids = openFileIds(file);
    if (!ids)
        return fail(ids.error());
    return DuplicateFilter(std::make_unique<Store>(std::move(*ids), std::move(options)));
}

Result<bool> DuplicateFilter::seen(std::string_view id) const
{
    const std::scoped_lock lock(m_store->mutex);
    return m_store->ids->contains(id, m_store->oldest());
}

Result<void> DuplicateFilter::remember(std::string_view id)
{
    const std::scoped_lock lock(m_store->mutex);
    return m_store->ids->add(id, m_store->now(), m_store->oldest(), m_store->options.most);
}

std::size_t DuplicateFilter::size() const
{
    const std::scoped_lock lock(m_store->mutex);
    return m_store->ids->size();
}

Result<bool> DuplicateFilter::once(std::string_view id, const std::function<Result<void>()>& effect)
{
    Store& store = *m_store;
    std::unique_lock lock(store.mutex);
    store.changed.wait(lock, [&] { return !store.underWay.contains(id); });
    if (const auto known = store.ids->contains(id, store.oldest()); !known)
        return fail(known.error());
    else if (*known)
        return false;
    store.underWay.emplace(id);
    lock.unlock();
    // Also when the effect throws: whoever waits for this id must not wait for ever.
    struct Leave {
        Store& store;
        const std::string_view id;
        ~Leave()
        {
            const std::scoped_lock again(store.mutex);
            store.underWay.erase(store.underWay.find(id));
            store.changed.notify_all();
        }
    };
    const Leave leave{store, id};
    if (auto done = effect(); !done)
        return fail(std::move(done.error()));
    if (auto noted = remember(id); !noted) {
        Error error = std::move(noted.error());
        error.message = "The event was handled, but that could not be noted, so it would be handled again: " + error.message;
        return fail(std::move(error));
    }
    return true;
}

} // namespace weir
