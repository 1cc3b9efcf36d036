// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/topic_probe.h"

#include "core/kafka/cluster.h"
#include "ui/widgets/plain_text.h"

namespace weir::ui {

TopicProbe::TopicProbe(PageContext context, QObject* parent) : QObject(parent), m_context(std::move(context))
{
    m_rest.setSingleShot(true);
    m_rest.setInterval(250);
    connect(&m_rest, &QTimer::timeout, this, &TopicProbe::ask);
}

void TopicProbe::setTopic(const QString& topic)
{
    if (topic == m_topic)
        return;
    m_topic = topic;
    m_task.cancel();
    m_rest.stop();
    if (topic.isEmpty())
        return setState(State::Nothing);
    setState(State::Checking);
    m_rest.start();
}

void TopicProbe::ask()
{
    m_rest.stop();
    if (m_topic.isEmpty())
        return;
    // An existing topic stays sendable while it is looked at again.
    if (m_state != State::Exists)
        setState(State::Checking);
    m_task.start(
        m_context.tasks,
        [cluster = m_context.cluster, topic = m_topic.toStdString()](std::stop_token stop) {
            return cluster->admin().topic(topic, Call::within(std::chrono::seconds(10), stop));
        },
        [this](const Result<TopicMetadata>& answer) {
            m_error.reset();
            if (answer) {
                m_partitions = static_cast<int>(answer->partitions.size());
                return setState(State::Exists);
            }
            m_error = answer.error();
            setState(answer.error().kind == ErrorKind::NotFound ? State::Missing : State::Failed);
        });
}

QString TopicProbe::words() const
{
    switch (m_state) {
    case State::Nothing: return {};
    case State::Checking: return tr("checking…");
    case State::Exists: return countedText(m_partitions, tr("1 partition"), tr("%1 partitions"));
    case State::Missing: return tr("does not exist");
    case State::Failed:
        return m_error && m_error->kind == ErrorKind::NotAuthorized ? tr("no permission to look")
                                                                    : tr("could not be checked");
    }
    return {};
}

void TopicProbe::setState(State state)
{
    m_state = state;
    Q_EMIT changed();
}

} // namespace weir::ui
