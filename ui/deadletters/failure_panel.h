// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/deadletters/failure_table.h"
#include "ui/deadletters/header_table.h"
#include "ui/widgets/card.h"
#include "ui/widgets/page.h"

#include <optional>

class QPlainTextEdit;
class QPushButton;
class QStackedWidget;

namespace weir::ui {

class DataTable;
class PayloadView;
class PillLabel;
class PlainLabel;
class SegmentedTabs;

/// One dead letter: what failed, where it came from, its bytes, headers and stack trace. GUI thread.
/// Everything in it is foreign text and only ever shown as plain text.
class FailurePanel : public Card
{
    Q_OBJECT
public:
    explicit FailurePanel(PageContext context, QWidget* parent = nullptr);
    ~FailurePanel() override;

    /// nullopt: nothing is selected.
    void setFailure(const std::optional<FailureRow>& row);

private:
    QWidget* makeFacts();
    QWidget* makeTabs();
    void showFacts(const FailureRow& row);
    void openOrigin();
    void sendCopy();

    PageContext m_context;
    std::optional<FailureRow> m_row;
    TableModel<HeaderRow> m_headers;

    PlainLabel* m_hint;
    QWidget* m_content;
    PlainLabel* m_title = nullptr;
    PillLabel* m_convention = nullptr;
    PlainLabel* m_message = nullptr;
    QPushButton* m_origin = nullptr;
    PlainLabel* m_arrow = nullptr;
    PlainLabel* m_here = nullptr;
    PlainLabel* m_facts = nullptr;
    PlainLabel* m_undecodable = nullptr;
    SegmentedTabs* m_tabs = nullptr;
    QStackedWidget* m_stack = nullptr;
    PayloadView* m_value = nullptr;
    PayloadView* m_key = nullptr;
    QPlainTextEdit* m_trace = nullptr;
};

} // namespace weir::ui
