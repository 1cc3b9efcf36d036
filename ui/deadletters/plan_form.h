// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/replay_options.h"

#include <QtCore/QStringList>
#include <QtWidgets/QWidget>

class QCheckBox;
class QComboBox;
class QGridLayout;
class QSpinBox;

namespace weir::ui {

class PlainLabel;

/// The choices of a replay, all but its edit. What each of them means is said beside it. GUI thread.
class PlanForm : public QWidget
{
    Q_OBJECT
public:
    /// `from` is what is chosen at first; its edit and limits that are not offered here are kept.
    explicit PlanForm(const ReplayOptions& from, QWidget* parent = nullptr);

    /// Topics that the target field completes.
    void setTopics(const QStringList& topics);
    /// As chosen now, with the edit of `from` untouched.
    [[nodiscard]] ReplayOptions options() const;
    /// Why there is nothing to plan yet; empty when there is.
    [[nodiscard]] QString problem() const;
    void setLocked(bool locked);

Q_SIGNALS:
    /// Something was chosen or typed; the plan is void.
    void changed();

private:
    void makeTarget(QGridLayout* grid);
    void makeRecordChoices(QGridLayout* grid);
    void makeDelivery(QGridLayout* grid);
    void makeLimits(QGridLayout* grid);
    void addRow(QGridLayout* grid, const QString& caption, QWidget* field);
    PlainLabel* addHint(QGridLayout* grid, const QString& text);
    void addHeading(QGridLayout* grid, const QString& text);
    QComboBox* choice(const QString& name, const QList<std::pair<QString, int>>& items, int current);
    QSpinBox* number(const QString& name, int least, int most, int value, const QString& atLeast, const QString& suffix);
    void explain();

    ReplayOptions m_from;
    QComboBox* m_where = nullptr;
    QComboBox* m_topic = nullptr;
    QComboBox* m_partition = nullptr;
    QComboBox* m_headers = nullptr;
    QCheckBox* m_addWeir = nullptr;
    QComboBox* m_order = nullptr;
    QComboBox* m_delivery = nullptr;
    QSpinBox* m_batch = nullptr;
    QSpinBox* m_rate = nullptr;
    QSpinBox* m_canary = nullptr;
    QSpinBox* m_most = nullptr;
    QSpinBox* m_failures = nullptr;
    QSpinBox* m_returning = nullptr;
    QSpinBox* m_replays = nullptr;
    QCheckBox* m_again = nullptr;
    PlainLabel* m_whereHint = nullptr;
    PlainLabel* m_headersHint = nullptr;
    PlainLabel* m_orderHint = nullptr;
    PlainLabel* m_deliveryHint = nullptr;
};

} // namespace weir::ui
