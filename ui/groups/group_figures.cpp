// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/groups/group_figures.h"

#include "ui/groups/status_words.h"
#include "ui/widgets/key_figure.h"
#include "ui/widgets/plain_text.h"

#include <QtWidgets/QBoxLayout>

namespace weir::ui {

GroupFigures::GroupFigures(QWidget* parent) : QWidget(parent)
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(28);
    const auto add = [&](const QString& caption) {
        auto* figure = new KeyFigure(caption, this);
        row->addWidget(figure);
        return figure;
    };
    m_lag = add(tr("Lag"));
    m_timeLag = add(tr("Time lag"));
    m_waiting = add(tr("Oldest unread"));
    m_consumed = add(tr("Consumed"));
    m_produced = add(tr("Produced"));
    m_drained = add(tr("Time to drain"));
    m_overtaken = add(tr("Retention overtakes in"));
    row->addStretch(1);
}

void GroupFigures::showGroup(const GroupLag& group, const GroupStatus* status, TimestampMs sampled)
{
    const LagStatus total = status ? status->total : LagStatus{};
    const Note health = healthNote(total);
    const Tone alarm = health.tone == Tone::Bad ? Tone::Bad : Tone::Neutral;
    m_lag->setValue(countText(group.lag));
    m_lag->setToolTip(plainToolTip(group.lag ? tr("Records between the committed offsets and the ends of the partitions.")
                                             : tr("No partition of the group has a known lag.")));
    Note time = timeLagNote(total.time, sampled);
    if (status && status->unknownTimes > 0) {
        time.sentence += u'\n' + countedText(static_cast<qint64>(status->unknownTimes), tr("It is unknown for one partition with lag."),
                                             tr("It is unknown for %1 partitions with lag."));
    }
    m_timeLag->setValue(time.word, alarm);
    m_timeLag->setToolTip(plainToolTip(tr("Of the partition that is furthest behind.") + u'\n' + time.sentence));
    const auto waiting = waitingFor(total.time, sampled);
    m_waiting->setValue(waiting ? durationText(*waiting) : QStringLiteral("–"), alarm);
    m_waiting->setToolTip(plainToolTip(waiting ? tr("For how long the oldest record that the group has not read has been waiting.")
                                               : tr("Nothing is unread, or its age is unknown.")));
    m_consumed->setValue(rateText(total.consumed));
    m_consumed->setToolTip(plainToolTip(tr("Records a second the group committed, over the last minute.")));
    m_produced->setValue(rateText(total.produced));
    m_produced->setToolTip(plainToolTip(tr("Records a second written to its partitions, over the last minute.")));
    const Note drained = drainNote(total);
    m_drained->setValue(drained.word, drained.tone);
    m_drained->setToolTip(plainToolTip(drained.sentence));
    const Note overtaken = overtakeNote(total.overtaken);
    m_overtaken->setValue(overtaken.word, overtaken.tone);
    m_overtaken->setToolTip(plainToolTip(overtaken.sentence));
}

} // namespace weir::ui
