// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/letter_place.h"
#include "core/deadletters/source_record.h"
#include "ui/async/latest_task.h"
#include "ui/deadletters/header_table.h"
#include "ui/widgets/card.h"
#include "ui/widgets/page.h"

#include <QtCore/QTimer>

#include <memory>
#include <optional>

class QPlainTextEdit;
class QPushButton;
class QStackedWidget;

namespace weir::ui {

class HopPath;
class InboxFeed;
class PayloadView;
class PillLabel;
class PlainLabel;
class SegmentedTabs;
class SourceView;
class StateView;

/// One dead letter in full: what failed, the places it went through, its bytes beside those of its source, headers and stack
/// trace. Reads the record, then its source, in the background. GUI thread.
/// Everything in it is foreign text and only ever shown as plain text.
class FailurePanel : public Card
{
    Q_OBJECT
public:
    explicit FailurePanel(InboxFeed& feed, QWidget* parent = nullptr);
    ~FailurePanel() override;

    /// nullopt: nothing is selected.
    void setLetter(const std::optional<LetterPlace>& place);
    [[nodiscard]] const std::optional<LetterPlace>& letter() const { return m_place; }
    /// Record and source were read, or could not be.
    [[nodiscard]] bool isSettled() const { return !m_recordTask.isRunning() && !m_sourceTask.isRunning(); }
    [[nodiscard]] SourceView& source() const { return *m_source; }

Q_SIGNALS:
    void replayWanted(const weir::LetterPlace& place, bool edit);

private:
    struct Letter {
        std::shared_ptr<const Record> record;
        FailureReport report;
    };
    QWidget* makeFacts();
    QWidget* makeTabs();
    QWidget* makeActions();
    void read();
    void showLetter(Letter letter);
    void showFacts();
    void readSource();
    void sendLikeThis();

    InboxFeed& m_feed;
    std::optional<LetterPlace> m_place;
    Letter m_letter;
    TableModel<HeaderRow> m_headers;
    QTimer m_patience; ///< a quick answer needs no "reading…"

    StateView* m_view = nullptr;
    QWidget* m_content = nullptr;
    PlainLabel* m_title = nullptr;
    PillLabel* m_convention = nullptr;
    PlainLabel* m_message = nullptr;
    HopPath* m_path = nullptr;
    PlainLabel* m_facts = nullptr;
    PlainLabel* m_undecodable = nullptr;
    SegmentedTabs* m_tabs = nullptr;
    QStackedWidget* m_stack = nullptr;
    SourceView* m_source = nullptr;
    PayloadView* m_key = nullptr;
    QPlainTextEdit* m_trace = nullptr;
    QPushButton* m_plan = nullptr;
    QPushButton* m_edit = nullptr;
    LatestTask m_recordTask;
    LatestTask m_sourceTask;
};

} // namespace weir::ui
