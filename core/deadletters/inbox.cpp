// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/inbox.h"

#include "core/deadletters/failure_scanner.h"
#include "core/deadletters/failure_tally.h"
#include "core/deadletters/inbox_pass.h"
#include "core/deadletters/letter_list.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

namespace weir {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr Clock::duration shortestInterval = 100ms;
constexpr int copiesAtMost = 25; ///< a state of thousands of groups is made so rarely that it costs one part in so many

} // namespace

/// The inbox's thread and what it shares with those who ask.
struct Inbox::Parts {
    Parts(std::shared_ptr<Cluster> asked, Options wishes, std::function<void()> tell)
        : cluster(std::move(asked)), options(std::move(wishes)), changed(std::move(tell)), scanner(options.conventions),
          tally(options.mostGroups), list(options.mostLetters), state(std::make_shared<const InboxState>()),
          thread([this](const std::stop_token& token) { serve(token); })
    {
    }
    ~Parts()
    {
        thread.request_stop();
        {
            const std::scoped_lock lock(mutex);
            run.request_stop();
        }
        thread.join();
    }
    Parts(const Parts&) = delete;
    Parts& operator=(const Parts&) = delete;

    void serve(const std::stop_token& token);
    void lookAround(const Call& call);
    std::optional<Error> read(const Call& call);
    void takeLetter(std::uint32_t slot, const RecordView& record);
    void forget(const InboxPartitions::Forgotten& forgotten);
    void publishNames();
    void progress();
    void publish(bool running, bool stopped, std::optional<Error> error = std::nullopt);

    const std::shared_ptr<Cluster> cluster;
    const Options options;
    const std::function<void()> changed;

    // The thread's own.
    FailureScanner scanner;
    FailureTally tally;
    InboxPartitions partitions;
    ScannedFailure failure;
    std::unique_ptr<Reader> reader;
    std::size_t namedGroups = 0;
    Clock::time_point lastPublish{};
    Clock::duration interval = shortestInterval;

    LetterList list; ///< guards itself

    mutable std::mutex mutex; ///< guards the following
    std::condition_variable_any wake;
    std::shared_ptr<const InboxState> state;
    std::vector<std::string> topics;
    bool topicsChanged = false;
    bool wanted = false;  ///< a refresh that has not begun
    bool busy = false;    ///< a refresh that has
    bool refused = false; ///< stop() came before it began
    std::stop_source run;
    std::vector<std::string> ids;                ///< of groups, by number
    std::map<std::string, std::uint32_t> numbers; ///< of groups, the newest where there were several
    std::vector<TopicPartition> places;          ///< by slot

    std::jthread thread; ///< last: it uses all of the above
};

Inbox::Inbox(std::shared_ptr<Cluster> cluster, Options options, std::function<void()> changed)
    : m_parts(std::make_unique<Parts>(std::move(cluster), std::move(options), std::move(changed)))
{
}

Inbox::~Inbox() = default;

void Inbox::setTopics(std::vector<std::string> topics)
{
    const std::scoped_lock lock(m_parts->mutex);
    m_parts->topics = std::move(topics);
    m_parts->topicsChanged = true;
    if (m_parts->busy && !m_parts->run.stop_requested()) { // it goes on with what is wanted now
        m_parts->wanted = true;
        m_parts->run.request_stop();
    }
    m_parts->wake.notify_all();
}

void Inbox::refresh()
{
    const std::scoped_lock lock(m_parts->mutex);
    m_parts->wanted = true;
    m_parts->refused = false;
    if (!m_parts->state->running) { // who waits for the end must not see the last one's
        auto running = std::make_shared<InboxState>(*m_parts->state);
        running->running = true;
        running->stopped = false;
        m_parts->state = std::move(running);
    }
    m_parts->wake.notify_all();
}

void Inbox::stop()
{
    const std::scoped_lock lock(m_parts->mutex);
    m_parts->refused = m_parts->wanted && !m_parts->busy;
    if (m_parts->busy) {
        m_parts->wanted = false;
        m_parts->run.request_stop();
    }
}

std::shared_ptr<const InboxState> Inbox::state() const
{
    const std::scoped_lock lock(m_parts->mutex);
    return m_parts->state;
}

std::vector<InboxLetter> Inbox::letters(const std::vector<std::string>& ids, std::size_t skip, std::size_t most) const
{
    std::vector<bool> groups;
    {
        const std::scoped_lock lock(m_parts->mutex);
        groups.resize(m_parts->ids.size());
        for (const std::string& id : ids)
            if (const auto number = m_parts->numbers.find(id); number != m_parts->numbers.end())
                groups[number->second] = true;
    }
    const std::vector<KeptLetter> kept = m_parts->list.newest(ids.empty() ? nullptr : &groups, skip, most);
    std::vector<InboxLetter> letters;
    letters.reserve(kept.size());
    const std::scoped_lock lock(m_parts->mutex);
    for (const KeptLetter& letter : kept)
        letters.push_back({{m_parts->places[letter.slot], letter.offset},
                           letter.timestamp == KeptLetter::noTime ? std::nullopt : std::optional(letter.timestamp),
                           letter.group});
    return letters;
}

std::string Inbox::groupOf(std::uint32_t group) const
{
    const std::scoped_lock lock(m_parts->mutex);
    return group < m_parts->ids.size() ? m_parts->ids[group] : std::string();
}

void Inbox::Parts::serve(const std::stop_token& token)
{
    for (;;) {
        std::optional<std::vector<std::string>> chosen;
        bool look = false;
        Call call{Deadline::never(), {}};
        {
            std::unique_lock lock(mutex);
            if (!wake.wait(lock, token, [this] { return wanted || topicsChanged; }))
                return;
            look = busy = std::exchange(wanted, false);
            if (std::exchange(topicsChanged, false))
                chosen = topics;
            run = std::stop_source();
            call.stop = run.get_token();
            if (std::exchange(refused, false) || token.stop_requested())
                run.request_stop();
        }
        if (chosen)
            forget(partitions.choose(*chosen));
        if (look)
            lookAround(call);
        else
            publish(false, false);
        if (token.stop_requested())
            return;
    }
}

void Inbox::Parts::lookAround(const Call& call)
{
    auto error = call.over() ? std::nullopt : read(call);
    bool again = false;
    {
        const std::scoped_lock lock(mutex);
        busy = false;
        again = wanted;
    }
    const bool stopped = call.over() && !again;
    if (call.over() && error && error->kind == ErrorKind::Cancelled)
        error.reset();
    publish(again, stopped, std::move(error));
}

/// Answers why nothing could be looked at.
std::optional<Error> Inbox::Parts::read(const Call& call)
{
    tally.advance(nowMs());
    publish(true, false);
    const auto forgotten = partitions.survey(*cluster, call);
    if (!forgotten)
        return forgotten.error();
    forget(*forgotten);
    publishNames();
    if (!reader) {
        auto made = cluster->newReader(Isolation::ReadCommitted);
        if (!made)
            return made.error();
        reader = std::move(*made);
    }
    publish(true, false);
    const InboxPassSinks sinks{[this](std::uint32_t slot, const RecordView& record) { takeLetter(slot, record); },
                               [this] { progress(); },
                               [this](const InboxPartitions::Forgotten& gone) {
                                   forget(gone);
                                   publishNames();
                               }};
    readLetters(*cluster, *reader, partitions, sinks, call);
    return std::nullopt;
}

void Inbox::Parts::takeLetter(std::uint32_t slot, const RecordView& record)
{
    scanner.read(record, failure);
    if (failure.originTopic.empty())
        failure.originTopic = partitions.slots()[slot].originByName;
    KeptLetter letter{record.offset, record.timestamp.value_or(KeptLetter::noTime), 0, slot};
    letter.group = tally.count(failure, letter);
    if (letter.group >= namedGroups)
        publishNames(); // before a reader can meet the letter
    list.add(letter);
}

void Inbox::Parts::forget(const InboxPartitions::Forgotten& forgotten)
{
    if (std::ranges::find(forgotten, true) == forgotten.end())
        return;
    list.settle(false);
    list.forget(forgotten);
    tally.forget(forgotten, list);
}

/// Names of groups and partitions that are new.
void Inbox::Parts::publishNames()
{
    const std::scoped_lock lock(mutex);
    for (; namedGroups < tally.ids().size(); ++namedGroups) {
        numbers[tally.ids()[namedGroups]] = static_cast<std::uint32_t>(namedGroups);
        ids.push_back(tally.ids()[namedGroups]);
    }
    for (std::size_t slot = places.size(); slot < partitions.slots().size(); ++slot)
        places.push_back(partitions.slots()[slot].place);
}

void Inbox::Parts::progress()
{
    const auto now = Clock::now();
    if (now - lastPublish < interval)
        return;
    tally.advance(nowMs());
    publish(true, false);
    interval = std::max(shortestInterval, copiesAtMost * (Clock::now() - now));
}

void Inbox::Parts::publish(bool running, bool stopped, std::optional<Error> error)
{
    lastPublish = Clock::now();
    list.settle(!running);
    auto now = std::make_shared<InboxState>();
    // Only this thread adds places, so it may read them without the lock.
    now->groups = tally.groups(places);
    for (const InboxPartitions::Slot& slot : partitions.slots()) {
        if (!slot.chosen)
            continue;
        const InboxCoverage& part = now->coverage[slot.place] = slot.coverage;
        now->letters += slot.records;
        now->offsetsInRange += part.end - part.begin;
        now->offsetsScanned += part.next - part.begin - part.lost - part.damaged;
    }
    now->sparklineEnd = tally.sparklineEnd();
    now->running = running;
    now->stopped = stopped;
    now->lettersForgotten = now->letters - static_cast<std::int64_t>(list.size());
    now->groupsFolded = tally.folded();
    now->error = std::move(error);
    std::shared_ptr<const InboxState> before;
    {
        const std::scoped_lock lock(mutex);
        // A refresh that was asked for meanwhile has been promised.
        now->running = running || wanted;
        before = std::exchange(state, std::move(now));
    }
    if (changed)
        changed();
}

} // namespace weir
