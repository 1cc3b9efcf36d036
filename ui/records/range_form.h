// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/records/range_choice.h"

#include <QtWidgets/QWidget>

#include <array>

class QButtonGroup;
class QComboBox;
class QDateTimeEdit;
class QGridLayout;
class QLineEdit;
class QRadioButton;
class QSpinBox;

namespace weir::ui {

class Chip;
class PlainLabel;

/// The fields of the range picker: where a range begins and ends, which partitions, isolation and order. Typing in a
/// field chooses its line. GUI thread.
class RangeForm : public QWidget
{
    Q_OBJECT
public:
    enum Line { Whole, Last, Times, Offset, Group, Stuck, LineCount };

    explicit RangeForm(QWidget* parent = nullptr);

    void setChoice(const RangeChoice& choice);
    void setPartitionCount(int count);
    void setGroups(const QStringList& groups);
    /// What is chosen; only meaningful while obstacle() is empty.
    [[nodiscard]] RangeChoice choice() const;
    /// Why this is no range, one sentence; empty when it is one.
    [[nodiscard]] QString obstacle() const;
    void focusFirst();

Q_SIGNALS:
    void changed();
    /// Enter in a field.
    void submitted();

private:
    void buildLines();
    void buildTimes(QGridLayout* grid);
    void buildOffsets(QGridLayout* grid);
    void buildScope();
    void buildPartitions(QGridLayout* grid);
    QRadioButton* addLine(QGridLayout* grid, Line line, const QString& text, QWidget* fields);
    QLineEdit* numberField(const QString& name, Line line);
    QComboBox* groupField(const QString& name, Line line);
    void choose(Line line);
    void lineChosen();
    void makeChips();
    void showChips();
    void chipsChanged();
    void zoneChanged();
    void tell();
    [[nodiscard]] Line line() const;

    bool m_setting = false;
    int m_partitionCount = 0;
    std::array<QRadioButton*, LineCount> m_lines{};
    QSpinBox* m_last = nullptr;
    QComboBox* m_lastUnit = nullptr;
    QDateTimeEdit* m_begin = nullptr;
    QDateTimeEdit* m_end = nullptr;
    QComboBox* m_endKind = nullptr;
    QComboBox* m_zone = nullptr;
    QLineEdit* m_firstOffset = nullptr;
    QLineEdit* m_lastOffset = nullptr;
    QComboBox* m_group = nullptr;
    QComboBox* m_stuckGroup = nullptr;
    QLineEdit* m_partitions = nullptr;
    QWidget* m_chipArea = nullptr;
    std::vector<Chip*> m_chips;
    QButtonGroup* m_isolation = nullptr;
    QButtonGroup* m_order = nullptr;
};

} // namespace weir::ui
