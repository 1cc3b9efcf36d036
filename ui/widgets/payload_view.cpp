// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/payload_view.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/json_highlighter.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QEvent>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QButtonGroup>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>

namespace weir::ui {
namespace {

constexpr std::size_t longestLine = 4096;
constexpr std::size_t highlightedAtMost = 1024 * 1024;

/// Breaks lines that a text layout would choke on (400 ms for one line of 325 KB), never inside a UTF-8 sequence.
std::string withBrokenLines(std::string_view text)
{
    std::string result;
    result.reserve(text.size() + text.size() / longestLine + 1);
    std::size_t inLine = 0;
    for (const char c : text) {
        const bool continuation = (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
        if (inLine >= longestLine && !continuation && c != '\n') {
            result += '\n';
            inLine = 0;
        }
        result += c;
        inLine = c == '\n' ? 0 : inLine + 1;
    }
    return result;
}

} // namespace

PayloadView::PayloadView(const QString& name, std::shared_ptr<TaskPool> tasks, PayloadFormatter formatter,
                         QWidget* parent)
    : QWidget(parent),
      m_tasks(std::move(tasks)),
      m_formatter(std::move(formatter)),
      m_forms(new QButtonGroup(this)),
      m_note(new PlainLabel({}, PlainLabel::Look::Caption, this)),
      m_all(linkButton({}, this)),
      m_copy(linkButton(tr("Copy"), this)),
      m_text(new QPlainTextEdit(this)),
      m_highlighter(new JsonHighlighter(m_text->document()))
{
    setAccessibleName(name);
    m_text->setAccessibleName(name);
    m_text->setReadOnly(true);
    m_text->setUndoRedoEnabled(false);
    m_text->setProperty("look", QStringLiteral("bare"));
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setTabChangesFocus(true);
    m_text->setFont(Theme::monoFont());
    m_highlighter->setTheme(themeOf(this));

    auto* row = new QHBoxLayout;
    row->setSpacing(6);
    const std::pair<QString, PayloadForm> forms[] = {
        {tr("Pretty"), PayloadForm::Pretty}, {tr("Text"), PayloadForm::Text}, {tr("Hex"), PayloadForm::Hex}};
    for (const auto& [text, form] : forms) {
        auto* chip = new Chip(text, this);
        m_forms->addButton(chip, static_cast<int>(form));
        row->addWidget(chip);
    }
    m_forms->button(static_cast<int>(PayloadForm::Pretty))->setChecked(true);
    row->addWidget(m_note, 1);
    row->addWidget(m_all);
    row->addWidget(m_copy);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layout->addLayout(row);
    layout->addWidget(m_text, 1);

    connect(m_forms, &QButtonGroup::idClicked, this, [this] { format(); });
    connect(m_all, &QPushButton::clicked, this, [this] {
        m_limit = m_bytes ? m_bytes->size() : firstBytes;
        format();
    });
    connect(m_copy, &QPushButton::clicked, this, [this] { copyText(shownText()); });
    clear();
}

void PayloadView::setPayload(OptionalBytes bytes)
{
    m_limit = firstBytes;
    m_bytes = bytes ? std::make_shared<const Bytes>(std::move(*bytes)) : nullptr;
    if (!m_bytes)
        return say(tr("NULL"));
    if (m_bytes->empty())
        return say(tr("empty (0 bytes)"));
    format();
}

void PayloadView::clear()
{
    m_bytes.reset();
    say({});
}

void PayloadView::say(const QString& words)
{
    m_task.cancel();
    m_text->clear();
    m_text->setPlaceholderText(words);
    m_note->setText(words);
    m_all->hide();
    m_copy->setEnabled(false);
    for (auto* chip : m_forms->buttons())
        chip->setEnabled(false);
}

PayloadForm PayloadView::form() const
{
    return static_cast<PayloadForm>(m_forms->checkedId());
}

void PayloadView::setForm(PayloadForm form)
{
    m_forms->button(static_cast<int>(form))->setChecked(true);
    if (m_bytes && !m_bytes->empty())
        format();
}

void PayloadView::format()
{
    if (!m_bytes)
        return;
    for (auto* chip : m_forms->buttons())
        chip->setEnabled(true);
    m_copy->setEnabled(true);
    m_task.start(
        m_tasks,
        [bytes = m_bytes, form = form(), limit = m_limit, formatter = m_formatter](std::stop_token stop) {
            PayloadText text = formatter(*bytes, form, limit, stop);
            text.text = withBrokenLines(text.text);
            return text;
        },
        [this](const PayloadText& text) { showText(text); });
}

void PayloadView::showText(const PayloadText& text)
{
    m_highlighter->setEnabled(text.json && text.text.size() <= highlightedAtMost);
    m_text->setPlainText(QString::fromStdString(text.text));
    const qint64 size = m_bytes ? static_cast<qint64>(m_bytes->size()) : 0;
    QString note = sizeText(size);
    if (form() == PayloadForm::Pretty && text.form != PayloadForm::Pretty)
        note += tr(" · not JSON");
    if (text.cut)
        note += tr(" · first %1 shown").arg(sizeText(static_cast<qint64>(m_limit)));
    m_note->setText(note);
    m_all->setText(tr("Show all (%1)").arg(sizeText(size)));
    m_all->setAccessibleName(m_all->text());
    m_all->setVisible(text.cut);
}

void PayloadView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_highlighter)
        m_highlighter->setTheme(themeOf(this));
}

QString PayloadView::shownText() const
{
    return m_text->toPlainText();
}

} // namespace weir::ui
