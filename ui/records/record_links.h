// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/previous_of_key.h"
#include "ui/async/latest_task.h"
#include "ui/widgets/page.h"

#include <QtCore/QTimer>

#include <atomic>
#include <memory>

class QPushButton;

namespace weir::ui {

class CompareView;
class PlainLabel;

/// What leads on from one record: compare it with the previous one of its key or with one that was marked before, or see all
/// records of its key. Looks for the previous record on the pool, says how far it came, and opens the comparison in a window
/// beside. GUI thread.
class RecordLinks : public QWidget
{
    Q_OBJECT
public:
    /// A search ends after this time and offers to go on.
    static constexpr std::chrono::milliseconds searchTime{10'000};

    explicit RecordLinks(const PageContext& context, QWidget* parent = nullptr);

    /// nullptr: nothing is selected. A mark stays.
    void setRecord(std::shared_ptr<const weir::Record> record);
    /// What is said about the search for the previous record.
    [[nodiscard]] QString status() const;
    /// The comparison that was opened last; nullptr when its window is closed.
    [[nodiscard]] CompareView* comparison() const;
    void compareWithPrevious();
    void markOrCompare();

Q_SIGNALS:
    void followKeyWanted();

private:
    void search(std::int64_t below);
    void showAnswer(const weir::Result<weir::PreviousOfKey>& answer);
    void openComparison(std::shared_ptr<const weir::Record> left, std::shared_ptr<const weir::Record> right);
    void say(const QString& text, const QString& link = {});
    void showMark();

    PageContext m_context;
    std::shared_ptr<const weir::Record> m_record;
    std::shared_ptr<const weir::Record> m_marked;
    std::shared_ptr<std::atomic<std::int64_t>> m_lookedAt; ///< by the search that runs
    std::int64_t m_goOnBelow = 0;
    QPushButton* m_previous;
    QPushButton* m_mark;
    QPushButton* m_unmark;
    QPushButton* m_follow;
    PlainLabel* m_status;
    QPushButton* m_statusLink;
    QTimer m_progress;
    LatestTask m_task;
};

} // namespace weir::ui
