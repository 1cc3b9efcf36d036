// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/payload_view.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/hex_view.h"
#include "ui/widgets/json_highlighter.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/text_filler.h"
#include "ui/widgets/word_at.h"

#include <QtCore/QEvent>
#include <QtGui/QHelpEvent>
#include <QtGui/QTextBlock>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QButtonGroup>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStackedLayout>
#include <QtWidgets/QToolTip>

#include <limits>

namespace weir::ui {
namespace {

constexpr std::size_t highlightedAtMost = 256 * 1024;

} // namespace

PayloadView::PayloadView(const QString& name, std::shared_ptr<TaskPool> tasks, PayloadFormatter formatter,
                         QWidget* parent)
    : QWidget(parent),
      m_tasks(std::move(tasks)),
      m_formatter(std::move(formatter)),
      m_forms(new QButtonGroup(this)),
      m_chips(new QHBoxLayout),
      m_note(new PlainLabel({}, PlainLabel::Look::Caption, this)),
      m_all(linkButton({}, this)),
      m_copy(linkButton(tr("Copy"), this)),
      m_stack(new QStackedLayout),
      m_text(new QPlainTextEdit(this)),
      m_filler(new TextFiller(m_text)),
      m_hex(new HexView(name + tr(", hexadecimal"), this)),
      m_hint(new PlainLabel({}, PlainLabel::Look::Caption, this)),
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
    m_text->viewport()->installEventFilter(this);
    m_highlighter->setTheme(themeOf(this));
    m_note->setElide(Qt::ElideRight);
    m_hint->setWordWrap(true);
    m_hint->hide();
    buildLayout();

    connect(m_forms, &QButtonGroup::idClicked, this, [this] {
        format();
        Q_EMIT formChanged(form());
    });
    connect(m_all, &QPushButton::clicked, this, [this] {
        m_limit = std::numeric_limits<std::size_t>::max();
        format();
    });
    connect(m_copy, &QPushButton::clicked, this, &PayloadView::copyShown);
    connect(m_filler, &TextFiller::documentChanged, this, [this] {
        m_highlighter = new JsonHighlighter(m_text->document());
        m_highlighter->setTheme(themeOf(this));
    });
    connect(m_text, &QPlainTextEdit::cursorPositionChanged, this, &PayloadView::showHint);
    clear();
}

void PayloadView::buildLayout()
{
    m_chips->setSpacing(6);
    m_chips->addStretch(1);
    m_chips->addWidget(m_copy);
    const std::pair<QString, PayloadForm> forms[] = {{tr("Pretty"), PayloadForm::Pretty},
                                                     {tr("Text"), PayloadForm::Text},
                                                     {tr("Raw"), PayloadForm::Raw},
                                                     {tr("Hex"), PayloadForm::Hex}};
    for (const auto& [text, form] : forms)
        addForm(text, form);
    m_forms->button(static_cast<int>(PayloadForm::Raw))->setToolTip(tr("The bytes as they were sent, line ends too as escapes"));
    m_forms->button(static_cast<int>(PayloadForm::Pretty))->setChecked(true);
    auto* notes = new QHBoxLayout;
    notes->setSpacing(6);
    notes->addWidget(m_note, 1);
    notes->addWidget(m_all);
    m_stack->addWidget(m_text);
    m_stack->addWidget(m_hex);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(m_chips);
    layout->addLayout(notes);
    layout->addLayout(m_stack, 1);
    layout->addWidget(m_hint);
}

void PayloadView::addForm(const QString& name, PayloadForm form, int at)
{
    auto* chip = new Chip(name, this);
    m_forms->addButton(chip, static_cast<int>(form));
    m_chips->insertWidget(at >= 0 ? at : m_chips->count() - 2, chip);
}

void PayloadView::setTree(PayloadPane* pane)
{
    m_tree = pane;
    m_stack->addWidget(pane);
    addForm(tr("Tree"), PayloadForm::Tree, 1);
    m_forms->button(static_cast<int>(PayloadForm::Tree))->setEnabled(m_bytes != nullptr);
}

void PayloadView::setPayload(OptionalBytes bytes)
{
    setPayload(bytes ? std::make_shared<const Bytes>(std::move(*bytes)) : nullptr);
}

void PayloadView::setPayload(std::shared_ptr<const Bytes> bytes)
{
    m_limit = firstBytes;
    m_bytes = std::move(bytes);
    if (!m_bytes)
        return say(tr("NULL"));
    if (m_bytes->empty())
        return say(tr("empty (0 bytes)"));
    for (auto* chip : m_forms->buttons())
        chip->setEnabled(true);
    m_copy->setEnabled(true);
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
    m_filler->clear();
    m_shown.clear();
    m_hex->setBytes(nullptr);
    if (m_tree)
        m_tree->clear();
    m_stack->setCurrentWidget(m_text);
    m_text->setPlaceholderText(words);
    m_note->setText(words);
    m_note->setTone(Tone::Neutral);
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
    if (auto* chip = m_forms->button(static_cast<int>(form)))
        chip->setChecked(true);
    if (m_bytes && !m_bytes->empty())
        format();
}

void PayloadView::format()
{
    if (!m_bytes)
        return;
    if (m_tree && form() != PayloadForm::Tree)
        m_tree->clear();
    if (form() != PayloadForm::Hex && form() != PayloadForm::Tree)
        return formatText();
    m_task.cancel();
    m_filler->clear();
    m_shown.clear();
    PayloadText nothing;
    nothing.form = form();
    if (form() == PayloadForm::Hex) {
        showHex(m_bytes);
    } else if (m_tree) {
        m_hint->hide();
        m_tree->setPayload(m_bytes);
        m_stack->setCurrentWidget(m_tree);
    }
    showNote(nothing);
}

void PayloadView::formatText()
{
    m_task.start(
        m_tasks,
        [bytes = m_bytes, form = form(), limit = m_limit, formatter = m_formatter](std::stop_token stop) {
            Prepared prepared{formatter(*bytes, form, limit, stop), {}};
            if (prepared.text.form != PayloadForm::Hex)
                prepared.pieces = TextFiller::pieces(prepared.text.text);
            return prepared;
        },
        [this](Prepared prepared) { showText(std::move(prepared)); });
}

void PayloadView::showHex(std::shared_ptr<const Bytes> bytes)
{
    m_hint->hide();
    m_hex->setBytes(std::move(bytes));
    m_stack->setCurrentWidget(m_hex);
}

void PayloadView::showText(Prepared prepared)
{
    PayloadText& text = prepared.text;
    if (text.form == PayloadForm::Hex) {
        m_filler->clear();
        m_shown.clear();
        // Where nothing was unpacked the view can have all of it, which costs it nothing.
        const bool asSent = m_bytes && m_bytes->compare(0, text.text.size(), text.text) == 0;
        text.cut = text.cut && !asSent;
        showHex(asSent ? m_bytes : std::make_shared<const Bytes>(std::move(text.text)));
        return showNote(text);
    }
    m_hex->setBytes(nullptr);
    m_json = text.json;
    m_shown = std::move(text.text);
    m_filler->clear();
    m_highlighter->setEnabled(m_json && m_shown.size() <= highlightedAtMost);
    m_filler->fill(std::move(prepared.pieces));
    m_stack->setCurrentWidget(m_text);
    showNote(text);
}

void PayloadView::showNote(const PayloadText& text)
{
    const qint64 size = m_bytes ? static_cast<qint64>(m_bytes->size()) : 0;
    QStringList parts{sizeText(size)};
    if (!text.note.empty())
        parts << displayText(std::string_view(text.note));
    else if (form() == PayloadForm::Pretty && text.form != PayloadForm::Pretty)
        parts << tr("not JSON");
    if (text.cut)
        parts << tr("first %1 shown").arg(sizeText(static_cast<qint64>(m_limit)));
    if (!text.warning.empty())
        parts << displayText(std::string_view(text.warning));
    m_note->setText(parts.join(QStringLiteral(" · ")));
    m_note->setTone(text.warning.empty() ? Tone::Neutral : Tone::Warning);
    m_all->setText(tr("Show all (%1)").arg(sizeText(size)));
    m_all->setAccessibleName(m_all->text());
    m_all->setVisible(text.cut);
}

void PayloadView::copyShown()
{
    switch (m_stack->currentIndex()) {
    case 0: return copyText(QString::fromStdString(m_shown));
    case 1: return copyText(m_hex->hexText());
    default: return copyText(m_tree->copyableText());
    }
}

QStringList PayloadView::hintsAt(const QTextCursor& place) const
{
    if (!m_explainer)
        return {};
    const auto word = wordAt(place.block().text(), place.positionInBlock(), m_json);
    return word ? m_explainer(word->text, word->number) : QStringList();
}

void PayloadView::showHint()
{
    const QStringList hints = hintsAt(m_text->textCursor());
    m_hint->setText(hints.join(QLatin1Char('\n')));
    m_hint->setVisible(!hints.isEmpty());
}

bool PayloadView::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::eventFilter(watched, event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const QStringList hints = hintsAt(m_text->cursorForPosition(help->pos()));
    if (hints.isEmpty())
        QToolTip::hideText();
    else
        QToolTip::showText(help->globalPos(), plainToolTip(hints.join(QLatin1Char('\n'))), m_text->viewport());
    return true;
}

void PayloadView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_highlighter)
        m_highlighter->setTheme(themeOf(this));
}

QString PayloadView::shownText() const
{
    return m_stack->currentWidget() == m_hex ? m_hex->hexText() : m_text->toPlainText();
}

QString PayloadView::note() const
{
    return m_note->fullText();
}

QString PayloadView::hint() const
{
    return m_hint->isHidden() ? QString() : m_hint->fullText();
}

} // namespace weir::ui
