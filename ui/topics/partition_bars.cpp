// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/topics/partition_bars.h"

#include "ui/topics/topic_entry.h"
#include "ui/widgets/cell_painting.h"
#include "ui/widgets/plain_text.h"

#include <QtGui/QHelpEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QToolTip>

#include <algorithm>

namespace weir::ui {

PartitionBars::PartitionBars(QWidget* parent) : QWidget(parent)
{
    setAccessibleName(tr("Records per partition"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void PartitionBars::setRecords(std::vector<std::optional<std::int64_t>> records)
{
    if (records == m_records)
        return;
    m_records = std::move(records);
    m_hot = hotPartition(m_records);
    std::optional<std::int64_t> least;
    std::optional<std::int64_t> most;
    for (const auto& count : m_records) {
        if (!count)
            continue;
        least = least ? std::min(*least, *count) : *count;
        most = most ? std::max(*most, *count) : *count;
    }
    QString words = tr("%1 partitions hold from %2 to %3 records.")
                        .arg(QString::number(m_records.size()), countText(least), countText(most));
    if (m_hot >= 0)
        words += tr(" Partition %1 holds far more than the others.").arg(m_hot);
    setAccessibleDescription(words);
    update();
}

void PartitionBars::paintEvent(QPaintEvent*)
{
    const Theme& theme = themeOf(this);
    QPainter painter(this);
    std::vector<double> values;
    values.reserve(m_records.size());
    for (const auto& count : m_records)
        values.push_back(static_cast<double>(count.value_or(0)));
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme.line);
    paintBars(painter, QRectF(rect()).adjusted(0, 2, 0, -1), theme, values, m_hot);
}

int PartitionBars::partitionAt(int x) const
{
    if (m_records.empty() || x < 0 || x >= width())
        return -1;
    return static_cast<int>(static_cast<std::size_t>(x) * m_records.size() / static_cast<std::size_t>(width()));
}

bool PartitionBars::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int partition = partitionAt(help->pos().x());
        if (partition < 0) {
            QToolTip::hideText();
        } else {
            const auto& count = m_records[static_cast<std::size_t>(partition)];
            QToolTip::showText(help->globalPos(),
                               tr("Partition %1: %2 records").arg(QString::number(partition), countText(count)), this);
        }
        return true;
    }
    return QWidget::event(event);
}

} // namespace weir::ui
