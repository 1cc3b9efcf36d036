// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/template_list_model.h"

#include "ui/widgets/plain_text.h"

#include <algorithm>

namespace weir::ui {

void TemplateListModel::setTemplates(const std::vector<LibraryTemplate>& templates, const QString& own)
{
    m_templates = templates;
    m_own = own;
    // The person's own first; the order inside is that of the folder.
    std::ranges::stable_sort(m_templates, [](const LibraryTemplate& a, const LibraryTemplate& b) { return !a.shipped && b.shipped; });
    rebuild();
}

void TemplateListModel::setFilter(const QString& text)
{
    const QStringList words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    if (words == m_words)
        return; // a rebuilt list has no current row any more
    m_words = words;
    rebuild();
}

bool TemplateListModel::passes(const LibraryTemplate& one) const
{
    const EventTemplate& value = one.value;
    const QString all = QString::fromStdString(value.name + ' ' + value.folder + ' ' + value.eventType + ' ' + value.topic + ' ' + value.about);
    return std::ranges::all_of(m_words, [&](const QString& word) { return all.contains(word, Qt::CaseInsensitive); });
}

QString TemplateListModel::headingOf(const LibraryTemplate& one) const
{
    const QString place = one.shipped ? tr("Come with Weir") : m_own;
    return one.value.folder.empty() ? place : QStringLiteral("%1 · %2").arg(place, displayText(std::string_view(one.value.folder), 200));
}

void TemplateListModel::rebuild()
{
    beginResetModel();
    m_rows.clear();
    QString heading;
    for (std::size_t at = 0; at < m_templates.size(); ++at) {
        if (!passes(m_templates[at]))
            continue;
        if (const QString its = headingOf(m_templates[at]); its != heading) {
            heading = its;
            m_rows.push_back({heading, 0});
        }
        m_rows.push_back({{}, at});
    }
    endResetModel();
}

int TemplateListModel::templateCount() const
{
    return static_cast<int>(std::ranges::count_if(m_rows, [](const Row& row) { return row.heading.isEmpty(); }));
}

const LibraryTemplate* TemplateListModel::at(const QModelIndex& index) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return nullptr;
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    return row.heading.isEmpty() ? &m_templates[row.at] : nullptr;
}

QModelIndex TemplateListModel::firstTemplate() const
{
    for (int row = 0; row < rowCount(); ++row) {
        if (at(index(row)))
            return index(row);
    }
    return {};
}

int TemplateListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant TemplateListModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const LibraryTemplate* one = at(index);
    if (!one) {
        const QString& heading = m_rows[static_cast<std::size_t>(index.row())].heading;
        return role == Qt::DisplayRole ? QVariant(heading) : role == StrongRole ? QVariant(true) : QVariant();
    }
    const EventTemplate& value = one->value;
    switch (role) {
    case Qt::DisplayRole: return displayText(std::string_view(value.name), 200);
    case SubTextRole: return displayText(std::string_view(value.about), 300);
    case Qt::ToolTipRole: return plainToolTip(displayText(std::string_view(value.about), 300));
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1, %2. %3").arg(displayText(std::string_view(value.name), 200), headingOf(*one), displayText(std::string_view(value.about), 300));
    default: return {};
    }
}

Qt::ItemFlags TemplateListModel::flags(const QModelIndex& index) const
{
    return at(index) ? Qt::ItemIsEnabled | Qt::ItemIsSelectable : Qt::NoItemFlags;
}

} // namespace weir::ui
