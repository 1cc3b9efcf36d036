// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/card.h"
#include "ui/widgets/running_work.h"

#include <memory>
#include <vector>

namespace weir::ui {

class PlainLabel;

/// The running work of all features, an entry each with its state, progress and buttons. Entries stay the same widgets while
/// they change, so that the focus stays where it is. GUI thread.
class RunningList : public Card
{
    Q_OBJECT
public:
    explicit RunningList(std::vector<std::shared_ptr<RunningWork>> work, QWidget* parent = nullptr);
    ~RunningList() override;

    /// Entries shown, and those that can be paused, which is what runs.
    [[nodiscard]] int count() const;
    [[nodiscard]] int running() const;

Q_SIGNALS:
    void changed();

private:
    struct Entry;
    void showItems();
    Entry& entryFor(RunningWork* work, const WorkItem& item);
    void showEntry(Entry& entry, const WorkItem& item);
    void askToCancel(const Entry& entry);

    std::vector<std::shared_ptr<RunningWork>> m_work;
    std::vector<std::unique_ptr<Entry>> m_entries;
    PlainLabel* m_none;
};

/// Work that can be paused: what runs now.
[[nodiscard]] int runningCount(const std::vector<WorkItem>& items);
/// "2 running"; empty for none.
[[nodiscard]] QString runningText(int count);

} // namespace weir::ui
