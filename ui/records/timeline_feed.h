// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/timeline.h"
#include "ui/async/latest_task.h"
#include "ui/widgets/page.h"

namespace weir::ui {

/// Reads the timeline of a topic in the background, in better and better versions. A newer question voids the older one.
/// GUI thread.
class TimelineFeed : public QObject
{
    Q_OBJECT
public:
    explicit TimelineFeed(const PageContext& context, QObject* parent = nullptr);
    ~TimelineFeed() override;

    void read(weir::TimelineRequest request);
    void cancel();
    [[nodiscard]] const weir::TimelineRequest& request() const { return m_request; }
    /// read() was answered or failed for this request.
    [[nodiscard]] bool isCurrent() const { return m_current; }

Q_SIGNALS:
    void started();
    /// `note`: what is missing; empty for nothing.
    void arrived(const weir::Timeline& timeline, const QString& note);
    void failed(const weir::Error& error);

private:
    PageContext m_context;
    weir::TimelineRequest m_request;
    std::shared_ptr<Mailbox> m_mailbox;
    quint64 m_question = 0;
    bool m_current = false;
    LatestTask m_task;
};

} // namespace weir::ui
