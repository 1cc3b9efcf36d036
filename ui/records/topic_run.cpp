// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/topic_run.h"

#include <algorithm>

namespace weir::ui {
namespace {

/// What a record costs besides its bytes: the objects around them and the allocator's share.
constexpr std::size_t recordOverhead = 320;
constexpr std::size_t headerOverhead = 96;

qint64 positionOf(const LoadedPage::Row& row)
{
    return row.position;
}

} // namespace

LoadedPage makeLoadedPage(const weir::TopicPages& pages, weir::TopicPage page, std::stop_token stop)
{
    LoadedPage loaded;
    loaded.begin = page.atBegin ? 0 : pages.positionOf(page.before);
    loaded.end = page.atEnd ? pages.size() : pages.positionOf(page.after);
    loaded.atBegin = loaded.begin <= 0;
    loaded.atEnd = loaded.end >= pages.size();
    loaded.before = std::move(page.before);
    loaded.after = std::move(page.after);
    loaded.failures = std::move(page.failures);
    loaded.rows.reserve(page.rows.size());
    for (auto& [position, record] : page.rows) {
        loaded.bytes += record->size() + recordOverhead + record->headers.size() * headerOverhead;
        QString eventType = stop.stop_requested() ? QString() : eventTypeOf(record->value);
        loaded.rows.push_back({position, {std::move(record), std::move(eventType)}});
    }
    return loaded;
}

void TopicRun::append(LoadedPage page)
{
    m_bytes += page.bytes;
    m_pages.push_back(std::move(page));
}

void TopicRun::prepend(LoadedPage page)
{
    m_bytes += page.bytes;
    m_pages.push_front(std::move(page));
}

void TopicRun::trim(qint64 first, qint64 last, std::size_t budget)
{
    while (m_bytes > budget && m_pages.size() > 1) {
        const qint64 above = first - m_pages.front().end;
        const qint64 below = m_pages.back().begin - last;
        if (above <= 0 && below <= 0)
            return;
        if (above >= below) {
            m_bytes -= m_pages.front().bytes;
            m_pages.pop_front();
        } else {
            m_bytes -= m_pages.back().bytes;
            m_pages.pop_back();
        }
    }
}

std::size_t TopicRun::rows() const
{
    std::size_t count = 0;
    for (const LoadedPage& page : m_pages)
        count += page.rows.size();
    return count;
}

std::size_t TopicRun::rowsBefore(qint64 position) const
{
    std::size_t count = 0;
    for (const LoadedPage& page : m_pages) {
        const auto at = std::ranges::lower_bound(page.rows, position, {}, positionOf);
        count += static_cast<std::size_t>(at - page.rows.begin());
        if (at != page.rows.end())
            break;
    }
    return count;
}

const LoadedPage::Row* TopicRun::firstFrom(qint64 position) const
{
    // The first page that ends behind it; pages without rows (gaps only) are passed over.
    auto page = std::ranges::upper_bound(m_pages, position, {}, &LoadedPage::end);
    for (; page != m_pages.end(); ++page) {
        const auto row = std::ranges::lower_bound(page->rows, position, {}, positionOf);
        if (row != page->rows.end())
            return &*row;
    }
    return nullptr;
}

const LoadedPage::Row* TopicRun::lastBefore(qint64 position) const
{
    auto page = std::ranges::lower_bound(m_pages, position, {}, &LoadedPage::begin);
    while (page != m_pages.begin()) {
        --page;
        const auto row = std::ranges::lower_bound(page->rows, position, {}, positionOf);
        if (row != page->rows.begin())
            return &*std::prev(row);
    }
    return nullptr;
}

const RecordRow* TopicRun::at(qint64 position) const
{
    const LoadedPage::Row* row = firstFrom(position);
    return row && row->position == position ? &row->row : nullptr;
}

SparseRows::Lookup TopicRun::atOrAfter(qint64 position, qint64 size) const
{
    using enum SparseRows::Lookup::State;
    position = std::max<qint64>(0, position);
    if (position >= size)
        return {None, 0};
    if (empty() || position < begin() || position >= end())
        return {Loading, position};
    if (const LoadedPage::Row* row = firstFrom(position))
        return {Row, row->position};
    return atEnd() ? SparseRows::Lookup{None, 0} : SparseRows::Lookup{Loading, end()};
}

SparseRows::Lookup TopicRun::before(qint64 position, qint64 size) const
{
    using enum SparseRows::Lookup::State;
    position = std::min(position, size);
    if (position <= 0)
        return {None, 0};
    if (empty() || position <= begin() || position > end())
        return {Loading, position - 1};
    if (const LoadedPage::Row* row = lastBefore(position))
        return {Row, row->position};
    return atBegin() ? SparseRows::Lookup{None, 0} : SparseRows::Lookup{Loading, begin() - 1};
}

} // namespace weir::ui
