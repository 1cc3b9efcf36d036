// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/state_view.h"

#include "ui/widgets/copy_details.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/state_panel.h"

#include <QtCore/QLocale>
#include <QtWidgets/QStackedLayout>
#include <QtWidgets/QVBoxLayout>

namespace weir::ui {

StateView::StateView(QWidget* content, QWidget* parent)
    : QWidget(parent),
      m_stale(new NoticeBar(this)),
      m_partial(new NoticeBar(this)),
      m_stack(new QStackedLayout),
      m_content(content),
      m_panel(new StatePanel(this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_stale);
    layout->addWidget(m_partial);
    m_stale->hide();
    m_partial->hide();
    m_stack->addWidget(m_panel);
    m_stack->addWidget(m_content);
    layout->addLayout(m_stack, 1);
    connect(m_stale, &NoticeBar::actionRequested, this, &StateView::retryRequested);
    connect(m_partial, &NoticeBar::actionRequested, this, &StateView::retryRequested);
    connect(m_panel, &StatePanel::actionRequested, this, [this] {
        if (m_state == State::Empty)
            Q_EMIT actionRequested();
        else
            Q_EMIT retryRequested();
    });
}

void StateView::showLoading(const QString& text)
{
    StatePanel::Look look;
    look.text = text;
    m_panel->setLook(look);
    setState(State::Loading);
}

void StateView::showContent()
{
    m_stale->hide();
    m_partial->hide();
    setState(State::Content);
}

void StateView::showEmpty(const QString& title, const QString& text, const QString& actionText)
{
    StatePanel::Look look;
    look.icon = QStringLiteral("empty");
    look.title = title;
    look.text = text;
    look.action = actionText;
    m_panel->setLook(look);
    setState(State::Empty);
}

void StateView::showError(const weir::Error& error)
{
    const bool forbidden = error.kind == ErrorKind::NotAuthorized;
    StatePanel::Look look;
    look.icon = forbidden ? QStringLiteral("lock") : QStringLiteral("warning");
    look.tone = forbidden ? Tone::Warning : Tone::Bad;
    look.title = forbidden ? tr("No permission") : tr("This did not work");
    look.text = sentenceOf(error);
    look.details = QString::fromStdString(error.detail);
    look.copied = errorDetails(error);
    look.action = tr("Retry");
    m_panel->setLook(look);
    setState(forbidden ? State::NoPermission : State::Failed);
}

void StateView::showStale(const weir::Error& error, const QDateTime& since)
{
    const QString time = QLocale().toString(since.time(), QStringLiteral("HH:mm:ss"));
    m_stale->setNotice(Tone::Warning, tr("Showing what was known at %1. %2").arg(time, sentenceOf(error)), tr("Retry"),
                       errorDetails(error));
    setState(State::Content);
    m_stale->show();
}

void StateView::showPartial(const std::vector<weir::Failure>& failures, std::size_t total, const QString& what)
{
    m_stale->hide();
    setState(State::Content);
    if (failures.empty()) {
        m_partial->hide();
        return;
    }
    m_partial->setNotice(Tone::Warning, tr("%1 of %2 %3 could not be read.").arg(failures.size()).arg(total).arg(what),
                         tr("Retry"), failureDetails(failures));
    m_partial->show();
}

void StateView::showFailure(const weir::Error& error, const QDateTime& since)
{
    if (m_state == State::Content && since.isValid())
        showStale(error, since);
    else
        showError(error);
}

bool StateView::isStale() const
{
    return !m_stale->isHidden();
}

bool StateView::isPartial() const
{
    return !m_partial->isHidden();
}

void StateView::setState(State state)
{
    m_state = state;
    if (state != State::Content) {
        m_stale->hide();
        m_partial->hide();
    }
    m_stack->setCurrentWidget(state == State::Content ? m_content : static_cast<QWidget*>(m_panel));
}

} // namespace weir::ui
