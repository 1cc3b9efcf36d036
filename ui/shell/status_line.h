// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/connection_watcher.h"

#include "ui/widgets/theme.h"

#include <QtWidgets/QWidget>

class QLabel;

namespace weir::ui {

class PlainLabel;

/// The bottom line: state of the connection in a word with a dot, the reason when it is down, read-only lock; on the right
/// what the page says and the UTC offset. GUI thread.
class StatusLine : public QWidget
{
    Q_OBJECT
public:
    explicit StatusLine(QWidget* parent = nullptr);

    void setWords(Tone tone, const QString& words);
    void setConnection(const ConnectionWatcher& watcher);
    void setReadOnly(bool readOnly);
    void setPageText(const QString& text);
    [[nodiscard]] QString connectionWords() const;

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void applyTheme();
    QLabel* m_dot;
    PlainLabel* m_connection;
    QLabel* m_lockIcon;
    PlainLabel* m_lock;
    PlainLabel* m_page;
    PlainLabel* m_zone;
    Tone m_tone = Tone::Neutral;
};

} // namespace weir::ui
