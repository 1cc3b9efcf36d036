// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/saved_filters_dialog.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/table_header.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QTableWidget>

namespace weir::ui {
namespace {

enum Column { Name, Text };
constexpr int longestName = 80;

} // namespace

SavedFiltersDialog::SavedFiltersDialog(const FilterHistory& history, const QString& text, QWidget* parent)
    : QDialog(parent), m_history(history), m_text(text.trimmed()), m_notice(new NoticeBar(this))
{
    setWindowTitle(tr("Saved filters"));
    resize(640, 420);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 18, 20, 16);
    layout->setSpacing(12);
    layout->addWidget(new PlainLabel(windowTitle(), PlainLabel::Look::Title, this));
    if (!m_text.isEmpty())
        layout->addWidget(buildSave());
    buildTable();
    auto* card = new Card(Card::Padding::None, this);
    card->body()->addWidget(m_table);
    layout->addWidget(card, 1);
    m_empty = new PlainLabel(tr("Nothing is saved yet. Type a filter, then save it under a name."), PlainLabel::Look::Dim, this);
    layout->addWidget(m_empty);
    layout->addWidget(m_notice);
    m_notice->hide();
    layout->addWidget(buildButtons());
    connect(m_notice, &NoticeBar::actionRequested, this, &SavedFiltersDialog::undo);
    showRows();
    if (m_name)
        m_name->setFocus();
}

QWidget* SavedFiltersDialog::buildSave()
{
    auto* box = new QWidget(this);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    auto* filter = new PlainLabel(m_text, PlainLabel::Look::Mono, box);
    filter->setElide(Qt::ElideRight);
    column->addWidget(filter);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    m_name = new QLineEdit(box);
    m_name->setAccessibleName(tr("Name of the filter"));
    m_name->setPlaceholderText(tr("Name, for example: failed payments"));
    m_name->setMaxLength(longestName);
    m_save = primaryButton(tr("Save"), box);
    row->addWidget(m_name, 1);
    row->addWidget(m_save);
    column->addLayout(row);
    connect(m_name, &QLineEdit::textChanged, this, &SavedFiltersDialog::updateButtons);
    connect(m_name, &QLineEdit::returnPressed, this, &SavedFiltersDialog::save);
    connect(m_save, &QPushButton::clicked, this, &SavedFiltersDialog::save);
    return box;
}

void SavedFiltersDialog::buildTable()
{
    m_table = new QTableWidget(0, 2, this);
    m_table->setAccessibleName(tr("Saved filters"));
    m_table->setHorizontalHeader(new TableHeader(m_table));
    m_table->setHorizontalHeaderLabels({tr("Name"), tr("Filter")});
    m_table->horizontalHeader()->setSectionResizeMode(Text, QHeaderView::Stretch);
    m_table->setColumnWidth(Name, 190);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(Theme::rowHeight);
    m_table->setShowGrid(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::EditKeyPressed);
    m_table->setTabKeyNavigation(false);
    connect(m_table, &QTableWidget::cellChanged, this, [this](int row, int column) {
        if (!m_filling && column == Name)
            rename(row);
    });
    connect(m_table, &QTableWidget::itemSelectionChanged, this, &SavedFiltersDialog::updateButtons);
    connect(m_table, &QTableWidget::cellDoubleClicked, this, &SavedFiltersDialog::use);
}

QWidget* SavedFiltersDialog::buildButtons()
{
    auto* buttons = new QWidget(this);
    auto* row = new QHBoxLayout(buttons);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_use = plainButton(tr("&Use"), buttons);
    m_rename = plainButton(tr("&Rename"), buttons);
    m_delete = plainButton(tr("&Delete"), buttons);
    auto* close = plainButton(tr("Close"), buttons);
    row->addWidget(m_use);
    row->addWidget(m_rename);
    row->addWidget(m_delete);
    row->addStretch(1);
    row->addWidget(close);
    connect(m_use, &QPushButton::clicked, this, &SavedFiltersDialog::use);
    connect(m_rename, &QPushButton::clicked, this, [this] {
        if (this->row() >= 0)
            m_table->editItem(m_table->item(this->row(), Name));
    });
    connect(m_delete, &QPushButton::clicked, this, &SavedFiltersDialog::remove);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    return buttons;
}

int SavedFiltersDialog::row() const
{
    const auto selected = m_table->selectionModel()->selectedRows();
    return selected.isEmpty() ? -1 : selected.front().row();
}

void SavedFiltersDialog::showRows(const QString& select)
{
    m_rows = m_history.saved();
    m_filling = true;
    m_table->setRowCount(static_cast<int>(m_rows.size()));
    for (int i = 0; i < m_table->rowCount(); ++i) {
        const SavedFilter& one = m_rows[static_cast<std::size_t>(i)];
        m_table->setItem(i, Name, new QTableWidgetItem(one.name));
        auto* text = new QTableWidgetItem(one.text);
        text->setFlags(Qt::ItemIsSelectable | Qt::ItemIsEnabled);
        text->setFont(Theme::monoFont());
        text->setToolTip(plainToolTip(one.text));
        m_table->setItem(i, Text, text);
        if (one.name == select)
            m_table->setCurrentCell(i, Name);
    }
    m_filling = false;
    m_empty->setVisible(m_rows.empty());
    updateButtons();
}

void SavedFiltersDialog::save()
{
    if (!m_save->isEnabled())
        return;
    const QString name = m_name->text().trimmed();
    m_history.save(name, m_text);
    m_notice->hide();
    m_name->clear();
    showRows(name);
}

void SavedFiltersDialog::rename(int row)
{
    const QString before = m_rows[static_cast<std::size_t>(row)].name;
    const QString after = m_table->item(row, Name)->text().trimmed().left(longestName);
    const bool done = after == before || m_history.rename(before, after);
    if (!done) {
        m_deleted.reset();
        m_notice->setNotice(Tone::Warning,
                            after.isEmpty() ? tr("A filter needs a name.") : tr("There is another filter with the name \"%1\".").arg(after), {}, {});
        m_notice->show();
    }
    // The cell is still being closed by its editor; filling the table again would pull it away.
    m_rows = m_history.saved();
    m_filling = true;
    m_table->item(row, Name)->setText(m_rows[static_cast<std::size_t>(row)].name);
    m_filling = false;
}

void SavedFiltersDialog::remove()
{
    const int chosen = row();
    if (chosen < 0)
        return;
    const SavedFilter filter = m_rows[static_cast<std::size_t>(chosen)];
    m_deleted = {m_history.remove(filter.name), filter};
    m_notice->setNotice(Tone::Accent, tr("\"%1\" was deleted.").arg(filter.name), tr("Undo"), {});
    m_notice->show();
    showRows();
}

void SavedFiltersDialog::undo()
{
    if (!m_deleted)
        return;
    m_history.insert(m_deleted->first, m_deleted->second);
    const QString name = m_deleted->second.name;
    m_deleted.reset();
    m_notice->hide();
    showRows(name);
}

void SavedFiltersDialog::use()
{
    const int picked = row();
    if (picked < 0)
        return;
    const QString text = m_rows[static_cast<std::size_t>(picked)].text;
    accept();
    Q_EMIT chosen(text);
}

void SavedFiltersDialog::updateButtons()
{
    for (QPushButton* button : {m_use, m_rename, m_delete}) {
        if (button)
            button->setEnabled(row() >= 0);
    }
    if (!m_save)
        return;
    const QString name = m_name->text().trimmed();
    m_save->setEnabled(!name.isEmpty());
    const bool taken = std::ranges::any_of(m_rows, [&](const SavedFilter& one) { return one.name == name; });
    m_save->setText(taken ? tr("Replace") : tr("Save"));
    m_save->setAccessibleName(m_save->text());
}

} // namespace weir::ui
