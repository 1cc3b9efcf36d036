// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/theme.h"

#include <QtWidgets/QWidget>

class QLabel;
class QPushButton;

namespace weir::ui {

class PlainLabel;

/// A slim coloured bar: an icon, one sentence, a link to act, and optional details that "Copy details" takes along.
/// For what is wrong with what is shown; it never covers content. GUI thread.
class NoticeBar : public QWidget
{
    Q_OBJECT
public:
    explicit NoticeBar(QWidget* parent = nullptr);

    /// `action` may be empty. `details` are plain text, shown on "Details" and copied by "Copy details".
    void setNotice(Tone tone, const QString& sentence, const QString& action, const QString& details);
    [[nodiscard]] QString sentence() const;

Q_SIGNALS:
    void actionRequested();

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void applyIcon();
    Tone m_tone = Tone::Warning;
    QString m_details;
    QLabel* m_icon;
    PlainLabel* m_sentence;
    PlainLabel* m_detailText;
    QPushButton* m_showDetails;
    QPushButton* m_copy;
    QPushButton* m_action;
};

} // namespace weir::ui
