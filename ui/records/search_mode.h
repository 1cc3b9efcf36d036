// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/scan.h"
#include "ui/records/range_choice.h"
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

    /// Ends the search that runs, asks what the range means now, and looks through it.
    void search(const std::string& topic, const RangeChoice& choice, weir::Filter filter);
    /// Stops it; what was found stays.
    void stop();
    /// Stops it and forgets what was found.
    void end();
    [[nodiscard]] bool isRunning() const { return m_searching && !m_error && m_state.end == weir::ScanEnd::Running; }
    [[nodiscard]] const weir::ScanState& coverage() const { return m_state; }
    [[nodiscard]] const weir::ScanRequest& request() const { return m_request; }

    [[nodiscard]] SparseRows* rows() const override;
    [[nodiscard]] State state() const override;
    [[nodiscard]] weir::Error error() const override;
    [[nodiscard]] FootText foot() const override;
    void act(FootAction action) override;
    [[nodiscard]] std::optional<std::pair<weir::TopicPartition, std::int64_t>> placeOf(qint64 position) const override;

private:
    void begin(weir::Result<weir::Partial<weir::ResolvedRange>> range);
    void take();
    HitRows* m_rows;
    weir::ScanRequest m_request;
    weir::ScanState m_state;
    QElapsedTimer m_sinceLook;
    LatestTask m_resolving;
    std::vector<weir::Failure> m_unresolved; ///< partitions whose offsets could not be had: they are not searched
    std::optional<weir::Error> m_error;      ///< why the search could not begin
    bool m_searching = false; ///< between search() and end()
    std::int64_t m_recordsAtLook = 0;
    double m_rate = 0;
};

} // namespace weir::ui
