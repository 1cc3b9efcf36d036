// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/play_consumer.h"
#include "ui/widgets/card.h"

#include <QtCore/QStringList>

class QComboBox;
class QCompleter;
class QDoubleSpinBox;
class QLineEdit;
class QSpinBox;
class QStringListModel;

namespace weir::ui {

class PlayRuleEditor;

/// What a play consumer is started with: group, topics, members, tries, rules; and presets of ways to misbehave. GUI thread.
class PlaySetup : public Card
{
    Q_OBJECT
public:
    explicit PlaySetup(QWidget* parent = nullptr);

    void setTopics(const QStringList& topics);
    [[nodiscard]] PlayOptions options() const;

Q_SIGNALS:
    void changed();

private:
    QWidget* makePresets();
    QWidget* makeFields();
    void complete(const QString& topic);

    QStringListModel* m_names;
    QCompleter* m_completer;
    QLineEdit* m_group = nullptr;
    QLineEdit* m_topics = nullptr;
    QComboBox* m_reset = nullptr;
    QSpinBox* m_members = nullptr;
    QSpinBox* m_tries = nullptr;
    QDoubleSpinBox* m_backoff = nullptr;
    QDoubleSpinBox* m_rate = nullptr;
    QSpinBox* m_flap = nullptr;
    PlayRuleEditor* m_rules = nullptr;
};

} // namespace weir::ui
