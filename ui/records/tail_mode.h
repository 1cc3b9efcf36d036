// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/tail.h"
#include "ui/records/record_mode.h"

namespace weir::ui {

class TailRows;

/// New records of a topic as they arrive. GUI thread.
class TailMode : public RecordMode
{
    Q_OBJECT
public:
    TailMode(const PageContext& context, TailRows* rows, QObject* parent = nullptr);

    void start(weir::TailRequest request);
    void end();
    void setPaused(bool paused);
    [[nodiscard]] bool isRunning() const { return m_running; }

    [[nodiscard]] SparseRows* rows() const override;
    [[nodiscard]] State state() const override;
    [[nodiscard]] weir::Error error() const override;
    [[nodiscard]] FootText foot() const override;
    void act(FootAction action) override;
    [[nodiscard]] std::optional<std::pair<weir::TopicPartition, std::int64_t>> placeOf(qint64 position) const override;
    void fetch(qint64 position, Fetched done) override;

private:
    TailRows* m_rows;
    weir::TailRequest m_request;
    bool m_running = false; ///< between start() and end()
};

} // namespace weir::ui
