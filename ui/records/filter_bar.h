// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/filter.h"
#include "ui/records/filter_history.h"

#include <QtCore/QTimer>
#include <QtWidgets/QWidget>

#include <string>
#include <vector>

class QMenu;
class QPushButton;

namespace weir::ui {

class FilterInput;
class PillLabel;
class PlainLabel;

/// Where a filter is typed: its state while typing, what may stand at the cursor, earlier and saved filters, help, and the
/// Search button. Enter searches, Escape stops a search or clears. Knows nothing about searching. GUI thread.
class FilterBar : public QWidget
{
    Q_OBJECT
public:
    enum class State { Empty, Valid, Incomplete, Wrong };

    /// `profile` is the connection whose earlier filters are offered.
    explicit FilterBar(const QString& profile, QWidget* parent = nullptr);

    [[nodiscard]] QString text() const;
    /// Emits nothing.
    void setText(const QString& text);
    /// Adds a term ("filter for this value") to what is typed; what is no filter yet is replaced. Emits nothing.
    void addTerm(const QString& term);
    /// Paths ("value.data.amount") and header names that occurred, most frequent first.
    void setSeenFields(std::vector<std::string> paths, std::vector<std::string> headers);
    /// While a search runs, Search is Stop.
    void setBusy(bool busy);
    [[nodiscard]] State state() const { return m_state; }
    /// Moves the focus into the field and selects what is there.
    void focusInput();
    [[nodiscard]] FilterInput* input() const { return m_input; }

Q_SIGNALS:
    /// The text is a filter; empty text asks for nothing and is never emitted.
    void searchRequested(const QString& text);
    /// The person emptied the field.
    void cleared();
    void stopRequested();
    /// The state or the text changed.
    void stateChanged();

private:
    void buildButtons();
    void parse();
    void showState();
    void showSentence();
    void search();
    void escape();
    void fillMenu();
    void openSaved();
    void openHelp();

    FilterHistory m_history;
    FilterInput* m_input;
    PillLabel* m_pill;
    QPushButton* m_filters = nullptr;
    QPushButton* m_help = nullptr;
    QPushButton* m_search = nullptr;
    QMenu* m_menu = nullptr;
    PlainLabel* m_sentence;
    State m_state = State::Empty;
    QString m_message; ///< what is wrong, one sentence
    bool m_busy = false;
    QTimer m_pause;
};

} // namespace weir::ui
