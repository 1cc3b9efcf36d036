// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/alert_rule.h"
#include "core/groups/group_monitor.h"

#include <QtWidgets/QDialog>

#include <functional>
#include <memory>

class QComboBox;
class QFormLayout;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace weir::ui {

class PlainLabel;

/// Makes or changes one rule, and says while one types how many groups it would match now. Shown with open(); accepted()
/// means save, and then rule() is what was typed. GUI thread.
class AlertRuleDialog : public QDialog
{
    Q_OBJECT
public:
    /// `round` is asked for the preview; it may return null.
    using Rounds = std::function<std::shared_ptr<const GroupRound>()>;

    AlertRuleDialog(const AlertRule& rule, bool isNew, Rounds round, QWidget* parent = nullptr);

    [[nodiscard]] AlertRule rule() const;
    /// Looks at the newest round again.
    void updatePreview();

private:
    void buildFields();
    QWidget* buildButtons(bool isNew);
    void fill(const AlertRule& rule);
    void conditionChanged();
    void check();
    [[nodiscard]] AlertRule::Condition condition() const;
    /// Why what was typed is no rule; empty when it is one.
    [[nodiscard]] QString problem() const;

    AlertRule m_rule;
    Rounds m_round;
    QFormLayout* m_form = nullptr;
    QLineEdit* m_name = nullptr;
    QComboBox* m_condition = nullptr;
    QLineEdit* m_pattern = nullptr;
    QLineEdit* m_threshold = nullptr;
    QLineEdit* m_holds = nullptr;
    QSpinBox* m_samples = nullptr;
    PlainLabel* m_holdsLabel = nullptr;
    PlainLabel* m_patternLabel = nullptr;
    PlainLabel* m_preview = nullptr;
    PlainLabel* m_problem = nullptr;
    QPushButton* m_save = nullptr;
    bool m_filling = false;
};

} // namespace weir::ui
