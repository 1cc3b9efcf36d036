// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGui/QColor>
#include <QtWidgets/QFrame>

class QVBoxLayout;

namespace weir::ui {

/// A panel with a hairline and round corners, optionally with a colour bar on its left. GUI thread.
/// `body()` is its vertical layout; padding 16, or 0 for a card around a table.
class Card : public QFrame
{
    Q_OBJECT
public:
    enum class Padding { Normal, None };

    explicit Card(Padding padding = Padding::Normal, QWidget* parent = nullptr);

    [[nodiscard]] QVBoxLayout* body() const { return m_body; }
    /// An invalid colour removes the bar.
    void setBar(const QColor& color);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QVBoxLayout* m_body;
    QColor m_bar;
};

} // namespace weir::ui
