// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/bytes_edit.h"

#include "core/records/payload_text.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/json_highlighter.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QEvent>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QPlainTextEdit>

#include <algorithm>
#include <array>

namespace weir::ui {
namespace {

bool looksLikeJson(const Bytes& bytes)
{
    const auto first = bytes.find_first_not_of(" \t\r\n");
    return first != Bytes::npos && (bytes[first] == '{' || bytes[first] == '[') && compactJson(bytes).has_value();
}

QString hexLines(const Bytes& bytes)
{
    QString text;
    for (std::size_t at = 0; at < bytes.size(); at += 16)
        text += QString::fromStdString(toHex(std::string_view(bytes).substr(at, 16))) + QLatin1Char('\n');
    return text.trimmed();
}

} // namespace

bool editableAsText(std::string_view bytes)
{
    if (!isUtf8(bytes))
        return false;
    const QString text = QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
    constexpr std::array<char16_t, 7> replaced{u'\x00a0', u'\x2028', u'\x2029', u'\xfdd0', u'\xfdd1', u'\xfffc', u'\xfeff'};
    const bool kept = std::ranges::none_of(text, [&](QChar c) {
        return std::ranges::find(replaced, c.unicode()) != replaced.end() ||
               (c.unicode() < 0x20 && c != u'\n' && c != u'\t');
    });
    return kept && text.toStdString() == bytes;
}

BytesEdit::BytesEdit(const QString& caption, int lines, QWidget* parent)
    : QWidget(parent),
      m_caption(caption),
      m_null(new QCheckBox(tr("NULL"), this)),
      m_state(new PlainLabel({}, PlainLabel::Look::Caption, this)),
      m_text(new QPlainTextEdit(this)),
      m_highlighter(new JsonHighlighter(m_text->document())),
      m_problem(new PlainLabel({}, PlainLabel::Look::Caption, this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    auto* head = new QHBoxLayout;
    head->setSpacing(10);
    head->addWidget(new PlainLabel(caption, PlainLabel::Look::Strong, this));
    head->addWidget(m_state, 1);
    head->addWidget(m_null);
    layout->addLayout(head);
    m_null->setAccessibleName(tr("%1 is NULL").arg(caption));
    m_text->setAccessibleName(caption);
    m_text->setFont(Theme::monoFont());
    m_text->setTabChangesFocus(true);
    m_text->setWordWrapMode(QTextOption::WrapAnywhere);
    m_text->setMinimumHeight(18 * lines + 14);
    if (lines <= 2)
        m_text->setMaximumHeight(18 * lines + 14);
    layout->addWidget(m_text, 1);
    m_problem->setTone(Tone::Bad);
    m_problem->setWordWrap(true);
    layout->addWidget(m_problem);
    m_highlighter->setTheme(themeOf(this));
    connect(m_text, &QPlainTextEdit::textChanged, this, [this] {
        check();
        Q_EMIT changed();
    });
    connect(m_null, &QCheckBox::toggled, this, [this](bool null) {
        m_text->setEnabled(!null);
        check();
        Q_EMIT changed();
    });
    check();
}

void BytesEdit::setOriginal(const OptionalBytes& bytes)
{
    const QSignalBlocker quiet(this);
    m_original = bytes;
    const Bytes shown = bytes.value_or(Bytes());
    m_notation = shown.size() > mostBytes   ? Notation::TooLarge
                 : !editableAsText(shown)   ? Notation::Hex
                 : looksLikeJson(shown)     ? Notation::Json
                                            : Notation::Text;
    m_shown = m_notation == Notation::TooLarge ? QString()
              : m_notation == Notation::Hex    ? hexLines(shown)
                                               : QString::fromStdString(shown);
    m_highlighter->setEnabled(m_notation == Notation::Json);
    m_text->setPlainText(m_shown);
    m_text->setReadOnly(m_notation == Notation::TooLarge);
    m_null->setChecked(!bytes);
    m_text->setEnabled(bytes.has_value());
    check();
}

Result<std::optional<OptionalBytes>> BytesEdit::replacement() const
{
    using Answer = std::optional<OptionalBytes>;
    if (m_null->isChecked())
        return m_original ? Answer(OptionalBytes()) : Answer();
    const QString text = m_text->toPlainText();
    if ((m_original && text == m_shown) || m_notation == Notation::TooLarge)
        return Answer();
    if (m_notation == Notation::Hex) {
        std::string digits = text.toStdString();
        std::erase_if(digits, [](char c) { return c == ' ' || c == '\n' || c == '\t'; });
        if (auto bytes = fromHex(digits))
            return Answer(OptionalBytes(std::move(*bytes)));
        return fail(ErrorKind::InvalidInput,
                    tr("This is not hexadecimal: pairs of the digits 0-9 and a-f are expected.").toStdString());
    }
    Bytes bytes = text.toStdString();
    if (m_notation == Notation::Json)
        if (const auto checked = compactJson(bytes); !checked)
            return fail(ErrorKind::InvalidInput,
                        tr("It was JSON and would be broken: %1").arg(QString::fromStdString(checked.error().message)).toStdString());
    return Answer(OptionalBytes(std::move(bytes)));
}

void BytesEdit::check()
{
    const auto made = replacement();
    m_problem->setText(made ? QString() : sentenceOf(made.error()));
    m_problem->setVisible(!made);
    QStringList words;
    switch (m_notation) {
    case Notation::Text: words << tr("text"); break;
    case Notation::Json: words << tr("JSON"); break;
    case Notation::Hex: words << tr("hexadecimal: a text field would change these bytes"); break;
    case Notation::TooLarge: words << tr("larger than %1: use field operations").arg(sizeText(mostBytes)); break;
    }
    if (made)
        words << (*made ? tr("changed") : tr("untouched, keeps its bytes"));
    m_state->setText(words.join(QStringLiteral(" · ")));
    m_state->setTone(made && *made ? Tone::Warning : Tone::Neutral);
}

void BytesEdit::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        m_highlighter->setTheme(themeOf(this));
    QWidget::changeEvent(event);
}

} // namespace weir::ui
