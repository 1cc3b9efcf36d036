// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/scan.h"
#include "ui/records/record_mode.h"

#include <QtCore/QElapsedTimer>

namespace weir::ui {

class HitRows;

/// The hits of a search over a range, which come while it runs. GUI thread.
class SearchMode : public RecordMode
{
    Q_OBJECT
public:
    SearchMode(const PageContext& context, HitRows* rows, QObject* parent = nullptr);

    /// Ends the search that runs and begins another one.
    void search(weir::ScanRequest request);
    /// Stops it; what was found stays.
    void stop();
    /// Stops it and forgets what was found.
    void end();
    [[nodiscard]] bool isRunning() const { return m_searching && m_state.end == weir::ScanEnd::Running; }
    [[nodiscard]] const weir::ScanState& coverage() const { return m_state; }

    [[nodiscard]] SparseRows* rows() const override;
    [[nodiscard]] State state() const override;
    [[nodiscard]] weir::Error error() const override;
    [[nodiscard]] FootText foot() const override;
    void act(FootAction action) override;
    [[nodiscard]] std::optional<std::pair<weir::TopicPartition, std::int64_t>> placeOf(qint64 position) const override;

private:
    void take();
    HitRows* m_rows;
    weir::ScanRequest m_request;
    weir::ScanState m_state;
    QElapsedTimer m_sinceLook;
    bool m_searching = false; ///< between search() and end()
    std::int64_t m_recordsAtLook = 0;
    double m_rate = 0;
};

} // namespace weir::ui
