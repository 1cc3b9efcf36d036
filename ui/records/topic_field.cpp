// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/topic_field.h"

#include "core/topics/topic_list.h"

#include <QtCore/QStringListModel>
#include <QtWidgets/QAbstractItemView>
#include <QtWidgets/QCompleter>

namespace weir::ui {

TopicField::TopicField(const PageContext& context, QWidget* parent)
    : QLineEdit(parent), m_context(context), m_names(new QStringListModel(this))
{
    setAccessibleName(tr("Topic"));
    setPlaceholderText(tr("Topic"));
    setMinimumWidth(180);
    setMaximumWidth(420);
    auto* completer = new QCompleter(m_names, this);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setFilterMode(Qt::MatchContains);
    completer->setMaxVisibleItems(14);
    completer->popup()->setAccessibleName(tr("Topics that match"));
    setCompleter(completer);
    const auto choose = [this] {
        if (!topic().isEmpty())
            Q_EMIT chosen(topic());
    };
    connect(this, &QLineEdit::returnPressed, this, choose);
    connect(completer, qOverload<const QString&>(&QCompleter::activated), this, choose);
}

QStringList TopicField::names() const
{
    return m_names->stringList();
}

void TopicField::askNames()
{
    if (!m_context.cluster)
        return;
    m_task.start(
        m_context.tasks,
        [cluster = m_context.cluster](std::stop_token stop) {
            return weir::listTopics(*cluster, weir::Call::within(std::chrono::seconds(15), std::move(stop)));
        },
        [this](const weir::Result<weir::Partial<std::vector<weir::TopicSummary>>>& answer) {
            if (!answer)
                return;
            m_partitionsOf.clear();
            for (const weir::TopicSummary& topic : answer->values)
                m_partitionsOf.insert(QString::fromStdString(topic.name), topic.partitions);
            QStringList names = m_partitionsOf.keys();
            names.sort(Qt::CaseInsensitive);
            // Setting the same names again would close an open list.
            if (names != m_names->stringList())
                m_names->setStringList(names);
            Q_EMIT namesChanged();
        });
}

} // namespace weir::ui
