// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/records/foot_text.h"

#include <QtWidgets/QWidget>

class QHBoxLayout;
class QPushButton;

namespace weir::ui {

class PlainLabel;

/// The line below a record table: what is shown of what there is, and what can be done about it. GUI thread.
class RecordsFoot : public QWidget
{
    Q_OBJECT
public:
    explicit RecordsFoot(QWidget* parent = nullptr);

    void setText(const FootText& text);
    [[nodiscard]] const FootText& text() const { return m_text; }

Q_SIGNALS:
    void actionRequested(weir::ui::FootAction action);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    FootText m_text;
    PlainLabel* m_strong;
    PlainLabel* m_rest;
    QHBoxLayout* m_row;
    std::vector<QPushButton*> m_links; ///< one for each action of m_text
};

} // namespace weir::ui
