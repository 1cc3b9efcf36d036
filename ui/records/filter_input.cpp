// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/filter_input.h"

#include "core/records/filter_completion.h"
#include "ui/widgets/theme.h"

#include <QtCore/QRegularExpression>
#include <QtCore/QStringListModel>
#include <QtGui/QInputMethodEvent>
#include <QtGui/QKeyEvent>
#include <QtGui/QTextCharFormat>
#include <QtWidgets/QAbstractItemView>
#include <QtWidgets/QApplication>
#include <QtWidgets/QCompleter>

#include <algorithm>

namespace weir::ui {
namespace {

constexpr int popupWidth = 380;

/// The core counts bytes of UTF-8, Qt counts UTF-16 units.
int unitsBefore(const QByteArray& utf8, std::size_t bytes)
{
    return static_cast<int>(QString::fromUtf8(utf8.constData(), static_cast<qsizetype>(std::min<std::size_t>(bytes, static_cast<std::size_t>(utf8.size())))).size());
}

} // namespace

FilterInput::FilterInput(QWidget* parent)
    : QLineEdit(parent), m_model(new QStringListModel(this)), m_completer(new QCompleter(m_model, this))
{
    setFont(Theme::monoFont());
    setAccessibleName(tr("Filter"));
    setPlaceholderText(tr("value.data.amount > 990 and header[\"source\"] ~ \"shop-.*\""));
    m_completer->setWidget(this);
    // The core orders candidates by what fits; sorting or filtering them again would only spoil that.
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->setMaxVisibleItems(10);
    m_completer->popup()->setFont(Theme::monoFont());
    m_completer->popup()->setAccessibleName(tr("What may stand here"));
    connect(m_completer, qOverload<const QString&>(&QCompleter::activated), this, &FilterInput::accept);
    connect(this, &QLineEdit::textEdited, this, [this] {
        m_walked = -1;
        offerWhileTyping();
    });
    connect(this, &QLineEdit::textChanged, this, [this] {
        if (!m_walking)
            m_walked = -1;
    });
}

void FilterInput::setSeenFields(std::vector<std::string> paths, std::vector<std::string> headers)
{
    m_paths = std::move(paths);
    m_headers = std::move(headers);
}

void FilterInput::mark(const std::optional<weir::FilterError>& error)
{
    m_error = error;
    applyFormats();
}

void FilterInput::changeEvent(QEvent* event)
{
    QLineEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyFormats();
}

void FilterInput::applyFormats()
{
    static const QRegularExpression marked(
        QStringLiteral("\"(?:[^\"\\\\]|\\\\.)*\"?|'(?:[^'\\\\]|\\\\.)*'?|\\b(?:and|or|not|contains|in|exists|null|true|false)\\b"));
    const Theme& theme = themeOf(this);
    QList<QInputMethodEvent::Attribute> attributes;
    const auto add = [&](int start, int length, const QTextCharFormat& format) {
        attributes.append({QInputMethodEvent::TextFormat, start - cursorPosition(), length, format});
    };
    auto found = marked.globalMatch(text());
    while (found.hasNext()) {
        const auto match = found.next();
        QTextCharFormat format;
        const bool quoted = match.captured().startsWith(QLatin1Char('"')) || match.captured().startsWith(QLatin1Char('\''));
        if (quoted)
            format.setForeground(theme.okText);
        else
            format.setFontWeight(QFont::Bold);
        add(static_cast<int>(match.capturedStart()), static_cast<int>(match.capturedLength()), format);
    }
    if (m_error) {
        const QByteArray bytes = text().toUtf8();
        int begin = unitsBefore(bytes, m_error->begin);
        int end = std::max(begin, unitsBefore(bytes, m_error->end));
        // At the end there is nothing to underline; the last character stands for it.
        if (begin == end)
            begin == text().size() && begin > 0 ? --begin : ++end;
        QTextCharFormat format;
        format.setForeground(theme.badText);
        format.setUnderlineColor(theme.bad);
        format.setUnderlineStyle(QTextCharFormat::SingleUnderline);
        add(begin, end - begin, format);
    }
    // A line edit has no formats of its own; this is the one door Qt leaves open. Nothing is composed, so nothing changes.
    QInputMethodEvent formats(QString(), attributes);
    QApplication::sendEvent(this, &formats);
}

void FilterInput::offerWhileTyping()
{
    const QString before = text().left(cursorPosition());
    const bool typing = !before.isEmpty() && !before.back().isSpace();
    if (!typing) {
        m_completer->popup()->hide();
        return;
    }
    offer();
    // What is typed already is no offer.
    const QByteArray bytes = text().toUtf8();
    const QStringList offered = m_model->stringList();
    const QString typed = QString::fromUtf8(bytes.mid(static_cast<qsizetype>(m_replaceBegin), static_cast<qsizetype>(m_replaceEnd - m_replaceBegin)));
    if (typed.isEmpty() || (offered.size() == 1 && offered.front() == typed))
        m_completer->popup()->hide();
}

void FilterInput::offer()
{
    const QByteArray bytes = text().toUtf8();
    const auto cursor = static_cast<std::size_t>(text().left(cursorPosition()).toUtf8().size());
    const weir::FilterCompletion completion =
        weir::completeFilter({bytes.constData(), static_cast<std::size_t>(bytes.size())}, cursor, m_paths, m_headers);
    QStringList texts;
    for (const weir::FilterCandidate& candidate : completion.candidates)
        texts << QString::fromStdString(candidate.text);
    m_replaceBegin = std::min(completion.begin, static_cast<std::size_t>(bytes.size()));
    m_replaceEnd = std::clamp(completion.end, m_replaceBegin, static_cast<std::size_t>(bytes.size()));
    if (texts != m_model->stringList())
        m_model->setStringList(texts);
    if (texts.isEmpty()) {
        m_completer->popup()->hide();
        return;
    }
    m_completer->setCurrentRow(0);
    // Under the word it completes, as far as the field reaches.
    const int left = std::max(0, std::min(cursorRect().left(), width() - popupWidth));
    m_completer->complete(QRect(left, 0, std::min(popupWidth, width()), height() + 2));
    m_completer->popup()->setCurrentIndex({});
}

void FilterInput::accept(const QString& candidate)
{
    const QByteArray bytes = text().toUtf8();
    const QByteArray chosen = candidate.toUtf8();
    QByteArray after = bytes;
    after.replace(static_cast<qsizetype>(m_replaceBegin), static_cast<qsizetype>(m_replaceEnd - m_replaceBegin), chosen);
    const int cursor = unitsBefore(after, m_replaceBegin + static_cast<std::size_t>(chosen.size()));
    // Selecting and inserting keeps Ctrl+Z working, setText() would not.
    selectAll();
    insert(QString::fromUtf8(after));
    setCursorPosition(cursor);
    applyFormats();
}

bool FilterInput::walk(int step)
{
    const QStringList history = m_history ? m_history() : QStringList();
    const int to = m_walked + step;
    if (to < -1 || to >= history.size())
        return false;
    if (m_walked < 0)
        m_draft = text();
    m_walking = true;
    m_walked = to;
    setText(to < 0 ? m_draft : history[to]);
    m_walking = false;
    return true;
}

void FilterInput::keyPressEvent(QKeyEvent* event)
{
    const bool offering = m_completer->popup()->isVisible();
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (offering) {
        const bool chosen = m_completer->popup()->currentIndex().isValid();
        // Left to the completer: it takes the candidate or closes the popup.
        if (event->key() == Qt::Key_Escape || (chosen && (enter || event->key() == Qt::Key_Tab)))
            return event->ignore();
        if (enter)
            m_completer->popup()->hide();
    } else if (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down) {
        if (walk(event->key() == Qt::Key_Up ? 1 : -1))
            return;
    }
    if (event->key() == Qt::Key_Space && event->modifiers() == Qt::ControlModifier)
        return offer();
    if (event->key() == Qt::Key_Escape) {
        Q_EMIT escaped();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

} // namespace weir::ui
