// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/kafka/record.h"
#include "ui/async/latest_task.h"
#include "ui/records/foot_text.h"
#include "ui/widgets/page.h"

#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace weir::ui {

class SparseRows;

/// One way to look at the records of a topic: scrolling through a range, a search, a live tail. It owns the rows of the
/// table and the work behind them, and says what they cover. GUI thread; nothing in it waits.
class RecordMode : public QObject
{
    Q_OBJECT
public:
    explicit RecordMode(const PageContext& context, QObject* parent);
    using Fetched = std::function<void(weir::Result<std::shared_ptr<const weir::Record>>)>;

    enum class State { Loading, Shown, Empty, Failed };

    [[nodiscard]] virtual SparseRows* rows() const = 0;
    [[nodiscard]] virtual State state() const = 0;
    /// Why nothing can be shown; meaningful while Failed.
    [[nodiscard]] virtual weir::Error error() const = 0;
    [[nodiscard]] virtual FootText foot() const = 0;
    virtual void act(FootAction action) = 0;
    /// Where the record of a loaded row is; nullopt when the row is not there (any more).
    [[nodiscard]] virtual std::optional<std::pair<weir::TopicPartition, std::int64_t>>
    placeOf(qint64 position) const = 0;
    /// Hands out the whole record, at once when it is there, otherwise after it was read. A newer call voids an older one.
    virtual void fetch(qint64 position, Fetched done);

Q_SIGNALS:
    /// State, error or foot are different now.
    void changed();

protected:
    /// Reads the record of that row from the topic.
    void fetchFromTopic(qint64 position, Fetched done);
    PageContext m_context;
    LatestTask m_fetching;
};

} // namespace weir::ui
