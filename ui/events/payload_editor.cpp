// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/payload_editor.h"

#include "core/records/payload_text.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/json_highlighter.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QEvent>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>

namespace weir::ui {

PayloadEditor::PayloadEditor(const QString& caption, Lines lines, const std::vector<InputType>& types, QWidget* parent)
    : QWidget(parent)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    makeHead(caption, types);
    layout->addLayout(m_head);
    makeField(caption, lines);
    if (m_line)
        layout->addWidget(m_line);
    else
        layout->addWidget(m_editor, 1);
    m_reason = new PlainLabel({}, PlainLabel::Look::Caption, this);
    m_reason->setTone(Tone::Bad);
    m_reason->setWordWrap(true);
    layout->addWidget(m_reason);
    evaluate();
}

void PayloadEditor::makeHead(const QString& caption, const std::vector<InputType>& types)
{
    m_head = new QHBoxLayout;
    m_head->setSpacing(8);
    m_head->addWidget(new PlainLabel(caption, PlainLabel::Look::Strong, this));
    m_type = new QComboBox(this);
    m_type->setAccessibleName(tr("Type of %1").arg(caption.toLower()));
    for (const InputType type : types)
        m_type->addItem(inputTypeName(type), static_cast<int>(type));
    m_type->setVisible(types.size() > 1);
    m_head->addWidget(m_type);
    m_valid = new PillLabel({}, Tone::Ok, this);
    m_head->addWidget(m_valid);
    m_size = new PlainLabel({}, PlainLabel::Look::Dim, this);
    m_head->addWidget(m_size);
    m_head->addStretch(1);
    m_format = linkButton(tr("Format"), this);
    m_format->setToolTip(plainToolTip(tr("Breaks the JSON into lines. Only white space changes.")));
    m_head->addWidget(m_format);
    connect(m_type, &QComboBox::currentIndexChanged, this, &PayloadEditor::evaluate);
    connect(m_format, &QPushButton::clicked, this, &PayloadEditor::format);
}

void PayloadEditor::makeField(const QString& caption, Lines lines)
{
    if (lines == Lines::One) {
        m_line = new QLineEdit(this);
        m_line->setAccessibleName(caption);
        m_line->setFont(Theme::monoFont());
        connect(m_line, &QLineEdit::textChanged, this, &PayloadEditor::evaluate);
        return;
    }
    m_editor = new QPlainTextEdit(this);
    m_editor->setAccessibleName(caption);
    m_editor->setFont(Theme::monoFont());
    m_editor->setTabChangesFocus(true);
    m_editor->setProperty("look", QStringLiteral("bare"));
    m_highlighter = new JsonHighlighter(m_editor->document());
    m_highlighter->setTheme(themeOf(this));
    connect(m_editor, &QPlainTextEdit::textChanged, this, [this] {
        // The highlighter's colours count as a change of the document too.
        if (m_editor->document()->isModified()) {
            m_editor->document()->setModified(false);
            evaluate();
        }
    });
}

void PayloadEditor::setPlaceholder(const QString& text)
{
    if (m_line)
        m_line->setPlaceholderText(text);
    else
        m_editor->setPlaceholderText(text);
}

InputType PayloadEditor::type() const
{
    return static_cast<InputType>(m_type->currentData().toInt());
}

QString PayloadEditor::text() const
{
    return m_line ? m_line->text() : m_editor->toPlainText();
}

void PayloadEditor::setTypeChoice(InputType type)
{
    const int original = m_type->findData(static_cast<int>(InputType::Original));
    if (type == InputType::Original && original < 0)
        m_type->addItem(inputTypeName(type), static_cast<int>(type));
    else if (type != InputType::Original && original >= 0)
        m_type->removeItem(original);
    m_type->setCurrentIndex(m_type->findData(static_cast<int>(type)));
}

void PayloadEditor::setInput(InputType type, const QString& text)
{
    {
        const QSignalBlocker quietType(m_type);
        setTypeChoice(type);
        if (m_line) {
            const QSignalBlocker quiet(m_line);
            m_line->setText(text);
        } else {
            const QSignalBlocker quiet(m_editor);
            m_editor->setPlainText(text);
        }
    }
    evaluate();
}

void PayloadEditor::setBytes(const OptionalBytes& bytes)
{
    m_original = bytes;
    Input input = inputFor(bytes);
    // A line edit knows no second line.
    if (m_line && input.text.contains(u'\n'))
        input = {InputType::Original, {}};
    setInput(input.type, input.text);
}

void PayloadEditor::evaluate()
{
    const InputType kind = type();
    m_bytes = bytesOf(kind, text(), m_original);
    const bool typed = kind != InputType::Null && kind != InputType::Empty && kind != InputType::Original;
    if (m_line)
        m_line->setEnabled(typed);
    else
        m_editor->setEnabled(typed);
    const bool checked = kind == InputType::Json || kind == InputType::Hex || kind == InputType::Base64;
    const bool blank = typed && text().trimmed().isEmpty();
    if (m_highlighter)
        m_highlighter->setEnabled(kind == InputType::Json);
    m_format->setVisible(kind == InputType::Json && m_editor);
    m_format->setEnabled(m_bytes.has_value());
    const QString name = inputTypeName(kind);
    if (!checked || blank)
        m_valid->setPill({});
    else
        m_valid->setPill(m_bytes ? tr("valid %1").arg(name) : tr("no valid %1").arg(name), m_bytes ? Tone::Ok : Tone::Bad);
    m_reason->setText(m_bytes || blank ? QString() : sentenceOf(m_bytes.error()));
    m_reason->setVisible(!m_reason->fullText().isEmpty());
    m_size->setText(!m_bytes ? QString() : *m_bytes ? sizeText(static_cast<qint64>((*m_bytes)->size())) : tr("NULL"));
    Q_EMIT changed();
}

void PayloadEditor::format()
{
    const auto pretty = prettyJson(text().toStdString());
    if (!pretty || !m_editor)
        return;
    // Through the cursor, so that Undo brings the old layout back.
    QTextCursor cursor(m_editor->document());
    cursor.select(QTextCursor::Document);
    cursor.insertText(QString::fromStdString(*pretty));
}

void PayloadEditor::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_highlighter)
        m_highlighter->setTheme(themeOf(this));
}

} // namespace weir::ui
