// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/events/input_bytes.h"

#include <QtWidgets/QWidget>

#include <optional>
#include <vector>

class QComboBox;
class QHBoxLayout;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace weir::ui {

class PayloadHighlighter;
class PillLabel;
class PlainLabel;

/// A key or a value being written: its type, its text, whether that is valid, and how many bytes it makes. GUI thread.
/// A single line for keys, an editor for values. Placeholders are coloured, and said to be wrong where they are. Nothing is
/// changed behind the person's back: Format is a button.
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
    /// As a template holds it.
    void setPayload(const TemplatePayload& payload);
    [[nodiscard]] TemplatePayload payload() const;
    /// How many bytes the next record's payload has, shown where placeholders make the own size say nothing.
    void setNextSize(std::optional<qint64> bytes);
    void setPlaceholder(const QString& text);
    [[nodiscard]] InputType type() const;
    [[nodiscard]] QString text() const;
    /// The bytes it makes now, or why it makes none; with placeholders the text with them.
    [[nodiscard]] const Result<OptionalBytes>& bytes() const { return m_check.bytes; }
    [[nodiscard]] bool hasPlaceholders() const { return m_check.filledLater; }

Q_SIGNALS:
    void changed();

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void makeHead(const QString& caption, const std::vector<InputType>& types);
    void makeField(const QString& caption, Lines lines);
    void setTypeChoice(InputType type);
    void evaluate();
    void showSize();
    void format();
    void insert(const QString& text);

    QHBoxLayout* m_head = nullptr;
    QComboBox* m_type = nullptr;
    PillLabel* m_valid = nullptr;
    PlainLabel* m_size = nullptr;
    QPushButton* m_format = nullptr;
    QLineEdit* m_line = nullptr;
    QPlainTextEdit* m_editor = nullptr;
    PayloadHighlighter* m_highlighter = nullptr;
    PlainLabel* m_reason = nullptr;
    OptionalBytes m_original;
    InputCheck m_check;
    std::optional<qint64> m_nextSize;
};

} // namespace weir::ui
