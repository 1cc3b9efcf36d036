// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/replay_options.h"

#include <QtWidgets/QWidget>

#include <optional>

namespace weir::ui {

class LetterEditor;
class OperationList;
class PlainLabel;

/// What is changed before records are replayed: for a single letter its key, value and headers, and field operations for
/// all of them. GUI thread.
class EditPanel : public QWidget
{
    Q_OBJECT
public:
    /// `single`: exactly one letter was chosen; its editor waits for setLetter().
    EditPanel(const ReplayOptions& from, bool single, QWidget* parent = nullptr);

    [[nodiscard]] bool wantsLetter() const { return m_editor && !m_place; }
    void setLetter(const LetterPlace& place, const Record& letter);
    /// Puts the edit into the options; InvalidInput says what is wrong with it.
    [[nodiscard]] Result<void> apply(ReplayOptions& options) const;
    /// Changes in force, for the tab: operations and replaced parts.
    [[nodiscard]] int count() const;

Q_SIGNALS:
    void changed();

private:
    RecordEdit m_rest; ///< whole replacements for all, which are not offered here
    OperationList* m_operations;
    LetterEditor* m_editor = nullptr;
    PlainLabel* m_waiting = nullptr;
    std::optional<LetterPlace> m_place;
};

} // namespace weir::ui
