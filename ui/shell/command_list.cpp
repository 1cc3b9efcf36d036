// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/command_list.h"

#include "ui/shell/fuzzy_match.h"

#include <algorithm>

namespace weir::ui {

void CommandList::setCommands(std::vector<Command> commands)
{
    beginResetModel();
    m_commands = std::move(commands);
    match();
    endResetModel();
}

void CommandList::setPattern(const QString& pattern)
{
    beginResetModel();
    m_pattern = pattern;
    match();
    endResetModel();
}

void CommandList::match()
{
    m_shown.clear();
    for (std::size_t i = 0; i < m_commands.size(); ++i) {
        if (auto found = fuzzyMatch(m_pattern, m_commands[i].text))
            m_shown.push_back({i, found->score, QList<int>(found->positions.begin(), found->positions.end())});
    }
    // Stable: with equal scores pages stay before topics, as they were given.
    std::stable_sort(m_shown.begin(), m_shown.end(), [](const Shown& a, const Shown& b) { return a.score > b.score; });
    if (m_shown.size() > CommandPalette::mostShown)
        m_shown.resize(CommandPalette::mostShown);
}

int CommandList::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

QVariant CommandList::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Command& command = at(index.row());
    switch (role) {
    case Qt::DisplayRole: return command.text;
    case Qt::AccessibleTextRole: return QStringLiteral("%1, %2").arg(command.text, command.category);
    case CategoryRole: return command.category;
    case ShortcutRole: return command.shortcut;
    case PositionsRole: return QVariant::fromValue(m_shown[static_cast<std::size_t>(index.row())].positions);
    default: return {};
    }
}

} // namespace weir::ui
