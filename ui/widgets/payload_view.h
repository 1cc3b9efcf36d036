// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/payload_form.h"
#include "ui/async/latest_task.h"

#include <QtCore/QStringList>
#include <QtWidgets/QWidget>

#include <functional>
#include <vector>

class QButtonGroup;
class QHBoxLayout;
class QPlainTextEdit;
class QPushButton;
class QStackedLayout;

namespace weir::ui {

class HexView;
class JsonHighlighter;
class PlainLabel;
class TextFiller;

/// A further way to look at a payload, shown in the place of the text. It is given the bytes when it is looked at. GUI thread.
class PayloadPane : public QWidget
{
    Q_OBJECT
public:
    using QWidget::QWidget;
    virtual void setPayload(std::shared_ptr<const Bytes> bytes) = 0;
    virtual void clear() = 0;
    /// What "Copy" takes.
    [[nodiscard]] virtual QString copyableText() const = 0;
};

/// What a word of a payload may mean, one plain line each. `number`: it was written without quotes.
using PayloadExplainer = std::function<QStringList(const QString& word, bool number)>;

/// Read-only view of a key or value: Pretty, Tree (when there is one), Text, Raw, Hex. Formats in a worker, breaks lines above
/// 4 kB, shows the first 64 KiB until "Show all" is asked; hexadecimal is complete at once. NULL and empty are said in words.
/// What the word under the mouse or the cursor may mean is said in a tooltip and in a line below. Text stays plain. GUI thread.
class PayloadView : public QWidget
{
    Q_OBJECT
public:
    static constexpr std::size_t firstBytes = 64 * 1024;

    PayloadView(const QString& name, std::shared_ptr<TaskPool> tasks, PayloadFormatter formatter,
                QWidget* parent = nullptr);

    /// Takes the pane and shows a chip "Tree" for it.
    void setTree(PayloadPane* pane);
    void setExplainer(PayloadExplainer explainer) { m_explainer = std::move(explainer); }

    void setPayload(OptionalBytes bytes);
    /// The same without a copy; nullptr is NULL.
    void setPayload(std::shared_ptr<const Bytes> bytes);
    /// Nothing is selected: empty text, chips disabled.
    void clear();
    /// What is shown, for tests.
    [[nodiscard]] QString shownText() const;
    /// The line of size, format and what is missing.
    [[nodiscard]] QString note() const;
    [[nodiscard]] QString hint() const;
    [[nodiscard]] PayloadForm form() const;
    void setForm(PayloadForm form);
    [[nodiscard]] HexView* hexView() const { return m_hex; }

Q_SIGNALS:
    void formChanged(weir::PayloadForm form);

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Prepared {
        PayloadText text;
        std::vector<QString> pieces;
    };
    void addForm(const QString& name, PayloadForm form, int at = -1);
    void buildLayout();
    void format();
    void formatText();
    void showHex(std::shared_ptr<const Bytes> bytes);
    void showText(Prepared prepared);
    void showNote(const PayloadText& text);
    void say(const QString& words);
    void copyShown();
    /// What may be said about the word at that place of the text.
    [[nodiscard]] QStringList hintsAt(const class QTextCursor& place) const;
    void showHint();

    std::shared_ptr<TaskPool> m_tasks;
    PayloadFormatter m_formatter;
    PayloadExplainer m_explainer;
    std::shared_ptr<const Bytes> m_bytes;
    std::size_t m_limit = firstBytes;
    std::string m_shown; ///< without the line breaks that only the layout needs
    bool m_json = false;
    QButtonGroup* m_forms;
    QHBoxLayout* m_chips;
    PlainLabel* m_note;
    QPushButton* m_all;
    QPushButton* m_copy;
    QStackedLayout* m_stack;
    QPlainTextEdit* m_text;
    TextFiller* m_filler;
    HexView* m_hex;
    PayloadPane* m_tree = nullptr;
    PlainLabel* m_hint;
    JsonHighlighter* m_highlighter = nullptr;
    LatestTask m_task;
};

} // namespace weir::ui
