// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/command_palette.h"

#include "ui/shell/command_delegate.h"
#include "ui/shell/command_list.h"
#include "ui/widgets/theme.h"

#include <QtGui/QKeyEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QGraphicsDropShadowEffect>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QListView>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>

namespace weir::ui {

CommandPalette::CommandPalette(QWidget* window)
    : QFrame(window), m_field(new QLineEdit(this)), m_view(new QListView(this)), m_list(new CommandList(this))
{
    setAccessibleName(tr("Commands"));
    m_field->setPlaceholderText(tr("Go to a page, topic or group, or do something"));
    m_field->setAccessibleName(tr("Search commands"));
    m_field->installEventFilter(this);
    m_view->setAccessibleName(tr("Matching commands"));
    m_view->setModel(m_list);
    m_view->setItemDelegate(new CommandDelegate(m_view));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setFocusPolicy(Qt::NoFocus);
    m_view->setUniformItemSizes(true);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(6);
    layout->addWidget(m_field);
    layout->addWidget(m_view, 1);
    auto* shadow = new QGraphicsDropShadowEffect(this);
    shadow->setBlurRadius(32);
    shadow->setOffset(0, 8);
    shadow->setColor(QColor(0, 0, 0, 70));
    setGraphicsEffect(shadow);
    connect(m_field, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_list->setPattern(text);
        m_view->setCurrentIndex(m_list->index(0));
        place();
    });
    connect(m_view, &QListView::clicked, this, &CommandPalette::runCurrent);
    window->installEventFilter(this);
    hide();
}

void CommandPalette::open(std::vector<Command> commands)
{
    m_field->clear();
    m_list->setPattern({});
    setCommands(std::move(commands));
    show();
    raise();
    m_field->setFocus(Qt::ShortcutFocusReason);
}

void CommandPalette::setCommands(std::vector<Command> commands)
{
    const int row = std::max(0, m_view->currentIndex().row());
    m_list->setCommands(std::move(commands));
    m_view->setCurrentIndex(m_list->index(std::min(row, m_list->rowCount() - 1)));
    place();
}

int CommandPalette::shownCommands() const
{
    return m_list->rowCount();
}

void CommandPalette::place()
{
    const QSize room = parentWidget()->size();
    const int rows = std::clamp(m_list->rowCount(), 1, 12);
    const QSize size(std::min(620, room.width() - 40), std::min(54 + rows * 30, room.height() - 120));
    setGeometry(QRect(QPoint((room.width() - size.width()) / 2, 72), size));
}

void CommandPalette::moveCurrent(int rows)
{
    const int last = m_list->rowCount() - 1;
    if (last >= 0)
        m_view->setCurrentIndex(m_list->index(std::clamp(m_view->currentIndex().row() + rows, 0, last)));
}

void CommandPalette::runCurrent()
{
    const QModelIndex current = m_view->currentIndex();
    if (!current.isValid())
        return;
    // A copy: running may replace the commands.
    const auto run = m_list->at(current.row()).run;
    hide();
    parentWidget()->setFocus();
    run();
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == parentWidget()) {
        if (event->type() == QEvent::Resize && isVisible())
            place();
        return false;
    }
    if (event->type() == QEvent::FocusOut && isVisible()) {
        hide();
        return false;
    }
    if (event->type() != QEvent::KeyPress)
        return false;
    switch (static_cast<QKeyEvent*>(event)->key()) {
    case Qt::Key_Escape:
        hide();
        parentWidget()->setFocus();
        return true;
    case Qt::Key_Down: moveCurrent(1); return true;
    case Qt::Key_Up: moveCurrent(-1); return true;
    case Qt::Key_PageDown: moveCurrent(10); return true;
    case Qt::Key_PageUp: moveCurrent(-10); return true;
    case Qt::Key_Return:
    case Qt::Key_Enter: runCurrent(); return true;
    default: return false;
    }
}

void CommandPalette::paintEvent(QPaintEvent*)
{
    const Theme& theme = themeOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(theme.panel);
    painter.setPen(QPen(theme.line, 1));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), Theme::cardRadius, Theme::cardRadius);
}

} // namespace weir::ui
