// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/records/range_choice.h"

#include <QtWidgets/QPushButton>

class QFrame;

namespace weir::ui {

class PlainLabel;
class RangeForm;

/// A button that says in words which records are looked at and opens a popup to choose others. Enter or Apply takes the
/// choice, Escape leaves everything as it was. GUI thread.
class RangePicker : public QPushButton
{
    Q_OBJECT
public:
    explicit RangePicker(QWidget* parent = nullptr);

    /// Shows that choice; emits nothing.
    void setChoice(const RangeChoice& choice);
    [[nodiscard]] const RangeChoice& choice() const { return m_choice; }
    /// 0: not known yet, then any partition number is taken.
    void setPartitionCount(int count);
    /// Names for completion; a group that is not among them can be typed all the same.
    void setGroups(const QStringList& groups);
    /// Opens the popup below the button.
    void openPopup();
    [[nodiscard]] QWidget* popup() const;

Q_SIGNALS:
    void chosen(const weir::ui::RangeChoice& choice);

private:
    void buildPopup();
    void check();
    void apply();
    void showWords();

    RangeChoice m_choice;
    QFrame* m_popup = nullptr;
    RangeForm* m_form = nullptr;
    PlainLabel* m_sentence = nullptr;
    QPushButton* m_apply = nullptr;
};

} // namespace weir::ui
