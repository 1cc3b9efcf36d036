// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QTimer>
#include <QtWidgets/QLineEdit>

namespace weir::ui {

/// A filter field: tells its text 150 ms after the last key, at once on Enter; Escape clears it. GUI thread.
class FilterEdit : public QLineEdit
{
    Q_OBJECT
public:
    explicit FilterEdit(const QString& placeholder, QWidget* parent = nullptr);

Q_SIGNALS:
    void filterChanged(const QString& text);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void tell();
    QTimer m_delay;
    QString m_told;
};

} // namespace weir::ui
