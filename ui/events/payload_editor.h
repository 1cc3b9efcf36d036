// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/events/input_bytes.h"

#include <QtWidgets/QWidget>

#include <vector>

class QComboBox;
class QHBoxLayout;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace weir::ui {

class JsonHighlighter;
class PillLabel;
class PlainLabel;

/// A key or a value being written: its type, its text, whether that is valid, and how many bytes it makes. GUI thread.
/// A single line for keys, an editor for values. Nothing is changed behind the person's back: Format is a button.
class PayloadEditor : public QWidget
{
    Q_OBJECT
public:
    enum class Lines { One, Many };

    /// `types`: what can be chosen; with one type the choice is not shown.
    PayloadEditor(const QString& caption, Lines lines, const std::vector<InputType>& types, QWidget* parent = nullptr);

    void setInput(InputType type, const QString& text);
    /// Shows bytes for editing, or offers them unchanged where an editor would change them.
    void setBytes(const OptionalBytes& bytes);
    void setPlaceholder(const QString& text);
    [[nodiscard]] InputType type() const;
    [[nodiscard]] QString text() const;
    /// The bytes it makes now, or why it makes none.
    [[nodiscard]] const Result<OptionalBytes>& bytes() const { return m_bytes; }

Q_SIGNALS:
    void changed();

protected:
    void changeEvent(QEvent* event) override;

private:
    void makeHead(const QString& caption, const std::vector<InputType>& types);
    void makeField(const QString& caption, Lines lines);
    void setTypeChoice(InputType type);
    void evaluate();
    void format();

    QHBoxLayout* m_head = nullptr;
    QComboBox* m_type = nullptr;
    PillLabel* m_valid = nullptr;
    PlainLabel* m_size = nullptr;
    QPushButton* m_format = nullptr;
    QLineEdit* m_line = nullptr;
    QPlainTextEdit* m_editor = nullptr;
    JsonHighlighter* m_highlighter = nullptr;
    PlainLabel* m_reason = nullptr;
    OptionalBytes m_original;
    Result<OptionalBytes> m_bytes;
};

} // namespace weir::ui
