// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/async/latest_task.h"
#include "ui/widgets/page.h"

#include <QtCore/QHash>
#include <QtWidgets/QLineEdit>

class QStringListModel;

namespace weir::ui {

/// Where the name of a topic is typed, completed from the names the cluster has. GUI thread.
class TopicField : public QLineEdit
{
    Q_OBJECT
public:
    explicit TopicField(const PageContext& context, QWidget* parent = nullptr);

    /// Asks the cluster for its topics again. What is wrong is said where the topic is read.
    void askNames();
    void dropQuestion() { m_task.cancel(); }
    [[nodiscard]] QString topic() const { return text().trimmed(); }
    /// Of a known topic; 0 when it is not known.
    [[nodiscard]] int partitionsOf(const QString& topic) const { return m_partitionsOf.value(topic); }
    [[nodiscard]] QStringList names() const;

Q_SIGNALS:
    /// Enter, or a name chosen from the list.
    void chosen(const QString& topic);
    void namesChanged();

private:
    PageContext m_context;
    QStringListModel* m_names;
    QHash<QString, int> m_partitionsOf;
    LatestTask m_task;
};

} // namespace weir::ui
