// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/payload_editor.h"

#include "core/records/payload_text.h"
#include "ui/events/payload_highlighter.h"
#include "ui/events/placeholder_menu.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtGui/QHelpEvent>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QToolTip>

namespace weir::ui {

PayloadEditor::PayloadEditor(const QString& caption, Lines lines, const std::vector<InputType>& types, QWidget* parent)
    : QWidget(parent), m_check{OptionalBytes(), false}
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
    auto* placeholders = placeholderButton(tr("Insert a placeholder into %1").arg(caption.toLower()),
                                           [this](const QString& text) { insert(text); }, this);
    m_head->addWidget(placeholders);
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
    m_highlighter = new PayloadHighlighter(m_editor->document());
    m_highlighter->setColours(themeOf(this));
    m_editor->viewport()->installEventFilter(this);
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

void PayloadEditor::setPayload(const TemplatePayload& payload)
{
    m_original.reset();
    const QString text = QString::fromStdString(payload.text);
    // A line edit knows no second line; what it cannot show is kept as the bytes it stands for.
    if (m_line && text.contains(u'\n')) {
        const auto bytes = bytesOf(inputTypeOf(payload.type), text);
        return setBytes(bytes ? *bytes : OptionalBytes(payload.text));
    }
    setInput(inputTypeOf(payload.type), text);
}

TemplatePayload PayloadEditor::payload() const
{
    return payloadOf(type(), text(), m_original);
}

void PayloadEditor::setNextSize(std::optional<qint64> bytes)
{
    m_nextSize = bytes;
    showSize();
}

void PayloadEditor::evaluate()
{
    const InputType kind = type();
    m_check = checkInput(kind, text(), m_original);
    const auto& bytes = m_check.bytes;
    const bool typed = isTyped(kind);
    if (m_line)
        m_line->setEnabled(typed);
    else
        m_editor->setEnabled(typed);
    const bool blank = typed && text().trimmed().isEmpty();
    if (m_highlighter)
        m_highlighter->setKind(kind == InputType::Json, typed);
    m_format->setVisible(kind == InputType::Json && m_editor);
    m_format->setEnabled(bytes.has_value() && !m_check.filledLater);
    const bool checked = typed && kind != InputType::Text && !(m_check.filledLater && kind != InputType::Json && bytes);
    const QString name = inputTypeName(kind);
    if (!checked || blank)
        m_valid->setPill({});
    else
        m_valid->setPill(bytes ? tr("valid %1").arg(name) : tr("no valid %1").arg(name), bytes ? Tone::Ok : Tone::Bad);
    m_reason->setText(bytes || blank ? QString() : sentenceOf(bytes.error()));
    m_reason->setVisible(!m_reason->fullText().isEmpty());
    showSize();
    Q_EMIT changed();
}

void PayloadEditor::showSize()
{
    const auto& bytes = m_check.bytes;
    if (!bytes)
        return m_size->setText({});
    if (m_check.filledLater)
        return m_size->setText(m_nextSize ? tr("%1 as sent").arg(sizeText(*m_nextSize)) : QString());
    m_size->setText(*bytes ? sizeText(static_cast<qint64>((*bytes)->size())) : tr("NULL"));
}

void PayloadEditor::insert(const QString& text)
{
    if (!isTyped(type()))
        setTypeChoice(static_cast<InputType>(m_type->itemData(0).toInt()));
    if (m_line) {
        m_line->insert(text);
        return m_line->setFocus();
    }
    m_editor->insertPlainText(text);
    m_editor->setFocus();
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
        m_highlighter->setColours(themeOf(this));
}

bool PayloadEditor::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::ToolTip || !m_editor || watched != m_editor->viewport())
        return QWidget::eventFilter(watched, event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const int at = m_editor->cursorForPosition(help->pos()).position();
    const QString problem = placeholderProblemAt(m_editor->toPlainText(), at);
    if (problem.isEmpty())
        QToolTip::hideText();
    else
        QToolTip::showText(help->globalPos(), plainToolTip(problem), m_editor);
    return true;
}

} // namespace weir::ui
