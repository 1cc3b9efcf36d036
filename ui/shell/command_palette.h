// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>
#include <QtWidgets/QFrame>

#include <functional>
#include <vector>

class QLineEdit;
class QListView;

namespace weir::ui {

class CommandList;

/// Something the palette can do: a page, a topic, a group, an action.
struct Command {
    QString text;
    QString category; ///< dim, on the right: "Topic", "Page"
    QString shortcut; ///< shown, not bound
    std::function<void()> run;
};

/// Ctrl+K: type a few letters, Enter runs the best match. Lies over the window, never a window of its own; Escape or a
/// click elsewhere closes it. GUI thread.
class CommandPalette : public QFrame
{
    Q_OBJECT
public:
    explicit CommandPalette(QWidget* window);

    /// Opens with these commands, empty text, keyboard in the field.
    void open(std::vector<Command> commands);
    /// Replaces the commands while open, keeping the text (names that arrived meanwhile).
    void setCommands(std::vector<Command> commands);
    [[nodiscard]] int shownCommands() const;

    static constexpr int mostShown = 50;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void runCurrent();
    void moveCurrent(int rows);
    void place();
    QLineEdit* m_field;
    QListView* m_view;
    CommandList* m_list;
};

} // namespace weir::ui
