// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/play_consumer.h"

#include <QtWidgets/QWidget>

#include <vector>

class QComboBox;
class QDoubleSpinBox;
class QLineEdit;
class QVBoxLayout;

namespace weir::ui {

/// The rules of a play consumer, one line each; the first that matches counts. GUI thread.
class PlayRuleEditor : public QWidget
{
    Q_OBJECT
public:
    explicit PlayRuleEditor(QWidget* parent = nullptr);

    void setRules(const std::vector<PlayRule>& rules);
    [[nodiscard]] std::vector<PlayRule> rules() const;

Q_SIGNALS:
    void changed();

private:
    struct Line {
        QWidget* widget = nullptr;
        QLineEdit* type = nullptr;
        QDoubleSpinBox* share = nullptr;
        QComboBox* action = nullptr;
        QDoubleSpinBox* delay = nullptr;
        QLineEdit* message = nullptr;
    };
    void add(const PlayRule& rule);
    void remove(const QWidget* widget);
    static void showFields(const Line& line);

    std::vector<Line> m_lines;
    QVBoxLayout* m_layout;
    QWidget* m_none;
};

} // namespace weir::ui
