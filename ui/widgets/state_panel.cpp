// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/state_panel.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/icon.h"
#include "ui/widgets/plain_label.h"

#include <QtCore/QEvent>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QProgressBar>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStyle>

namespace weir::ui {
namespace {

PlainLabel* centred(PlainLabel::Look look, QWidget* parent)
{
    auto* label = new PlainLabel({}, look, parent);
    label->setAlignment(Qt::AlignHCenter);
    label->setWordWrap(true);
    return label;
}

} // namespace

StatePanel::StatePanel(QWidget* parent)
    : QWidget(parent),
      m_icon(new QLabel(this)),
      m_progress(new QProgressBar(this)),
      m_title(centred(PlainLabel::Look::Strong, this)),
      m_text(centred(PlainLabel::Look::Dim, this)),
      m_details(centred(PlainLabel::Look::Caption, this)),
      m_action(plainButton({}, this)),
      m_copy(plainButton(tr("Copy details"), this))
{
    m_icon->setAlignment(Qt::AlignHCenter);
    m_progress->setRange(0, 0);
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(160);
    m_progress->setAccessibleName(tr("Loading"));
    m_details->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch();
    buttons->addWidget(m_action);
    buttons->addWidget(m_copy);
    buttons->addStretch();
    auto* column = new QVBoxLayout;
    column->setSpacing(8);
    column->addStretch(2);
    column->addWidget(m_icon);
    column->addWidget(m_progress, 0, Qt::AlignHCenter);
    column->addWidget(m_title);
    column->addWidget(m_text);
    column->addWidget(m_details);
    column->addSpacing(8);
    column->addLayout(buttons);
    column->addStretch(3);
    auto* layout = new QHBoxLayout(this);
    layout->addStretch(1);
    layout->addLayout(column, 4);
    layout->addStretch(1);
    connect(m_action, &QPushButton::clicked, this, &StatePanel::actionRequested);
    connect(m_copy, &QPushButton::clicked, this, [this] { copyText(m_look.copied); });
    setLook({});
}

void StatePanel::setLook(const Look& look)
{
    m_look = look;
    m_progress->setVisible(look.icon.isEmpty());
    m_icon->setVisible(!look.icon.isEmpty());
    m_title->setText(look.title);
    m_title->setVisible(!look.title.isEmpty());
    m_text->setText(look.text);
    m_text->setVisible(!look.text.isEmpty());
    m_details->setText(look.details);
    m_details->setVisible(!look.details.isEmpty());
    m_action->setText(look.action);
    m_action->setAccessibleName(look.action);
    m_action->setVisible(!look.action.isEmpty());
    m_action->setProperty("look", look.primaryAction ? QStringLiteral("primary") : QString());
    // A style sheet looks at a dynamic property only when the widget is polished again.
    m_action->style()->unpolish(m_action);
    m_action->style()->polish(m_action);
    m_copy->setVisible(!look.copied.isEmpty());
    setAccessibleName(look.title.isEmpty() ? look.text : look.title);
    setAccessibleDescription(look.text);
    applyIcon();
}

void StatePanel::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyIcon();
}

void StatePanel::applyIcon()
{
    if (!m_look.icon.isEmpty())
        m_icon->setPixmap(iconPixmap(m_look.icon, themeOf(this).textOf(m_look.tone), 40, devicePixelRatioF()));
}

} // namespace weir::ui
