// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/run_plan.h"

#include <QtWidgets/QWidget>


class QCheckBox;
class QComboBox;
class QSpinBox;
class QStackedWidget;

namespace weir::ui {

class RatePreview;
class SegmentedTabs;

/// A length of time: a number and its unit. GUI thread.
class SpanField : public QWidget
{
    Q_OBJECT
public:
    /// Milliseconds are among the units only when asked for.
    SpanField(const QString& accessibleName, std::chrono::milliseconds value, bool milliseconds, QWidget* parent = nullptr);

    [[nodiscard]] std::chrono::milliseconds value() const;
    /// Chooses the largest unit that says it exactly.
    void setValue(std::chrono::milliseconds value);

Q_SIGNALS:
    void changed();

private:
    QSpinBox* m_number;
    QComboBox* m_unit;
};

/// The pace of a run and when it ends: only the fields of the chosen pace, and a drawing of it. GUI thread.
class RunPlanForm : public QWidget
{
    Q_OBJECT
public:
    explicit RunPlanForm(QWidget* parent = nullptr);

    [[nodiscard]] RunPlan plan() const;
    void setPlan(const RunPlan& plan);

Q_SIGNALS:
    void changed();

private:
    QWidget* makePace();
    QWidget* makeEnd();
    QWidget* makeFields(std::initializer_list<std::pair<QString, QWidget*>> fields);
    QSpinBox* number(const QString& name, int least, int most, int value);
    QCheckBox* condition(const QString& text, const QString& name, bool on, QWidget* field);
    void showPlan();

    bool m_filling = false;
    SegmentedTabs* m_shape = nullptr;
    QStackedWidget* m_fields = nullptr;
    QSpinBox* m_rate = nullptr;
    QSpinBox* m_from = nullptr;
    QSpinBox* m_to = nullptr;
    SpanField* m_ramp = nullptr;
    QSpinBox* m_burst = nullptr;
    SpanField* m_every = nullptr;
    RatePreview* m_preview = nullptr;
    QCheckBox* m_byEvents = nullptr;
    QSpinBox* m_events = nullptr;
    QCheckBox* m_byTime = nullptr;
    SpanField* m_time = nullptr;
    QCheckBox* m_byFailures = nullptr;
    QSpinBox* m_failures = nullptr;
    QCheckBox* m_byLatency = nullptr;
    SpanField* m_latency = nullptr;
};

} // namespace weir::ui
