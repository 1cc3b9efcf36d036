// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/topic_rows.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace weir::ui {
namespace {

using namespace std::chrono_literals;

/// So many rows are kept loaded beyond both edges of the view, so that scrolling meets loaded rows.
constexpr std::size_t rowsAhead = 200;
/// A jump brings little, to be quick; what is around comes after.
constexpr std::size_t leastJump = 60;
constexpr std::size_t mostPerPage = 200;
constexpr std::size_t leastPerPage = 8;
constexpr std::size_t pageBytes = std::size_t{4} << 20U;
/// So far beside the chain, going on from its end is quicker than finding a place anew, and nothing is loaded twice.
constexpr qint64 nearby = 400;
/// A question that is no longer wanted is left alone for so long: most are answered by then, and stopping takes time, too.
constexpr int patienceMs = 100;
constexpr auto longestFetch = 30s;

} // namespace

TopicRows::TopicRows(std::shared_ptr<TaskPool> pool, QObject* parent) : SparseRows(parent), m_pool(std::move(pool))
{
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, &TopicRows::fetchWanted);
    const auto tell = [this] { Q_EMIT loadingChanged(loading()); };
    connect(&m_task, &LatestTask::runningChanged, this, tell);
    connect(&m_going, &LatestTask::runningChanged, this, tell);
}

void TopicRows::setPages(std::shared_ptr<weir::TopicPages> pages, Order order)
{
    letGo();
    m_run.clear();
    // Closing a reader talks to the network.
    m_pages = pages ? releasedElsewhere(std::move(pages)) : nullptr;
    m_order = order;
    Q_EMIT reset();
}

void TopicRows::letGo()
{
    m_task.cancel();
    m_going.cancel();
    m_patience.stop();
    m_running.reset();
    m_refused.reset();
    m_failing = false;
    m_cells.forget();
    m_first = 0;
    m_last = -1;
}

void TopicRows::setOrder(Order order)
{
    if (order == m_order)
        return;
    letGo();
    m_order = order;
    Q_EMIT reset();
}

void TopicRows::setExtraColumns(std::vector<ExtraColumn> columns)
{
    m_cells = RecordCells(std::move(columns));
    Q_EMIT columnsChanged();
}

bool TopicRows::knownEmpty() const
{
    return size() == 0 || (m_run.atBegin() && m_run.atEnd() && m_run.rows() == 0);
}

// --- answers ----------------------------------------------------------------------------------

qint64 TopicRows::begin() const
{
    return newestFirst() ? -size() : 0;
}

qint64 TopicRows::end() const
{
    return newestFirst() ? 0 : size();
}

SparseRows::Lookup TopicRows::flippedLookup(Lookup lookup) const
{
    lookup.position = flipped(lookup.position);
    return lookup;
}

SparseRows::Lookup TopicRows::atOrAfter(qint64 position)
{
    position = std::max(position, begin());
    return newestFirst() ? flippedLookup(m_run.before(-position, size())) : m_run.atOrAfter(position, size());
}

SparseRows::Lookup TopicRows::before(qint64 position)
{
    position = std::min(position, end());
    return newestFirst() ? flippedLookup(m_run.atOrAfter(-position, size())) : m_run.before(position, size());
}

std::shared_ptr<const weir::Record> TopicRows::recordAt(qint64 position) const
{
    const RecordRow* row = m_run.at(topicPosition(position));
    return row ? row->record : nullptr;
}

SparseCell TopicRows::cell(qint64 position, int column) const
{
    const RecordRow* row = m_run.at(topicPosition(position));
    return row ? m_cells.cell(lineOf(*row->record, row->eventType), column, position, row->record.get()) : SparseCell();
}

QString TopicRows::fullText(qint64 position, int column) const
{
    const RecordRow* row = m_run.at(topicPosition(position));
    return row ? m_cells.fullText(lineOf(*row->record, row->eventType), column, position, row->record.get()) : QString();
}

// --- what is fetched --------------------------------------------------------------------------

void TopicRows::setVisible(qint64 first, qint64 last)
{
    m_first = std::clamp<qint64>(topicPosition(newestFirst() ? last : first), 0, std::max<qint64>(0, size() - 1));
    m_last = std::clamp<qint64>(topicPosition(newestFirst() ? first : last), m_first, std::max<qint64>(0, size() - 1));
    m_run.trim(m_first, m_last, m_budget);
    fetchWanted();
}

std::size_t TopicRows::pageRows() const
{
    if (m_run.rows() == 0)
        return leastJump;
    return std::clamp(pageBytes / std::max<std::size_t>(1, m_run.bytes() / m_run.rows()), leastPerPage, mostPerPage);
}

std::optional<TopicRows::Wanted> TopicRows::plan() const
{
    if (!m_pages || m_last < m_first || size() == 0)
        return std::nullopt;
    using Kind = Wanted::Kind;
    if (m_run.empty() || m_last < m_run.begin() - nearby || m_first > m_run.end() + nearby)
        return Wanted{Kind::Jump, newestFirst() ? m_last : m_first, {}, std::min(pageRows(), leastJump)};
    const Wanted forward{Kind::After, 0, m_run.after(), pageRows()};
    const Wanted back{Kind::Before, 0, m_run.before(), pageRows()};
    // First what is in view, then what is below it (people read downwards), then what is above.
    const bool missesForward = m_last >= m_run.end() && !m_run.atEnd();
    const bool missesBack = m_first < m_run.begin() && !m_run.atBegin();
    if (missesForward && (!missesBack || !newestFirst()))
        return forward;
    if (missesBack)
        return back;
    // Loading more than the budget holds would drop and fetch the same pages for ever.
    const std::size_t average = m_run.rows() == 0 ? 0 : m_run.bytes() / m_run.rows();
    if (m_run.bytes() + average * pageRows() > m_budget)
        return std::nullopt;
    const bool shortForward = !m_run.atEnd() && m_run.rowsFrom(m_last) < rowsAhead;
    const bool shortBack = !m_run.atBegin() && m_run.rowsBefore(m_first) < rowsAhead;
    if (shortForward && (!shortBack || !newestFirst()))
        return forward;
    return shortBack ? std::optional(back) : std::nullopt;
}

void TopicRows::fetchWanted()
{
    const auto wanted = plan();
    if (!wanted || wanted == m_refused || m_going.isRunning())
        return;
    if (m_task.isRunning() && m_running) {
        if (*wanted == *m_running)
            return;
        if (m_since.elapsed() < patienceMs) {
            m_patience.start(patienceMs - static_cast<int>(m_since.elapsed()));
            return;
        }
    }
    start(*wanted);
}

void TopicRows::start(Wanted wanted)
{
    m_patience.stop();
    m_running = wanted;
    m_since.start();
    m_task.start(
        m_pool,
        [pages = m_pages, wanted, newest = newestFirst()](std::stop_token stop) { return fetch(*pages, wanted, newest, stop); },
        [this, wanted](Fetched fetched) { take(wanted, std::move(fetched)); });
}

TopicRows::Fetched TopicRows::fetch(weir::TopicPages& pages, const Wanted& wanted, bool newestFirst, std::stop_token stop)
{
    const weir::Call call = weir::Call::within(longestFetch, stop);
    const auto loaded = [&](weir::Result<weir::TopicPage> page) -> Fetched {
        if (!page)
            return weir::fail(page.error());
        return makeLoadedPage(pages, std::move(*page), stop);
    };
    if (wanted.kind == Wanted::Kind::After)
        return loaded(pages.after(wanted.place, wanted.count, call));
    if (wanted.kind == Wanted::Kind::Before)
        return loaded(pages.before(wanted.place, wanted.count, call));
    const auto count = static_cast<qint64>(wanted.count);
    // At the edges there is no need to guess, and a view that begins or ends there wants all of it.
    if (wanted.target < count / 2)
        return loaded(pages.after(pages.begin(), wanted.count, call));
    if (wanted.target >= pages.size() - count / 2)
        return loaded(pages.before(pages.end(), wanted.count, call));
    const auto place = pages.placeNear(newestFirst ? wanted.target + 1 : wanted.target, call);
    if (!place)
        return weir::fail(place.error());
    return loaded(newestFirst ? pages.before(*place, wanted.count, call) : pages.after(*place, wanted.count, call));
}

void TopicRows::take(const Wanted& wanted, Fetched fetched)
{
    m_running.reset();
    if (!fetched) {
        m_refused = wanted;
        tellFailure(fetched.error());
        return;
    }
    m_refused.reset();
    const auto failures = std::move(fetched->failures);
    // Without an end of its own such a page would be asked for again at once.
    const bool stuck = fetched->rows.empty() && fetched->before == fetched->after && !fetched->atBegin && !fetched->atEnd;
    const bool chained = wanted.kind == Wanted::Kind::Jump
        || (!m_run.empty() && wanted.place == (wanted.kind == Wanted::Kind::After ? m_run.after() : m_run.before()));
    if (stuck)
        m_refused = wanted;
    else if (wanted.kind == Wanted::Kind::Jump)
        takeJump(wanted, std::move(*fetched));
    else if (chained && wanted.kind == Wanted::Kind::After)
        m_run.append(std::move(*fetched));
    else if (chained)
        m_run.prepend(std::move(*fetched));
    m_run.trim(m_first, m_last, m_budget);
    if (std::exchange(m_failing, false))
        Q_EMIT recovered();
    Q_EMIT changed();
    if (!failures.empty())
        Q_EMIT incomplete(failures);
    fetchWanted();
}

void TopicRows::takeJump(const Wanted& wanted, LoadedPage page)
{
    const bool covers = wanted.target >= page.begin && wanted.target < page.end;
    const bool stillWanted = wanted.target >= m_first - nearby && wanted.target <= m_last + nearby;
    if (!stillWanted || page.rows.empty()) {
        // Nobody looks there any more; or gaps only, which tell where no row is.
        if (stillWanted) {
            m_run.clear();
            m_run.append(std::move(page));
        }
        return;
    }
    m_run.clear();
    const qint64 nearest = newestFirst() ? page.rows.back().position : page.rows.front().position;
    m_run.append(std::move(page));
    // Places are found by time, and many records can have the same one.
    if (!covers) {
        const qint64 moved = nearest - wanted.target;
        m_first = std::clamp<qint64>(m_first + moved, 0, size() - 1);
        m_last = std::clamp<qint64>(m_last + moved, m_first, size() - 1);
        Q_EMIT displaced(newestFirst() ? flipped(wanted.target) : wanted.target,
                         newestFirst() ? flipped(nearest) : nearest);
    }
}

void TopicRows::tellFailure(const weir::Error& error)
{
    m_failing = true;
    Q_EMIT failed(error);
}

void TopicRows::retry()
{
    m_refused.reset();
    // What was incomplete is read again from the beginning.
    m_run.clear();
    Q_EMIT changed();
    fetchWanted();
}

// --- going somewhere --------------------------------------------------------------------------

void TopicRows::goToTime(weir::TimestampMs time)
{
    goTo([time](weir::TopicPages& pages, const weir::Call& call) { return pages.placeAtTime(time, call); });
}

void TopicRows::goToRecord(std::int32_t partition, std::int64_t offset)
{
    goTo([partition, offset](weir::TopicPages& pages, const weir::Call& call) {
        return pages.placeOf(partition, offset, call);
    });
}

void TopicRows::goToPlace(weir::TopicPlace place)
{
    goTo([place = std::move(place)](weir::TopicPages&, const weir::Call&) -> weir::Result<weir::TopicPlace> { return place; });
}

void TopicRows::goTo(PlaceQuestion question)
{
    if (!m_pages)
        return;
    m_task.cancel();
    m_running.reset();
    struct Found {
        LoadedPage page;
        bool beyond = false; ///< there is no record after the place
    };
    m_going.start(
        m_pool,
        [pages = m_pages, question = std::move(question)](std::stop_token stop) -> weir::Result<Found> {
            const weir::Call call = weir::Call::within(longestFetch, stop);
            const auto place = question(*pages, call);
            if (!place)
                return weir::fail(place.error());
            auto page = pages->after(*place, leastJump, call);
            const bool beyond = page && page->rows.empty() && page->atEnd;
            if (beyond)
                page = pages->before(pages->end(), leastJump, call);
            if (!page)
                return weir::fail(page.error());
            return Found{makeLoadedPage(*pages, std::move(*page), stop), beyond};
        },
        [this](weir::Result<Found> found) {
            if (!found) {
                tellFailure(found.error());
                fetchWanted();
                return;
            }
            m_refused.reset();
            const auto failures = std::move(found->page.failures);
            m_run.clear();
            std::optional<qint64> position;
            if (!found->page.rows.empty())
                position = (found->beyond ? found->page.rows.back() : found->page.rows.front()).position;
            m_run.append(std::move(found->page));
            if (std::exchange(m_failing, false))
                Q_EMIT recovered();
            if (position) {
                m_first = m_last = *position;
                Q_EMIT changed();
                Q_EMIT wentTo(topicPosition(*position));
            } else {
                Q_EMIT changed();
            }
            if (!failures.empty())
                Q_EMIT incomplete(failures);
            fetchWanted();
        });
}

} // namespace weir::ui
