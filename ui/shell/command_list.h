// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/command_palette.h"

#include <QtCore/QAbstractListModel>

namespace weir::ui {

/// The commands that match the palette's text, best first, at most CommandPalette::mostShown. GUI thread.
class CommandList : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role { CategoryRole = Qt::UserRole + 1, ShortcutRole, PositionsRole };

    using QAbstractListModel::QAbstractListModel;

    void setCommands(std::vector<Command> commands);
    void setPattern(const QString& pattern);
    [[nodiscard]] const Command& at(int row) const { return m_commands[m_shown[static_cast<std::size_t>(row)].command]; }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

private:
    struct Shown {
        std::size_t command;
        int score;
        QList<int> positions;
    };
    void match();

    std::vector<Command> m_commands;
    std::vector<Shown> m_shown;
    QString m_pattern;
};

} // namespace weir::ui
