// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/event_template.h"
#include "core/kafka/producer.h"

#include <QtCore/QString>
#include <QtWidgets/QWidget>

#include <span>

namespace weir::ui {

/// A way to write one event or record, with placeholders. GUI thread.
class SendForm : public QWidget
{
    Q_OBJECT
public:
    using QWidget::QWidget;

    /// What is written; InvalidInput says what is missing or can never be sent.
    [[nodiscard]] virtual Result<EventTemplate> written() const = 0;
    /// The same without a look at whether it can be sent, to see whether somebody typed something.
    [[nodiscard]] virtual EventTemplate draft() const = 0;
    virtual void fill(const EventTemplate& value) = 0;
    /// Why the topic cannot be sent to (missing, unknown, still being checked); empty when it can.
    [[nodiscard]] virtual QString topicProblem() const = 0;
    /// Partitions of the topic; 0: not known.
    [[nodiscard]] virtual int partitions() const = 0;
    /// Asks about the topic again (Retry, F5).
    virtual void checkTopic() = 0;
    /// The records that will be sent next, for what the form says about them; empty: none can be made.
    virtual void showNext(std::span<const OutgoingRecord> next) = 0;

Q_SIGNALS:
    void changed();
};

} // namespace weir::ui
