// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/events/next_records.h"
#include "ui/events/sent_history.h"

#include <QtCore/QPointer>

class QDialog;

namespace weir::ui {

/// Sends one record at a time: makes it, asks once more in production, notes it in the activity, waits for the broker's
/// confirmation, and writes it into the history. GUI thread.
class SingleSend : public QObject
{
    Q_OBJECT
public:
    /// `window` is what the question is shown over.
    SingleSend(PageContext context, SentHistory& history, QWidget* window);

    /// From the call until answered(), refused() or dropped().
    [[nodiscard]] bool isBusy() const { return m_busy; }
    /// `written` goes into the history. Does nothing while busy or on a read-only connection.
    void send(const EventTemplate& written, NextRecords::Maker make);
    /// The very bytes of an earlier send.
    void sendAgain(const SentRecord& sent);

Q_SIGNALS:
    void busyChanged();
    /// The broker answered, or the send failed.
    void answered(const weir::ui::SentRecordPtr& sent);
    /// No record could be made; nothing was sent.
    void refused(const weir::Error& error);
    /// The person said no.
    void dropped();

private:
    void ask(const EventTemplate& written, OutgoingRecord record);
    void sendNow(const EventTemplate& written, OutgoingRecord record);
    void setBusy(bool busy);

    PageContext m_context;
    SentHistory& m_history;
    QWidget* m_window;
    bool m_busy = false;
    QPointer<QDialog> m_question;
    LatestTask m_task;
};

} // namespace weir::ui
