// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/topic_pages.h"
#include "ui/records/record_row.h"
#include "ui/widgets/sparse_rows.h"

#include <deque>
#include <vector>

namespace weir::ui {

/// A page that was read, with what the table needs to know of it. Positions as TopicPages counts them.
struct LoadedPage {
    struct Row {
        qint64 position = 0;
        RecordRow row;
    };
    qint64 begin = 0; ///< every record at [begin, end) is in `rows`
    qint64 end = 0;
    std::vector<Row> rows;
    weir::TopicPlace before;
    weir::TopicPlace after;
    bool atBegin = false;
    bool atEnd = false;
    std::size_t bytes = 0; ///< of memory
    std::vector<weir::Failure> failures;
};
/// Any thread, meant for the pool: it looks for event types.
[[nodiscard]] LoadedPage makeLoadedPage(const weir::TopicPages& pages, weir::TopicPage page, std::stop_token stop);

/// The pages that are kept: an unbroken chain, in which everything between the first and the last is known. One chain is
/// never mixed with another: where timestamps run backwards, two places found by time need not lie on the same way.
/// GUI thread.
class TopicRun
{
public:
    void clear() { m_pages.clear(); m_bytes = 0; }
    [[nodiscard]] bool empty() const { return m_pages.empty(); }
    /// Each continues the chain: page.before is after(), or page.after is before().
    void append(LoadedPage page);
    void prepend(LoadedPage page);
    /// Drops the pages farthest from [first, last] until at most `budget` bytes are kept; never one that touches it.
    void trim(qint64 first, qint64 last, std::size_t budget);

    [[nodiscard]] qint64 begin() const { return m_pages.front().begin; }
    [[nodiscard]] qint64 end() const { return m_pages.back().end; }
    [[nodiscard]] bool atBegin() const { return !empty() && m_pages.front().atBegin; }
    [[nodiscard]] bool atEnd() const { return !empty() && m_pages.back().atEnd; }
    [[nodiscard]] const weir::TopicPlace& before() const { return m_pages.front().before; }
    [[nodiscard]] const weir::TopicPlace& after() const { return m_pages.back().after; }
    [[nodiscard]] std::size_t bytes() const { return m_bytes; }
    [[nodiscard]] std::size_t rows() const;
    [[nodiscard]] std::size_t rowsBefore(qint64 position) const;
    [[nodiscard]] std::size_t rowsFrom(qint64 position) const { return rows() - rowsBefore(position); }

    [[nodiscard]] const RecordRow* at(qint64 position) const;
    /// As SparseRows, in a topic of `size` offsets.
    [[nodiscard]] SparseRows::Lookup atOrAfter(qint64 position, qint64 size) const;
    [[nodiscard]] SparseRows::Lookup before(qint64 position, qint64 size) const;

private:
    [[nodiscard]] const LoadedPage::Row* firstFrom(qint64 position) const;
    [[nodiscard]] const LoadedPage::Row* lastBefore(qint64 position) const;

    std::deque<LoadedPage> m_pages;
    std::size_t m_bytes = 0;
};

} // namespace weir::ui
