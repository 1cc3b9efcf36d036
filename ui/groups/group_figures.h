// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/group_lag.h"
#include "core/groups/group_status.h"

#include <QtWidgets/QWidget>

namespace weir::ui {

class KeyFigure;

/// The key figures of one group, each with its explanation as tooltip. GUI thread.
class GroupFigures : public QWidget
{
    Q_OBJECT
public:
    explicit GroupFigures(QWidget* parent = nullptr);

    /// `status` may be null while nothing is derived.
    void showGroup(const GroupLag& group, const GroupStatus* status, TimestampMs sampled);

private:
    KeyFigure* m_lag;
    KeyFigure* m_timeLag;
    KeyFigure* m_waiting;
    KeyFigure* m_consumed;
    KeyFigure* m_produced;
    KeyFigure* m_drained;
    KeyFigure* m_overtaken;
};

} // namespace weir::ui
