// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/events/send_form.h"
#include "ui/events/topic_probe.h"

#include <QtCore/QStringList>

class QComboBox;

namespace weir::ui {

class HeaderEditor;
class PayloadEditor;
class PillLabel;
class RecordPlace;

/// Any record: topic, partition, timestamp, key and value in a chosen notation, headers. GUI thread.
class RawForm : public SendForm
{
    Q_OBJECT
public:
    explicit RawForm(const PageContext& context, QWidget* parent = nullptr);

    [[nodiscard]] Result<EventTemplate> written() const override;
    [[nodiscard]] EventTemplate draft() const override;
    void fill(const EventTemplate& value) override;
    [[nodiscard]] QString topicProblem() const override;
    [[nodiscard]] int partitions() const override;
    void checkTopic() override { m_probe.ask(); }
    void showNext(std::span<const OutgoingRecord> next) override;

    /// Topics that the topic field completes.
    void setTopics(const QStringList& topics);
    /// Takes a record over without changing its bytes; its partition and timestamp are offered.
    void fill(const OpenSend& send);

private:
    QWidget* makeAddress();
    QWidget* makeBody();
    void topicTyped();
    void showTopic();

    TopicProbe m_probe;
    QComboBox* m_topic = nullptr;
    PillLabel* m_topicState = nullptr;
    RecordPlace* m_place = nullptr;
    PayloadEditor* m_key = nullptr;
    PayloadEditor* m_value = nullptr;
    HeaderEditor* m_headers = nullptr;
};

} // namespace weir::ui
