// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/filter_bar.h"

#include "core/records/filter_terms.h"
#include "ui/widgets/help_dialog.h"
#include "ui/records/filter_input.h"
#include "ui/records/saved_filters_dialog.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QMenu>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStyle>

#include <utility>

namespace weir::ui {
namespace {

constexpr int recentInMenu = 12;
constexpr std::size_t longestInMenu = 90;

void setLook(QWidget* widget, const QString& look)
{
    if (widget->property("look").toString() == look)
        return;
    widget->setProperty("look", look);
    // A style sheet looks at a dynamic property only when the widget is polished again.
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
}

QString menuText(const QString& text)
{
    return displayText(std::string_view(text.toStdString()), longestInMenu).replace(QLatin1Char('&'), QLatin1String("&&"));
}

} // namespace

FilterBar::FilterBar(const QString& profile, QWidget* parent)
    : QWidget(parent),
      m_history(profile),
      m_input(new FilterInput(this)),
      m_pill(new PillLabel({}, Tone::Neutral, this)),
      m_sentence(new PlainLabel({}, PlainLabel::Look::Caption, this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(3);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_input, 1);
    row->addWidget(m_pill);
    buildButtons();
    row->addWidget(m_filters);
    row->addWidget(m_help);
    row->addWidget(m_search);
    column->addLayout(row);
    column->addWidget(m_sentence);
    m_sentence->setElide(Qt::ElideRight);
    m_sentence->setContentsMargins(10, 0, 0, 0);
    m_sentence->hide();
    m_pause.setSingleShot(true);
    m_pause.setInterval(500);
    m_input->setHistory([this] { return m_history.recent(); });
    connect(&m_pause, &QTimer::timeout, this, &FilterBar::showSentence);
    connect(m_input, &QLineEdit::textChanged, this, &FilterBar::parse);
    connect(m_input, &QLineEdit::returnPressed, this, &FilterBar::search);
    connect(m_input, &FilterInput::escaped, this, &FilterBar::escape);
    parse();
}

void FilterBar::buildButtons()
{
    m_filters = plainButton(tr("Filters ▾"), this);
    m_filters->setAccessibleName(tr("Saved and earlier filters"));
    m_menu = new QMenu(m_filters);
    m_menu->setAccessibleName(tr("Saved and earlier filters"));
    m_menu->setToolTipsVisible(true);
    m_filters->setMenu(m_menu);
    connect(m_menu, &QMenu::aboutToShow, this, &FilterBar::fillMenu);
    m_help = plainButton(tr("?"), this);
    m_help->setAccessibleName(tr("Help on the filter language"));
    m_help->setToolTip(tr("The filter language on one page"));
    connect(m_help, &QPushButton::clicked, this, &FilterBar::openHelp);
    m_search = plainButton(tr("Search"), this);
    connect(m_search, &QPushButton::clicked, this, [this] {
        if (m_busy)
            Q_EMIT stopRequested();
        else
            search();
    });
}

QString FilterBar::text() const
{
    return m_input->text();
}

void FilterBar::setText(const QString& text)
{
    m_input->setText(text);
}

void FilterBar::addTerm(const QString& term)
{
    m_input->setText(QString::fromStdString(weir::andTerm(text().toStdString(), term.toStdString())));
}

void FilterBar::setSeenFields(std::vector<std::string> paths, std::vector<std::string> headers)
{
    m_input->setSeenFields(std::move(paths), std::move(headers));
}

void FilterBar::setBusy(bool busy)
{
    m_busy = busy;
    showState();
}

void FilterBar::focusInput()
{
    m_input->setFocus(Qt::ShortcutFocusReason);
    m_input->selectAll();
}

void FilterBar::parse()
{
    const std::string typed = text().toStdString();
    const auto filter = weir::Filter::parse(typed, weir::nowMs());
    m_message.clear();
    if (filter) {
        m_state = filter->matchesEverything() ? State::Empty : State::Valid;
        m_input->mark(std::nullopt);
    } else {
        // What reaches to the end may only not be finished; what is wrong before it stays wrong.
        m_state = filter.error().end >= typed.size() ? State::Incomplete : State::Wrong;
        m_message = displayText(std::string_view(filter.error().message), 400);
        m_input->mark(m_state == State::Wrong ? std::optional(filter.error()) : std::nullopt);
    }
    // A sentence that comes and goes with every key would make everything below jump.
    m_pause.start();
    if (m_message.isEmpty() || m_sentence->isVisible())
        showSentence();
    showState();
    Q_EMIT stateChanged();
}

void FilterBar::showState()
{
    switch (m_state) {
    case State::Empty: m_pill->setPill({}); break;
    case State::Valid: m_pill->setPill(tr("valid"), Tone::Ok); break;
    case State::Incomplete: m_pill->setPill(tr("not yet"), Tone::Neutral); break;
    case State::Wrong: m_pill->setPill(tr("not valid"), Tone::Bad); break;
    }
    setLook(m_input, m_state == State::Valid   ? QStringLiteral("valid")
                     : m_state == State::Wrong ? QStringLiteral("invalid")
                                               : QString());
    m_input->setAccessibleDescription(m_message.isEmpty() ? m_pill->text() : m_pill->text() + QStringLiteral(": ") + m_message);
    m_search->setText(m_busy ? tr("Stop") : tr("Search"));
    m_search->setAccessibleName(m_busy ? tr("Stop the search") : tr("Search"));
    m_search->setEnabled(m_busy || m_state != State::Empty);
    setLook(m_search, m_state == State::Valid && !m_busy ? QStringLiteral("primary") : QString());
}

void FilterBar::showSentence()
{
    m_pause.stop();
    m_sentence->setTone(m_state == State::Wrong ? Tone::Bad : Tone::Neutral);
    m_sentence->setText(m_message);
    m_sentence->setVisible(!m_message.isEmpty());
}

void FilterBar::search()
{
    if (m_state == State::Valid) {
        m_history.used(text());
        Q_EMIT searchRequested(text());
        return;
    }
    // Somebody who presses Enter thinks it is finished: now it is wrong where it ends.
    if (m_state == State::Incomplete) {
        const auto filter = weir::Filter::parse(text().toStdString(), weir::nowMs());
        m_state = State::Wrong;
        m_input->mark(filter ? std::nullopt : std::optional(filter.error()));
        showState();
        Q_EMIT stateChanged();
    }
    showSentence();
}

void FilterBar::escape()
{
    if (m_busy) {
        Q_EMIT stopRequested();
    } else if (!text().isEmpty()) {
        m_input->clear();
        Q_EMIT cleared();
    }
}

void FilterBar::fillMenu()
{
    m_menu->clear();
    const auto add = [this](const QString& label, const QString& filter) {
        m_menu->addAction(menuText(label), this, [this, filter] {
            m_input->setText(filter);
            m_input->setFocus();
        })->setToolTip(plainToolTip(filter));
    };
    const auto heading = [this](const QString& words) { m_menu->addAction(words)->setEnabled(false); };
    const auto saved = m_history.saved();
    if (!saved.empty()) {
        heading(tr("Saved"));
        for (const SavedFilter& one : saved)
            add(one.name, one.text);
        m_menu->addSeparator();
    }
    m_menu->addAction(m_state == State::Valid ? tr("Save this filter…") : tr("Saved filters…"), this, &FilterBar::openSaved);
    const QStringList recent = m_history.recent();
    if (recent.isEmpty())
        return;
    m_menu->addSeparator();
    heading(tr("Searched before"));
    for (const QString& one : recent.mid(0, recentInMenu))
        add(one, one);
}

void FilterBar::openSaved()
{
    auto* dialog = new SavedFiltersDialog(m_history, m_state == State::Valid ? text() : QString(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &SavedFiltersDialog::chosen, this, &FilterBar::setText);
    dialog->open();
}

void FilterBar::openHelp()
{
    auto* help = new HelpDialog(tr("Filter language"), QStringLiteral("filter-language.md"), this);
    help->setAttribute(Qt::WA_DeleteOnClose);
    // Not modal: it is read while typing.
    help->show();
}

} // namespace weir::ui
