// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/range_picker.h"

#include "ui/records/range_form.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtGui/QScreen>
#include <QtWidgets/QBoxLayout>

#include <algorithm>

namespace weir::ui {
namespace {

constexpr int longestWords = 60;

} // namespace

RangePicker::RangePicker(QWidget* parent) : QPushButton(parent)
{
    setAutoDefault(false);
    buildPopup();
    showWords();
    connect(this, &QPushButton::clicked, this, &RangePicker::openPopup);
}

void RangePicker::buildPopup()
{
    m_popup = new QFrame(this, Qt::Popup);
    m_popup->setAccessibleName(tr("Range of records"));
    auto* around = new QVBoxLayout(m_popup);
    around->setContentsMargins(0, 0, 0, 0);
    auto* card = new Card(Card::Padding::Normal, m_popup);
    around->addWidget(card);
    m_form = new RangeForm(card);
    card->body()->setSpacing(12);
    card->body()->addWidget(m_form);
    auto* foot = new QHBoxLayout;
    foot->setSpacing(8);
    m_sentence = new PlainLabel({}, PlainLabel::Look::Dim, card);
    m_sentence->setWordWrap(true);
    m_apply = plainButton(tr("&Apply"), card);
    m_apply->setDefault(true);
    foot->addWidget(m_sentence, 1);
    foot->addWidget(m_apply);
    card->body()->addLayout(foot);
    connect(m_form, &RangeForm::changed, this, &RangePicker::check);
    connect(m_form, &RangeForm::submitted, this, &RangePicker::apply);
    connect(m_apply, &QPushButton::clicked, this, &RangePicker::apply);
    check();
}

QWidget* RangePicker::popup() const
{
    return m_popup;
}

void RangePicker::setChoice(const RangeChoice& choice)
{
    m_choice = choice;
    showWords();
    if (!m_popup->isVisible())
        m_form->setChoice(choice);
}

void RangePicker::setPartitionCount(int count)
{
    m_form->setPartitionCount(count);
}

void RangePicker::setGroups(const QStringList& groups)
{
    m_form->setGroups(groups);
}

void RangePicker::openPopup()
{
    m_form->setChoice(m_choice);
    m_popup->adjustSize();
    QPoint corner = mapToGlobal(QPoint(0, height() + 4));
    if (const QScreen* where = screen()) {
        const QRect room = where->availableGeometry();
        corner.setX(std::max(room.left(), std::min(corner.x(), room.right() - m_popup->width())));
        corner.setY(std::max(room.top(), std::min(corner.y(), room.bottom() - m_popup->height())));
    }
    m_popup->move(corner);
    m_popup->show();
    m_form->focusFirst();
}

void RangePicker::check()
{
    const QString obstacle = m_form->obstacle();
    m_apply->setEnabled(obstacle.isEmpty());
    m_sentence->setTone(obstacle.isEmpty() ? Tone::Neutral : Tone::Bad);
    m_sentence->setText(obstacle.isEmpty() ? describe(m_form->choice()) : obstacle);
}

void RangePicker::apply()
{
    if (!m_form->obstacle().isEmpty())
        return;
    m_choice = m_form->choice();
    showWords();
    m_popup->hide();
    setFocus(Qt::PopupFocusReason);
    Q_EMIT chosen(m_choice);
}

void RangePicker::showWords()
{
    const QString words = describe(m_choice);
    const QString shown = words.size() > longestWords ? words.left(longestWords - 1) + QStringLiteral("…") : words;
    // "&" would become a mnemonic: group names may have one.
    setText(QString(shown).replace(QLatin1Char('&'), QLatin1String("&&")) + QStringLiteral("  ▾"));
    setAccessibleName(tr("Range: %1").arg(words));
    setToolTip(plainToolTip(tr("Which records are shown: %1").arg(words)));
}

} // namespace weir::ui
