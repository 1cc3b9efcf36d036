// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/notice_bar.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/icon.h"
#include "ui/widgets/plain_label.h"

#include <QtCore/QEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPushButton>

namespace weir::ui {

NoticeBar::NoticeBar(QWidget* parent)
    : QWidget(parent),
      m_icon(new QLabel(this)),
      m_sentence(new PlainLabel({}, PlainLabel::Look::Text, this)),
      m_detailText(new PlainLabel({}, PlainLabel::Look::Caption, this)),
      m_showDetails(linkButton(tr("Details"), this)),
      m_copy(linkButton(tr("Copy details"), this)),
      m_action(linkButton({}, this))
{
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_icon);
    m_sentence->setElide(Qt::ElideRight);
    row->addWidget(m_sentence, 1);
    row->addWidget(m_showDetails);
    row->addWidget(m_copy);
    row->addWidget(m_action);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 4, 12, 4);
    layout->setSpacing(2);
    layout->addLayout(row);
    m_detailText->setWordWrap(true);
    m_detailText->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_detailText->setContentsMargins(24, 0, 0, 4);
    layout->addWidget(m_detailText);
    m_detailText->hide();
    m_action->hide();
    connect(m_showDetails, &QPushButton::clicked, this, [this] {
        m_detailText->setVisible(m_detailText->isHidden());
        m_showDetails->setText(m_detailText->isHidden() ? tr("Details") : tr("Hide details"));
    });
    connect(m_copy, &QPushButton::clicked, this, [this] { copyText(m_sentence->fullText() + u'\n' + m_details); });
    connect(m_action, &QPushButton::clicked, this, &NoticeBar::actionRequested);
}

void NoticeBar::setNotice(Tone tone, const QString& sentence, const QString& action, const QString& details)
{
    m_tone = tone;
    m_details = details;
    m_sentence->setText(sentence);
    m_detailText->setText(details);
    m_action->setText(action);
    m_action->setAccessibleName(action);
    m_action->setVisible(!action.isEmpty());
    m_showDetails->setVisible(!details.isEmpty());
    m_copy->setVisible(!details.isEmpty());
    if (details.isEmpty())
        m_detailText->hide();
    setAccessibleName(sentence);
    applyIcon();
    update();
}

QString NoticeBar::sentence() const
{
    return m_sentence->fullText();
}

void NoticeBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(themeOf(this).tintOf(m_tone));
    painter.drawRoundedRect(rect(), Theme::controlRadius, Theme::controlRadius);
}

void NoticeBar::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyIcon();
}

void NoticeBar::applyIcon()
{
    const bool alarming = m_tone == Tone::Warning || m_tone == Tone::Bad;
    m_icon->setVisible(alarming || m_tone == Tone::Ok);
    const QString name = alarming ? QStringLiteral("warning") : QStringLiteral("check");
    m_icon->setPixmap(iconPixmap(name, themeOf(this).textOf(m_tone), 16, devicePixelRatioF()));
}

} // namespace weir::ui
