// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/letter_card.h"

#include "ui/deadletters/inbox_feed.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/sparse_table.h"
#include "ui/widgets/sparse_table_header.h"

#include <QtGui/QKeyEvent>
#include <QtGui/QMouseEvent>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QMenu>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStackedWidget>

namespace weir::ui {
namespace {

struct ActionName {
    LetterCard::Action action;
    const char* name;
};
constexpr ActionName actionNames[] = {
    {LetterCard::Action::Handled, QT_TRANSLATE_NOOP("weir::ui::LetterCard", "Handled")},
    {LetterCard::Action::Ignore, QT_TRANSLATE_NOOP("weir::ui::LetterCard", "Ignore")},
    {LetterCard::Action::OpenAgain, QT_TRANSLATE_NOOP("weir::ui::LetterCard", "Open again")},
    {LetterCard::Action::Note, QT_TRANSLATE_NOOP("weir::ui::LetterCard", "Note…")},
};

} // namespace

LetterCard::LetterCard(InboxFeed& feed, QWidget* parent)
    : Card(Padding::None, parent),
      m_feed(feed),
      m_rows(new LetterRows(feed, this)),
      m_table(new SparseTable(tr("Dead letters of the failure"), QStringLiteral("dead-letters"), this))
{
    body()->addLayout(makeHead());
    m_hint = new PlainLabel(tr("No letters are listed."), PlainLabel::Look::Dim, this);
    m_hint->setAlignment(Qt::AlignCenter);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_hint);
    body()->addWidget(m_stack, 1);
    m_table->setMinimumHeight(120);
    m_table->setRows(m_rows);
    connect(m_rows, &LetterRows::listed, this, &LetterCard::followList);
    connect(m_rows, &LetterRows::checkedChanged, this, &LetterCard::showTitle);
    connect(m_table, &SparseTable::currentChanged, this, &LetterCard::setCurrent);
    m_table->installEventFilter(this);
    m_table->viewport()->installEventFilter(this);
    connect(m_table, &SparseTable::headerClicked, this, [this](int column) {
        if (column == LetterRows::CheckColumn)
            m_rows->toggle(m_rows->begin(), -1);
    });
    connect(m_table, &SparseTable::activated, this, [this](qint64 position) {
        if (const auto place = m_rows->placeAt(position))
            Q_EMIT activated(*place);
    });
    connect(m_table, &SparseTable::contextMenuRequested, this,
            [this](qint64 position, int, QPoint global) { openMenu(position, global); });
}

LetterCard::~LetterCard()
{
    // The table may be asked about its rows while it goes.
    m_table->setRows(nullptr);
}

bool LetterCard::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Space) {
        if (const auto range = m_table->selection())
            m_rows->toggle(range->first, range->second);
        return true;
    }
    if (watched == m_table->viewport() && event->type() == QEvent::MouseButtonPress) {
        const auto* press = static_cast<QMouseEvent*>(event);
        const QPoint at = press->position().toPoint();
        const SparseWindow::Row* row = m_table->shown().rowAt(at.y());
        const bool box = m_table->header()->logicalIndexAt(at.x()) == LetterRows::CheckColumn;
        if (row && box && press->button() == Qt::LeftButton && !press->modifiers().testFlag(Qt::ShiftModifier))
            m_rows->toggle(row->position, row->position);
    }
    return Card::eventFilter(watched, event);
}

QLayout* LetterCard::makeHead()
{
    auto* head = new QHBoxLayout;
    head->setContentsMargins(11, 6, 8, 4);
    head->setSpacing(4);
    m_title = new PlainLabel({}, PlainLabel::Look::Strong, this);
    m_title->setElide(Qt::ElideMiddle);
    head->addWidget(m_title, 1);
    m_all = linkButton(tr("All failures"), this);
    m_all->hide();
    head->addWidget(m_all);
    m_uncheck = linkButton(tr("Untick all"), this);
    m_uncheck->hide();
    head->addWidget(m_uncheck);
    head->addSpacing(8);
    for (const ActionName& action : actionNames) {
        auto* button = linkButton(tr(action.name), this);
        connect(button, &QPushButton::clicked, this, [this, what = action.action] { Q_EMIT actionRequested(what); });
        m_actions.push_back(button);
        head->addWidget(button);
    }
    connect(m_all, &QPushButton::clicked, this, &LetterCard::allRequested);
    connect(m_uncheck, &QPushButton::clicked, m_rows, &LetterRows::uncheckAll);
    return head;
}

void LetterCard::setGroups(std::vector<std::string> ids, const QString& title, qint64 open)
{
    m_name = title;
    m_open = open;
    m_rows->setGroups(std::move(ids));
    showTitle();
}

void LetterCard::setActions(bool possible, const QString& reason)
{
    m_possible = possible;
    for (QPushButton* button : m_actions) {
        button->setEnabled(possible);
        button->setToolTip(plainToolTip(reason));
    }
}

void LetterCard::showTitle()
{
    const auto ticked = static_cast<qint64>(m_rows->checked().size());
    const qint64 listed = m_rows->count();
    QString text = m_name;
    if (ticked > 0)
        text = countedText(ticked, tr("1 letter ticked"), tr("%1 letters ticked"));
    else if (m_rows->list().cut())
        text += tr(" · the newest %1 letters are listed").arg(countText(listed));
    else if (listed > 0)
        text += countedText(listed, tr(" · 1 letter"), tr(" · %1 letters"));
    if (ticked == 0 && listed > 0 && m_open < listed)
        text += tr(", %1 open").arg(countText(m_open));
    m_title->setText(text);
    m_uncheck->setVisible(ticked > 0);
    m_all->setVisible(ticked == 0 && !m_rows->groups().empty());
    m_stack->setCurrentIndex(listed > 0 || !m_rows->isLoaded() ? 0 : 1);
}

void LetterCard::followList(bool shifted)
{
    showTitle();
    if (m_current && !shifted)
        return;
    if (m_current) {
        const auto position = m_rows->positionOf(*m_current);
        if (!position)
            m_table->clearCurrent();
        else if (m_table->current() != position)
            m_table->setCurrent(*position);
    }
    if (!m_current && m_rows->count() > 0)
        m_table->setCurrent(m_rows->begin());
}

void LetterCard::setCurrent(std::optional<qint64> position)
{
    auto place = position ? m_rows->placeAt(*position) : std::nullopt;
    if (place == m_current)
        return;
    m_current = std::move(place);
    Q_EMIT currentChanged(m_current);
}

void LetterCard::openMenu(qint64 position, QPoint global)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto range = m_table->selection().value_or(std::pair{position, position});
    connect(menu->addAction(tr("Tick or untick")), &QAction::triggered, this,
            [this, range] { m_rows->toggle(range.first, range.second); });
    menu->addSeparator();
    for (const ActionName& action : actionNames) {
        QAction* entry = menu->addAction(tr(action.name));
        entry->setEnabled(m_possible);
        connect(entry, &QAction::triggered, this, [this, range, what = action.action] {
            // A menu on rows is about these rows.
            if (m_rows->checked().empty())
                m_rows->setChecked(range.first, range.second, true);
            Q_EMIT actionRequested(what);
        });
    }
    menu->addSeparator();
    QAction* cell = menu->addAction(tr("Copy cell"));
    cell->setShortcut(QKeySequence::Copy);
    connect(cell, &QAction::triggered, m_table, &SparseTable::copyCell);
    QAction* rows = menu->addAction(tr("Copy rows"));
    rows->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C));
    connect(rows, &QAction::triggered, m_table, &SparseTable::copyRows);
    menu->popup(global);
}

} // namespace weir::ui
