// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/async/latest_task.h"
#include "ui/widgets/page.h"

#include "core/kafka/admin.h"

#include <QtCore/QString>
#include <QtCore/QTimer>

#include <optional>

namespace weir::ui {

/// Asks, while somebody types, whether a topic exists and how many partitions it has. Never creates it. GUI thread.
class TopicProbe : public QObject
{
    Q_OBJECT
public:
    enum class State { Nothing, Checking, Exists, Missing, Failed };

    explicit TopicProbe(PageContext context, QObject* parent = nullptr);

    /// An empty name: Nothing. The question goes out when the name has rested for a moment.
    void setTopic(const QString& topic);
    /// Asks again, at once.
    void ask();

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] const QString& topic() const { return m_topic; }
    [[nodiscard]] int partitions() const { return m_partitions; }
    /// "12 partitions", "does not exist", "checking…", or why it is not known.
    [[nodiscard]] QString words() const;
    [[nodiscard]] const std::optional<weir::Error>& error() const { return m_error; }

Q_SIGNALS:
    void changed();

private:
    void setState(State state);
    PageContext m_context;
    QString m_topic;
    State m_state = State::Nothing;
    int m_partitions = 0;
    std::optional<weir::Error> m_error;
    QTimer m_rest;
    LatestTask m_task;
};

} // namespace weir::ui
