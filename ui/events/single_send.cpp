// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/single_send.h"

#include "core/connections/audit_trail.h"
#include "ui/events/confirm_send_dialog.h"
#include "ui/events/noted_send.h"
#include "ui/widgets/environment.h"

namespace weir::ui {
namespace {

constexpr std::chrono::seconds sendTime{20};

struct SendAnswer {
    std::shared_ptr<SentRecord> sent;
    std::optional<Error> notKept{};
};

} // namespace

SingleSend::SingleSend(PageContext context, SentHistory& history, QWidget* window)
    : QObject(window), m_context(std::move(context)), m_history(history), m_window(window)
{
}

void SingleSend::setBusy(bool busy)
{
    m_busy = busy;
    Q_EMIT busyChanged();
}

void SingleSend::send(const EventTemplate& written, NextRecords::Maker make)
{
    if (m_busy || m_context.connection.readOnly)
        return;
    setBusy(true);
    m_task.start(
        m_context.tasks, [make = std::move(make)](const std::stop_token&) { return make(); },
        [this, written](Result<OutgoingRecord> record) {
            if (record)
                return ask(written, std::move(*record));
            setBusy(false);
            Q_EMIT refused(record.error());
        });
}

void SingleSend::sendAgain(const SentRecord& sent)
{
    if (m_busy || m_context.connection.readOnly || !sent.contentsKept)
        return;
    setBusy(true);
    ask(sent.written, sent.record);
}

void SingleSend::ask(const EventTemplate& written, OutgoingRecord record)
{
    if (!isProduction(m_context.connection.environment))
        return sendNow(written, std::move(record));
    m_question = new ConfirmSendDialog(m_context.connection, record, m_window);
    m_question->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_question, &QDialog::accepted, this, [this, written, record = std::move(record)] { sendNow(written, record); });
    connect(m_question, &QDialog::rejected, this, [this] {
        setBusy(false);
        Q_EMIT dropped();
    });
    m_question->open();
}

void SingleSend::sendNow(const EventTemplate& written, OutgoingRecord record)
{
    auto sent = std::make_shared<SentRecord>(SentRecord{.time = nowMs(),
                                                        .cluster = m_context.connection.name.toStdString(),
                                                        .written = written,
                                                        .record = std::move(record),
                                                        .delivery = Delivery()});
    m_task.start(
        m_context.tasks,
        [cluster = m_context.cluster, sent, file = m_history.file(),
         trail = m_context.connection.demo ? std::filesystem::path() : AuditTrail::defaultPath()](std::stop_token stop) {
            sent->delivery = sendNoted(*cluster, trail, sent->cluster, sent->record, Call::within(sendTime, std::move(stop)));
            SendAnswer answer{sent};
            // On this worker, so that it is written down even when the page is closed meanwhile.
            const auto history = file->open();
            const auto id = history ? (*history)->add(*sent) : fail(history.error());
            if (id)
                sent->id = *id;
            else
                answer.notKept = id.error();
            return answer;
        },
        [this](SendAnswer answer) {
            const SentRecordPtr done = std::move(answer.sent);
            m_history.add(done, answer.notKept);
            setBusy(false);
            Q_EMIT answered(done);
        });
}

} // namespace weir::ui
