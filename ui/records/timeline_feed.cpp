// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/timeline_feed.h"

#include "ui/widgets/plain_text.h"

namespace weir::ui {

using namespace std::chrono_literals;

TimelineFeed::TimelineFeed(const PageContext& context, QObject* parent)
    : QObject(parent), m_context(context), m_mailbox(std::make_shared<Mailbox>(this))
{
}

TimelineFeed::~TimelineFeed()
{
    m_mailbox->close();
}

void TimelineFeed::cancel()
{
    ++m_question;
    m_task.cancel();
}

void TimelineFeed::read(weir::TimelineRequest request)
{
    if (!m_context.cluster)
        return;
    m_request = std::move(request);
    m_current = false;
    const quint64 question = ++m_question;
    Q_EMIT started();
    const auto tell = [this, question, mailbox = m_mailbox](const weir::Timeline& coarse) {
        mailbox->post([this, question, coarse] {
            if (question == m_question)
                Q_EMIT arrived(coarse, {});
        });
    };
    m_task.start(
        m_context.tasks,
        [cluster = m_context.cluster, asked = m_request, tell](std::stop_token stop) {
            return weir::readTimeline(*cluster, asked, tell, weir::Call::within(30s, std::move(stop)));
        },
        [this](const weir::Result<weir::Partial<weir::Timeline>>& answer) {
            ++m_question; // a coarse version that is still on its way comes too late
            if (!answer) {
                Q_EMIT failed(answer.error());
                return;
            }
            m_current = true;
            Q_EMIT arrived(answer->values,
                           answer->complete() ? QString()
                                              : countedText(static_cast<qint64>(answer->failures.size()),
                                                            tr("1 partition is missing"), tr("%1 partitions are missing")));
        });
}

} // namespace weir::ui
