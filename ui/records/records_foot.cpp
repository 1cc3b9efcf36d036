// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/records_foot.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtGui/QPainter>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPushButton>

namespace weir::ui {

RecordsFoot::RecordsFoot(QWidget* parent)
    : QWidget(parent),
      m_strong(new PlainLabel({}, PlainLabel::Look::Strong, this)),
      m_rest(new PlainLabel({}, PlainLabel::Look::Dim, this)),
      m_row(new QHBoxLayout(this))
{
    m_row->setContentsMargins(12, 7, 8, 3);
    m_rest->setElide(Qt::ElideRight);
    m_row->addWidget(m_strong);
    m_row->addWidget(m_rest, 1);
}

void RecordsFoot::setText(const FootText& text)
{
    // The links are kept while the same things can be done: a search tells its state thirty times a second, and a link
    // that is made anew under the mouse cannot be clicked.
    if (text.actions != m_text.actions || m_links.size() != text.actions.size()) {
        for (QPushButton* link : m_links)
            link->deleteLater();
        m_links.clear();
        for (const FootAction action : text.actions) {
            auto* link = linkButton(footActionText(action), this);
            connect(link, &QPushButton::clicked, this, [this, action] { Q_EMIT actionRequested(action); });
            m_row->addWidget(link);
            m_links.push_back(link);
        }
    }
    m_text = text;
    m_strong->setText(text.strong);
    m_rest->setText(text.rest);
    m_rest->setTone(text.warn ? Tone::Warning : Tone::Neutral);
    for (PlainLabel* label : {m_strong, m_rest})
        label->setToolTip(plainToolTip(text.details));
    setAccessibleName(text.sentence());
}

void RecordsFoot::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setPen(themeOf(this).line);
    painter.drawLine(0, 0, width(), 0);
}

} // namespace weir::ui
