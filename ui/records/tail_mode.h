// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/tail.h"
#include "ui/async/mailbox.h"
#include "ui/records/record_mode.h"

namespace weir::ui {

class TailRows;

/// New records of a topic as they arrive. GUI thread.
class TailMode : public RecordMode
{
    Q_OBJECT
public:
    TailMode(const PageContext& context, TailRows* rows, QObject* parent = nullptr);
    ~TailMode() override;

    void start(weir::TailRequest request);
    void end();
    void setPaused(bool paused);
    [[nodiscard]] bool isRunning() const { return m_tail != nullptr; }

    [[nodiscard]] SparseRows* rows() const override;
    [[nodiscard]] State state() const override;
    [[nodiscard]] weir::Error error() const override;
    [[nodiscard]] FootText foot() const override;
    void act(FootAction action) override;
    [[nodiscard]] std::optional<std::pair<weir::TopicPartition, std::int64_t>> placeOf(qint64 position) const override;
    void fetch(qint64 position, Fetched done) override;

private:
    void take();
    void letGo();

    TailRows* m_rows;
    std::shared_ptr<Mailbox> m_mailbox;
    std::shared_ptr<weir::Tail> m_tail;
    weir::TailRequest m_request;
    weir::TailState m_state;
};

} // namespace weir::ui
