// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/custom_convention.h"

#include <QtWidgets/QDialog>

#include <vector>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace weir::ui {

class PlainLabel;

/// The header names that one's own consumers write about a failure: header, what it tells, how it is written. Several sets
/// can be kept; each is known by its first header. Shown with open(). GUI thread; asks and stores nothing itself.
class ConventionDialog : public QDialog
{
    Q_OBJECT
public:
    explicit ConventionDialog(std::vector<CustomConvention> conventions, QWidget* parent = nullptr);

    /// What the form says now, with the sets that are not shown.
    [[nodiscard]] std::vector<CustomConvention> conventions() const;

Q_SIGNALS:
    void conventionsChosen(const std::vector<weir::CustomConvention>& conventions);

private:
    struct Line {
        QWidget* widget = nullptr;
        QLineEdit* header = nullptr;
        QComboBox* field = nullptr;
        QComboBox* encoding = nullptr;
    };
    QLayout* makeChoice();
    QLayout* makeButtons();
    void addLine(const CustomConvention::Rule& rule);
    void removeLine(const QWidget* widget);
    void showConvention(int index);
    void keepShown();
    void check();
    void save();
    [[nodiscard]] CustomConvention shown() const;

    std::vector<CustomConvention> m_conventions;
    int m_shown = 0;
    std::vector<Line> m_lines;
    QComboBox* m_choice = nullptr;
    QPushButton* m_remove = nullptr;
    QLineEdit* m_name = nullptr;
    QCheckBox* m_newest = nullptr;
    QVBoxLayout* m_list = nullptr;
    PlainLabel* m_sentence = nullptr;
    QPushButton* m_save = nullptr;
};

} // namespace weir::ui
