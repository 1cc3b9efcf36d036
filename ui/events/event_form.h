// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/envelope.h"
#include "ui/events/send_form.h"
#include "ui/events/topic_probe.h"

class QLineEdit;

namespace weir::ui {

class HeaderEditor;
class PayloadEditor;
class PillLabel;
class PlainLabel;

/// An event in the envelope: type (which names the topic), aggregate id (the key), data. GUI thread.
class EventForm : public SendForm
{
    Q_OBJECT
public:
    explicit EventForm(const PageContext& context, QWidget* parent = nullptr);

    [[nodiscard]] Result<OutgoingRecord> record() const override;
    [[nodiscard]] Result<OutgoingRecord> recordToSend() override;
    [[nodiscard]] QString topicProblem() const override;
    void checkTopic() override { m_probe.ask(); }
    void sent() override;

private:
    QWidget* makeAddress();
    QWidget* makeBody();
    void typeChanged();
    void showTopic();
    [[nodiscard]] Result<EventEnvelope> envelope(TimestampMs at) const;
    [[nodiscard]] Result<OutgoingRecord> compose(TimestampMs at) const;

    TopicProbe m_probe;
    std::string m_eventId; ///< of the next event; stays until it was acknowledged
    TimestampMs m_typedAt; ///< when something was last typed: the preview's occurred_at
    QLineEdit* m_type = nullptr;
    QLineEdit* m_key = nullptr;
    PlainLabel* m_topic = nullptr;
    PillLabel* m_topicState = nullptr;
    PayloadEditor* m_data = nullptr;
    HeaderEditor* m_headers = nullptr;
};

} // namespace weir::ui
