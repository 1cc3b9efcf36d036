// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/event_generator.h"
#include "ui/async/latest_task.h"
#include "ui/widgets/page.h"

#include <QtCore/QObject>

#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

namespace weir::ui {

/// The next records that a written event or record makes. Their values stay while nothing changes, so that what is shown is
/// what will be sent (but for times of the clock): one seed, and the number of records that were sent since. Once a record
/// was sent, another text gets another seed, so that no event id is used twice. Made on workers. GUI thread.
class NextRecords : public QObject
{
    Q_OBJECT
public:
    static constexpr std::size_t shown = 3;

    explicit NextRecords(PageContext context, QObject* parent = nullptr);

    /// changed() follows when the records are another ones. `dataFolder`: where {{csv}} and {{ndjson}} find their files.
    void setWritten(const Result<EventTemplate>& written, const std::filesystem::path& dataFolder);
    /// The next three, or why there are none; nullopt while they are being made for the first time.
    [[nodiscard]] const std::optional<Result<std::vector<OutgoingRecord>>>& records() const { return m_records; }
    [[nodiscard]] std::span<const OutgoingRecord> list() const;

    /// Makes the next record again, with the time of the call. Blocks; any thread, also after this object is gone.
    using Maker = std::function<Result<OutgoingRecord>()>;
    [[nodiscard]] Maker maker() const;
    /// The next record was sent or handed on.
    void advance();

Q_SIGNALS:
    void changed();

private:
    void make();
    PageContext m_context;
    std::optional<EventTemplate> m_written;
    std::filesystem::path m_dataFolder;
    std::uint64_t m_seed;
    std::size_t m_done = 0; ///< records of this seed that were sent
    std::optional<Result<std::vector<OutgoingRecord>>> m_records;
    LatestTask m_task;
};

} // namespace weir::ui
