// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/page.h"

#include <QtWidgets/QAbstractButton>

namespace weir::ui {

/// The top of the navigation: the connection's name, environment with its colour, write lock. A click leads to the
/// connections. GUI thread.
class ClusterCard : public QAbstractButton
{
    Q_OBJECT
public:
    explicit ClusterCard(QWidget* parent = nullptr);
    void setConnection(const ConnectionInfo& info);
    /// Before a connection is there: "Not connected".
    void setWords(const QString& name, const QString& second);
    QSize sizeHint() const override { return {192, 56}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    ConnectionInfo m_info;
    QString m_second;
};

} // namespace weir::ui
