// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/async/latest_task.h"
#include "ui/records/record_cells.h"
#include "ui/records/topic_run.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QTimer>

#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace weir::ui {

/// The rows of a topic for a SparseTable: pages around what is in view, fetched on the pool and dropped again. Positions
/// are those of TopicPages; newest first, position p stands at -p-1, so that both orders grow downwards. GUI thread.
class TopicRows : public SparseRows
{
    Q_OBJECT
public:
    enum class Order { OldestFirst, NewestFirst };
    static constexpr std::size_t defaultBudget = std::size_t{32} << 20U;

    /// Holds nothing until setPages().
    explicit TopicRows(std::shared_ptr<TaskPool> pool, QObject* parent = nullptr);

    /// Another range or the same one further on; may be null. Emits reset().
    void setPages(std::shared_ptr<weir::TopicPages> pages, Order order);
    /// Emits reset(); pages that are loaded stay.
    void setOrder(Order order);
    [[nodiscard]] Order order() const { return m_order; }
    [[nodiscard]] const weir::TopicPages* pages() const { return m_pages.get(); }
    void setExtraColumns(std::vector<ExtraColumn> columns);
    [[nodiscard]] const RecordCells& cells() const { return m_cells; }
    /// Bytes of memory the pages may take, besides those in view.
    void setBudget(std::size_t bytes) { m_budget = bytes; }
    [[nodiscard]] std::size_t bytes() const { return m_run.bytes(); }
    [[nodiscard]] std::size_t loadedRows() const { return m_run.rows(); }
    /// Known to hold no record, although there may be offsets.
    [[nodiscard]] bool knownEmpty() const;

    /// nullptr when it is not loaded.
    [[nodiscard]] std::shared_ptr<const weir::Record> recordAt(qint64 position) const;
    /// Find a place and load around it; wentTo() follows, or failed(). A later call replaces an earlier one.
    void goToTime(weir::TimestampMs time);                      ///< the first record at or after it
    void goToRecord(std::int32_t partition, std::int64_t offset); ///< it, or the next one in the topic's order
    void goToPlace(weir::TopicPlace place);
    /// After failed() or incomplete(): asks again for what is in view.
    void retry();
    [[nodiscard]] bool loading() const { return m_task.isRunning() || m_going.isRunning(); }

    // --- SparseRows
    [[nodiscard]] qint64 begin() const override;
    [[nodiscard]] qint64 end() const override;
    [[nodiscard]] Lookup atOrAfter(qint64 position) override;
    [[nodiscard]] Lookup before(qint64 position) override;
    void setVisible(qint64 first, qint64 last) override;
    [[nodiscard]] const std::vector<SparseColumn>& columns() const override { return m_cells.columns(); }
    [[nodiscard]] SparseCell cell(qint64 position, int column) const override;
    [[nodiscard]] QString fullText(qint64 position, int column) const override;

Q_SIGNALS:
    /// That row is loaded now: show it and make it current.
    void wentTo(qint64 position);
    /// What is in view or was gone to could not be read. Nothing is asked for again until retry() or another place.
    void failed(const weir::Error& error);
    /// Some partitions could not be read: their records are missing among those that are shown.
    void incomplete(const std::vector<weir::Failure>& failures);
    /// Reading works again after failed().
    void recovered();
    void loadingChanged(bool loading);

private:
    /// A page to fetch.
    struct Wanted {
        enum class Kind { Jump, Before, After };
        Kind kind = Kind::Jump;
        qint64 target = 0; ///< Jump: the position that shall be covered
        weir::TopicPlace place; ///< Before, After
        std::size_t count = 0;
        bool operator==(const Wanted&) const = default;
    };
    using Fetched = weir::Result<LoadedPage>;
    using PlaceQuestion = std::function<weir::Result<weir::TopicPlace>(weir::TopicPages&, const weir::Call&)>;

    [[nodiscard]] qint64 size() const { return m_pages ? m_pages->size() : 0; }
    [[nodiscard]] bool newestFirst() const { return m_order == Order::NewestFirst; }
    [[nodiscard]] static qint64 flipped(qint64 position) { return -position - 1; }
    [[nodiscard]] qint64 topicPosition(qint64 position) const { return newestFirst() ? flipped(position) : position; }
    [[nodiscard]] Lookup flippedLookup(Lookup lookup) const;
    [[nodiscard]] std::optional<Wanted> plan() const;
    [[nodiscard]] std::size_t pageRows() const;
    void fetchWanted();
    void start(Wanted wanted);
    void take(const Wanted& wanted, Fetched fetched);
    void takeJump(const Wanted& wanted, LoadedPage page);
    void goTo(PlaceQuestion question);
    void tellFailure(const weir::Error& error);
    [[nodiscard]] static Fetched fetch(weir::TopicPages& pages, const Wanted& wanted, bool newestFirst, std::stop_token stop);
    void letGo();

    std::shared_ptr<TaskPool> m_pool;
    std::shared_ptr<weir::TopicPages> m_pages;
    Order m_order = Order::NewestFirst;
    RecordCells m_cells;
    TopicRun m_run;
    std::size_t m_budget = defaultBudget;
    qint64 m_first = 0; ///< in view, as TopicPages counts
    qint64 m_last = -1;
    std::optional<Wanted> m_running;
    std::optional<Wanted> m_refused; ///< failed, not asked for again
    bool m_failing = false;
    QElapsedTimer m_since; ///< since m_running was asked for
    QTimer m_patience;
    LatestTask m_task;
    LatestTask m_going;
};

} // namespace weir::ui
