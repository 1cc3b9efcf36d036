// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/event_scan.h"
#include "ui/async/latest_task.h"
#include "ui/widgets/page.h"

#include <QtWidgets/QDialog>

namespace weir::ui {

class EventSummaryPanel;

/// The events of a range by type, counted in the background while it is open; closing it ends the count. Shown with
/// open(). GUI thread.
class EventTypesDialog : public QDialog
{
    Q_OBJECT
public:
    EventTypesDialog(const PageContext& context, std::string topic, weir::ResolvedRange range, weir::Isolation isolation,
                     QWidget* parent = nullptr);
    ~EventTypesDialog() override;

    [[nodiscard]] EventSummaryPanel* panel() const { return m_panel; }

Q_SIGNALS:
    void recordRequested(int partition, qint64 offset);
    /// A condition in the filter language.
    void filterRequested(const QString& term);

private:
    void askCatalogue();
    void count();
    void stop();

    PageContext m_context;
    weir::ResolvedRange m_range;
    weir::Isolation m_isolation;
    EventSummaryPanel* m_panel;
    std::shared_ptr<Mailbox> m_mailbox;
    quint64 m_question = 0;
    std::optional<weir::EventScan> m_last; ///< as far as the count came
    LatestTask m_counting;
    LatestTask m_asking;
};

} // namespace weir::ui
