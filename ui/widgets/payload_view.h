// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "ui/async/latest_task.h"

#include <QtWidgets/QWidget>

#include <functional>
#include <string>

class QButtonGroup;
class QPlainTextEdit;
class QPushButton;

namespace weir::ui {

class Chip;
class JsonHighlighter;
class PlainLabel;

enum class PayloadForm { Pretty, Text, Hex };

/// What a formatter made of bytes. `form` says what it is in fact: Text when Pretty was asked for bytes that are no JSON.
struct PayloadText {
    std::string text; ///< UTF-8, several lines allowed
    PayloadForm form = PayloadForm::Text;
    bool json = false; ///< colour it as JSON
    bool cut = false;  ///< only the first `limit` bytes are in it
};

/// Turns at most `limit` bytes into text; called on the pool, must be a pure function (core/records has them).
using PayloadFormatter =
    std::function<PayloadText(std::string_view bytes, PayloadForm form, std::size_t limit, std::stop_token stop)>;

/// Read-only view of a key or value: Pretty, Text, Hex. Formats in a worker, breaks lines above 4 kB, shows the first 64 KiB
/// until "Show all" is asked. NULL and empty are said in words. Text stays plain. GUI thread.
class PayloadView : public QWidget
{
    Q_OBJECT
public:
    static constexpr std::size_t firstBytes = 64 * 1024;

    PayloadView(const QString& name, std::shared_ptr<TaskPool> tasks, PayloadFormatter formatter,
                QWidget* parent = nullptr);

    void setPayload(OptionalBytes bytes);
    /// Nothing is selected: empty text, chips disabled.
    void clear();
    /// What is shown, for tests and for copying.
    [[nodiscard]] QString shownText() const;
    [[nodiscard]] PayloadForm form() const;
    void setForm(PayloadForm form);

protected:
    void changeEvent(QEvent* event) override;

private:
    void format();
    void showText(const PayloadText& text);
    void say(const QString& words);

    std::shared_ptr<TaskPool> m_tasks;
    PayloadFormatter m_formatter;
    std::shared_ptr<const Bytes> m_bytes;
    std::size_t m_limit = firstBytes;
    QButtonGroup* m_forms;
    PlainLabel* m_note;
    QPushButton* m_all;
    QPushButton* m_copy;
    QPlainTextEdit* m_text;
    JsonHighlighter* m_highlighter = nullptr;
    LatestTask m_task;
};

} // namespace weir::ui
