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

/// Any record: topic, partition, key and value in a chosen notation, headers. GUI thread.
class RawForm : public SendForm
{
    Q_OBJECT
public:
    explicit RawForm(const PageContext& context, QWidget* parent = nullptr);

    [[nodiscard]] Result<OutgoingRecord> record() const override;
    [[nodiscard]] QString topicProblem() const override;
    void checkTopic() override { m_probe.ask(); }

    /// Topics that the topic field completes.
    void setTopics(const QStringList& topics);
    /// Takes a record over without changing its bytes.
    void fill(const OpenSend& send);

private:
    QWidget* makeAddress();
    QWidget* makeBody();
    void showTopic();
    void offerPartitions(int count);

    TopicProbe m_probe;
    QComboBox* m_topic = nullptr;
    PillLabel* m_topicState = nullptr;
    QComboBox* m_partition = nullptr;
    PayloadEditor* m_key = nullptr;
    PayloadEditor* m_value = nullptr;
    HeaderEditor* m_headers = nullptr;
};

} // namespace weir::ui
