// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/events/send_form.h"
#include "ui/events/topic_probe.h"

class QLineEdit;

namespace weir::ui {

class HeaderEditor;
class PayloadEditor;
class PillLabel;
class PlainLabel;
class RecordPlace;

/// An event in the envelope: type (which names the topic), aggregate id (the key), data. GUI thread.
class EventForm : public SendForm
{
    Q_OBJECT
public:
    explicit EventForm(const PageContext& context, QWidget* parent = nullptr);

    [[nodiscard]] Result<EventTemplate> written() const override;
    [[nodiscard]] EventTemplate draft() const override;
    void fill(const EventTemplate& value) override;
    [[nodiscard]] QString topicProblem() const override;
    [[nodiscard]] int partitions() const override;
    void checkTopic() override { m_probe.ask(); }
    void showNext(std::span<const OutgoingRecord> next) override;

private:
    QWidget* makeAddress();
    QWidget* makeTopic(QWidget* parent);
    QWidget* makeBody();
    void typeChanged();
    void keyChanged();
    void showTopic();
    [[nodiscard]] Result<void> checkKey() const;

    TopicProbe m_probe;
    QLineEdit* m_type = nullptr;
    QLineEdit* m_key = nullptr;
    TemplatePayload m_oddKey; ///< a key of a template that is no text; kept until somebody types another
    PlainLabel* m_topic = nullptr;
    PillLabel* m_topicState = nullptr;
    RecordPlace* m_place = nullptr;
    PayloadEditor* m_data = nullptr;
    HeaderEditor* m_headers = nullptr;
};

} // namespace weir::ui
