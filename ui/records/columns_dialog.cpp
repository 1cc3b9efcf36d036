// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/columns_dialog.h"

#include "ui/records/column_choice.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtGui/QKeyEvent>
#include <QtWidgets/QAbstractItemView>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QCompleter>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QListWidget>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStyle>

namespace weir::ui {
namespace {

constexpr int columnRole = Qt::UserRole;

} // namespace

ColumnsDialog::ColumnsDialog(const QString& topic, const QStringList& suggestions, QWidget* parent)
    : QDialog(parent), m_topic(topic)
{
    setWindowTitle(tr("Columns"));
    resize(560, 520);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 18, 20, 16);
    layout->setSpacing(12);
    layout->addWidget(new PlainLabel(windowTitle(), PlainLabel::Look::Title, this));
    auto* of = new PlainLabel(tr("Of %1; remembered for this topic.").arg(displayText(std::string_view(topic.toStdString()), 249)),
                              PlainLabel::Look::Dim, this);
    of->setElide(Qt::ElideMiddle);
    layout->addWidget(of);
    layout->addWidget(buildList(), 1);
    layout->addWidget(buildAdd(suggestions));
    m_sentence = new PlainLabel({}, PlainLabel::Look::Caption, this);
    layout->addWidget(m_sentence);
    layout->addWidget(buildButtons());
    show(columnsOf(topic));
    check();
}

QWidget* ColumnsDialog::buildList()
{
    auto* box = new QWidget(this);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    m_list = new QListWidget(box);
    m_list->setAccessibleName(tr("Columns in their order"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setDragDropMode(QAbstractItemView::InternalMove);
    m_list->setDefaultDropAction(Qt::MoveAction);
    m_list->installEventFilter(this);
    auto* card = new Card(Card::Padding::None, box);
    card->body()->addWidget(m_list);
    row->addWidget(card, 1);
    auto* buttons = new QVBoxLayout;
    buttons->setSpacing(8);
    m_up = plainButton(tr("Move &up"), box);
    m_down = plainButton(tr("Move &down"), box);
    m_remove = plainButton(tr("&Remove"), box);
    auto* usual = plainButton(tr("Usual ones"), box);
    m_up->setToolTip(tr("Alt+Up"));
    m_down->setToolTip(tr("Alt+Down"));
    for (QPushButton* button : {m_up, m_down, m_remove})
        buttons->addWidget(button);
    buttons->addStretch(1);
    buttons->addWidget(usual);
    row->addLayout(buttons);
    connect(m_up, &QPushButton::clicked, this, [this] { move(-1); });
    connect(m_down, &QPushButton::clicked, this, [this] { move(1); });
    connect(m_remove, &QPushButton::clicked, this, &ColumnsDialog::removeCurrent);
    connect(usual, &QPushButton::clicked, this, [this] {
        show(usualColumns());
        check();
    });
    connect(m_list, &QListWidget::currentRowChanged, this, &ColumnsDialog::check);
    connect(m_list, &QListWidget::itemChanged, this, &ColumnsDialog::check);
    return box;
}

QWidget* ColumnsDialog::buildAdd(const QStringList& suggestions)
{
    auto* box = new QWidget(this);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_path = new QLineEdit(box);
    m_path->setFont(Theme::monoFont());
    m_path->setAccessibleName(tr("Path or header of a new column"));
    m_path->setPlaceholderText(tr("value.data.amount or header[\"source\"]"));
    auto* completer = new QCompleter(suggestions, m_path);
    completer->setFilterMode(Qt::MatchContains);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->popup()->setAccessibleName(tr("Fields that occurred"));
    completer->popup()->setFont(Theme::monoFont());
    m_path->setCompleter(completer);
    m_add = plainButton(tr("&Add"), box);
    row->addWidget(m_path, 1);
    row->addWidget(m_add);
    connect(m_path, &QLineEdit::textChanged, this, &ColumnsDialog::check);
    connect(m_path, &QLineEdit::returnPressed, this, &ColumnsDialog::addTyped);
    connect(m_add, &QPushButton::clicked, this, &ColumnsDialog::addTyped);
    return box;
}

QWidget* ColumnsDialog::buildButtons()
{
    auto* box = new QWidget(this);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    auto* cancel = plainButton(tr("Cancel"), box);
    m_apply = primaryButton(tr("Apply"), box);
    row->addStretch(1);
    row->addWidget(cancel);
    row->addWidget(m_apply);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_apply, &QPushButton::clicked, this, &ColumnsDialog::apply);
    return box;
}

void ColumnsDialog::show(const QStringList& columns)
{
    m_list->clear();
    for (const QString& column : columns)
        addItem(column, true);
    for (const QString& column : offeredColumns()) {
        if (!columns.contains(column))
            addItem(column, false);
    }
    m_list->setCurrentRow(0);
}

QListWidgetItem* ColumnsDialog::addItem(const QString& column, bool ticked)
{
    const QString title = columnTitle(column);
    auto* item = new QListWidgetItem(title);
    item->setData(columnRole, column);
    item->setToolTip(plainToolTip(column));
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable | Qt::ItemIsDragEnabled);
    item->setCheckState(ticked ? Qt::Checked : Qt::Unchecked);
    if (!offeredColumns().contains(column))
        item->setFont(Theme::monoFont());
    item->setSizeHint({0, Theme::rowHeight});
    m_list->addItem(item);
    return item;
}

QStringList ColumnsDialog::columns() const
{
    QStringList columns;
    for (int i = 0; i < m_list->count(); ++i) {
        if (m_list->item(i)->checkState() == Qt::Checked)
            columns << m_list->item(i)->data(columnRole).toString();
    }
    return columns;
}

void ColumnsDialog::addTyped()
{
    const QString column = readColumn(m_path->text());
    if (column.isEmpty())
        return check();
    for (int i = 0; i < m_list->count(); ++i) {
        if (m_list->item(i)->data(columnRole).toString() != column)
            continue;
        m_list->item(i)->setCheckState(Qt::Checked);
        m_list->setCurrentRow(i);
        m_path->clear();
        return;
    }
    m_list->setCurrentItem(addItem(column, true));
    m_path->clear();
}

void ColumnsDialog::move(int by)
{
    const int from = m_list->currentRow();
    const int to = from + by;
    if (from < 0 || to < 0 || to >= m_list->count())
        return;
    m_list->insertItem(to, m_list->takeItem(from));
    m_list->setCurrentRow(to);
}

void ColumnsDialog::removeCurrent()
{
    const auto* item = m_list->currentItem();
    if (item && !offeredColumns().contains(item->data(columnRole).toString()))
        delete m_list->takeItem(m_list->currentRow());
    check();
}

bool ColumnsDialog::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_list && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->modifiers() == Qt::AltModifier && (key->key() == Qt::Key_Up || key->key() == Qt::Key_Down)) {
            move(key->key() == Qt::Key_Up ? -1 : 1);
            return true;
        }
        if (key->key() == Qt::Key_Delete) {
            removeCurrent();
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

void ColumnsDialog::check()
{
    // Built from top to bottom; the first changes come before everything is there.
    if (!m_apply)
        return;
    const int row = m_list->currentRow();
    m_up->setEnabled(row > 0);
    m_down->setEnabled(row >= 0 && row + 1 < m_list->count());
    m_remove->setEnabled(row >= 0 && !offeredColumns().contains(m_list->item(row)->data(columnRole).toString()));
    QString problem;
    const bool typed = !m_path->text().trimmed().isEmpty();
    const bool good = typed && !readColumn(m_path->text(), &problem).isEmpty();
    m_add->setEnabled(good);
    const QString look = typed ? (good ? QStringLiteral("valid") : QStringLiteral("invalid")) : QString();
    if (m_path->property("look").toString() != look) {
        m_path->setProperty("look", look);
        m_path->style()->unpolish(m_path);
        m_path->style()->polish(m_path);
    }
    const bool none = columns().isEmpty();
    m_apply->setEnabled(!none);
    const bool bad = none || !problem.isEmpty();
    m_sentence->setTone(bad ? Tone::Bad : Tone::Neutral);
    m_sentence->setText(none ? tr("At least one column is needed.")
                        : !problem.isEmpty() ? problem
                                             : tr("A tick shows a column; drag or Alt+Up and Alt+Down order them."));
}

void ColumnsDialog::apply()
{
    const QStringList chosenColumns = columns();
    if (chosenColumns.isEmpty())
        return;
    setColumnsOf(m_topic, chosenColumns);
    accept();
    Q_EMIT chosen(chosenColumns);
}

} // namespace weir::ui
