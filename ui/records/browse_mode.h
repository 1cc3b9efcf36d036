// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/topic_pages.h"
#include "ui/records/range_choice.h"
#include "ui/records/record_mode.h"
#include "ui/records/topic_rows.h"

namespace weir::ui {

/// A range of a topic that is scrolled through. GUI thread.
class BrowseMode : public RecordMode
{
    Q_OBJECT
public:
    BrowseMode(const PageContext& context, TopicRows* rows, QObject* parent = nullptr);

    /// Asks what the range means now and shows its first page. What was shown stays until the answer is there.
    void open(const std::string& topic, const RangeChoice& choice);
    void end();
    /// Answered (in whatever way) since open().
    [[nodiscard]] bool isSettled() const { return m_settled; }
    [[nodiscard]] const weir::ResolvedRange& range() const { return m_range; }
    /// Why reading further does not work now, while what is loaded stays.
    [[nodiscard]] const std::optional<weir::Error>& readError() const { return m_readError; }
    void retry();

    [[nodiscard]] SparseRows* rows() const override;
    [[nodiscard]] State state() const override;
    [[nodiscard]] weir::Error error() const override { return m_error.value_or(weir::Error{}); }
    [[nodiscard]] FootText foot() const override;
    void act(FootAction action) override;
    [[nodiscard]] std::optional<std::pair<weir::TopicPartition, std::int64_t>> placeOf(qint64 position) const override;
    void fetch(qint64 position, Fetched done) override;

    /// Partitions whose offsets could not be had: they are not in the range.
    [[nodiscard]] const std::vector<weir::Failure>& failures() const { return m_failures; }
    /// Some partitions could not be read while scrolling; empty when all could.
    [[nodiscard]] const std::vector<weir::Failure>& missing() const { return m_missing; }

Q_SIGNALS:
    /// A range was opened; its rows start again at the begin.
    void opened();

private:
    struct Opened {
        weir::ResolvedRange range;
        std::vector<weir::Failure> failures;
        std::shared_ptr<weir::TopicPages> pages;
    };
    static weir::Result<Opened> resolve(const std::shared_ptr<weir::Cluster>& cluster, const weir::RangeRequest& request,
                                        weir::Isolation isolation, std::stop_token stop);
    void show(weir::Result<Opened> answer);

    TopicRows* m_rows;
    RangeChoice m_choice;
    std::string m_topic;
    weir::ResolvedRange m_range;
    std::vector<weir::Failure> m_failures; ///< of resolving the range
    std::vector<weir::Failure> m_missing;
    std::optional<weir::Error> m_readError; ///< of the page that was wanted last
    std::optional<weir::Error> m_error;
    bool m_settled = true;
    bool m_shown = false;
    LatestTask m_opening;
};

} // namespace weir::ui
