// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/edit_panel.h"

#include "ui/deadletters/letter_editor.h"
#include "ui/deadletters/operation_list.h"
#include "ui/widgets/plain_label.h"

#include <QtWidgets/QBoxLayout>

namespace weir::ui {

EditPanel::EditPanel(const ReplayOptions& from, bool single, QWidget* parent)
    : QWidget(parent), m_rest(from.edit), m_operations(new OperationList(this))
{
    m_rest.operations.clear();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(10);
    if (single) {
        m_waiting = new PlainLabel(tr("The letter can be edited here when the plan has read it."), PlainLabel::Look::Dim, this);
        m_waiting->setWordWrap(true);
        m_editor = new LetterEditor(this);
        m_editor->hide();
        layout->addWidget(m_waiting);
        layout->addWidget(m_editor);
        connect(m_editor, &LetterEditor::changed, this, &EditPanel::changed);
    }
    layout->addWidget(new PlainLabel(single ? tr("Field operations") : tr("The same change to every record"),
                                     PlainLabel::Look::Strong, this));
    layout->addWidget(m_operations);
    layout->addStretch(1);
    m_operations->setOperations(from.edit.operations);
    connect(m_operations, &OperationList::changed, this, &EditPanel::changed);
}

void EditPanel::setLetter(const LetterPlace& place, const Record& letter)
{
    if (!wantsLetter())
        return;
    m_place = place;
    m_editor->setLetter(letter);
    m_waiting->hide();
    m_editor->show();
}

Result<void> EditPanel::apply(ReplayOptions& options) const
{
    auto operations = m_operations->operations();
    if (!operations)
        return fail(std::move(operations.error()));
    options.edit = m_rest;
    options.edit.operations = std::move(*operations);
    if (!m_place)
        return {};
    auto own = m_editor->edit();
    if (!own)
        return fail(std::move(own.error()));
    // An untouched editor leaves an edit that came with the options.
    if (!own->empty())
        options.edits.insert_or_assign(*m_place, std::move(*own));
    return {};
}

int EditPanel::count() const
{
    const auto operations = m_operations->operations();
    int count = operations ? static_cast<int>(operations->size()) : m_operations->count();
    if (m_place)
        if (const auto own = m_editor->edit())
            count += own->key.has_value() + own->value.has_value() + own->headers.has_value();
    return count;
}

} // namespace weir::ui
