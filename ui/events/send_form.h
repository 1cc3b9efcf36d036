// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/producer.h"

#include <QtCore/QString>
#include <QtWidgets/QWidget>

namespace weir::ui {

/// One tab of the Send page: makes a record out of what was typed. GUI thread.
class SendForm : public QWidget
{
    Q_OBJECT
public:
    using QWidget::QWidget;

    /// The record as it would be sent now, for the preview; InvalidInput says what is missing.
    [[nodiscard]] virtual Result<OutgoingRecord> record() const = 0;
    /// The record to send: as record(), with everything that is fixed at the moment of sending.
    [[nodiscard]] virtual Result<OutgoingRecord> recordToSend() { return record(); }
    /// Why the topic cannot be sent to (missing, unknown, still being checked); empty when it can.
    [[nodiscard]] virtual QString topicProblem() const = 0;
    /// Asks about the topic again (Retry, F5).
    virtual void checkTopic() = 0;
    /// A record of this form was acknowledged.
    virtual void sent() {}

Q_SIGNALS:
    void changed();
};

} // namespace weir::ui
