// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/theme.h"

#include <QtWidgets/QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace weir::ui {

class PlainLabel;

/// The middle of a page that has nothing to show: an icon, a title, a sentence, details, buttons. Used by StateView.
class StatePanel : public QWidget
{
    Q_OBJECT
public:
    struct Look {
        QString icon; ///< empty: a moving progress line instead
        Tone tone = Tone::Neutral;
        QString title;
        QString text;
        QString details; ///< shown small and copied by "Copy details"
        QString copied;  ///< what "Copy details" puts on the clipboard; empty hides the button
        QString action;  ///< text of the first button; empty hides it
        bool primaryAction = false;
    };

    explicit StatePanel(QWidget* parent = nullptr);
    void setLook(const Look& look);

Q_SIGNALS:
    void actionRequested();

protected:
    void changeEvent(QEvent* event) override;

private:
    void applyIcon();
    Look m_look;
    QLabel* m_icon;
    QProgressBar* m_progress;
    PlainLabel* m_title;
    PlainLabel* m_text;
    PlainLabel* m_details;
    QPushButton* m_action;
    QPushButton* m_copy;
};

} // namespace weir::ui
