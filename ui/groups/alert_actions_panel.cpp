// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/groups/alert_actions_panel.h"

#include "ui/groups/alert_words.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/plain_label.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>

namespace weir::ui {
namespace {

PlainLabel* sentence(const QString& text, QWidget* parent, PlainLabel::Look look = PlainLabel::Look::Dim)
{
    auto* label = new PlainLabel(text, look, parent);
    label->setWordWrap(true);
    return label;
}

PlainLabel* fieldLabel(const QString& text, QWidget* buddy, QWidget* parent)
{
    auto* label = new PlainLabel(text, PlainLabel::Look::Caption, parent);
    label->setBuddy(buddy);
    return label;
}

QBoxLayout* testRow(QPushButton* button, PlainLabel* outcome)
{
    auto* row = new QHBoxLayout;
    row->setSpacing(10);
    row->addWidget(button);
    row->addWidget(outcome, 1);
    return row;
}

} // namespace

AlertActionsPanel::AlertActionsPanel(std::shared_ptr<AlertFeed> feed, QWidget* parent)
    : QScrollArea(parent), m_feed(std::move(feed))
{
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setAccessibleName(tr("What happens when an alert begins"));
    auto* inside = new QWidget(this);
    auto* layout = new QVBoxLayout(inside);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(10);
    layout->addWidget(sentence(tr("When an alert begins, it is listed here. Besides, the following happens:"), inside));
    layout->addWidget(makeNotification());
    layout->addWidget(makeCommand());
    layout->addWidget(makePost());
    layout->addWidget(makeButtons());
    layout->addStretch(1);
    setWidget(inside);
    fill(m_feed->action());
    showAction();
}

Card* AlertActionsPanel::makeNotification()
{
    auto* card = new Card(Card::Padding::Normal, this);
    m_notify = new QCheckBox(tr("Desktop &notification"), card);
    m_notify->setFont(Theme::strongFont());
    m_notifyState = sentence({}, card);
    card->body()->setSpacing(6);
    card->body()->addWidget(m_notify);
    card->body()->addWidget(m_notifyState);
    connect(m_notify, &QCheckBox::toggled, this, &AlertActionsPanel::check);
    return card;
}

Card* AlertActionsPanel::makeCommand()
{
    auto* card = new Card(Card::Padding::Normal, this);
    card->body()->setSpacing(6);
    m_runCommand = new QCheckBox(tr("Start a &program"), card);
    m_runCommand->setFont(Theme::strongFont());
    m_program = new QLineEdit(card);
    m_program->setAccessibleName(tr("Program"));
    m_program->setPlaceholderText(QStringLiteral("/usr/local/bin/tell-the-team"));
    m_arguments = new QPlainTextEdit(card);
    m_arguments->setAccessibleName(tr("Arguments, one a line"));
    m_arguments->setPlaceholderText(QStringLiteral("--title\n{subject}: {rule}\n{text}"));
    m_arguments->setTabChangesFocus(true);
    m_arguments->setFont(Theme::monoFont());
    m_arguments->setFixedHeight(86);
    m_testCommand = plainButton(tr("&Test the program"), card);
    m_commandOutcome = sentence({}, card);
    m_commandTail = sentence({}, card, PlainLabel::Look::Mono);
    auto* body = card->body();
    body->addWidget(m_runCommand);
    auto* warning = sentence(tr("It runs with your account's rights, on this computer, each time an alert begins. Names of groups and "
                                "topics come from the cluster: do not hand them to a shell."), card, PlainLabel::Look::Text);
    warning->setTone(Tone::Warning);
    body->addWidget(warning);
    body->addWidget(fieldLabel(tr("Program (started without a shell)"), m_program, card));
    body->addWidget(m_program);
    body->addWidget(fieldLabel(tr("Arguments, one a line. {rule}, {subject}, {text} and {cluster} are replaced."), m_arguments, card));
    body->addWidget(m_arguments);
    body->addLayout(testRow(m_testCommand, m_commandOutcome));
    body->addWidget(m_commandTail);
    connect(m_runCommand, &QCheckBox::toggled, this, &AlertActionsPanel::check);
    connect(m_program, &QLineEdit::textChanged, this, &AlertActionsPanel::check);
    connect(m_arguments, &QPlainTextEdit::textChanged, this, &AlertActionsPanel::check);
    connect(m_testCommand, &QPushButton::clicked, this, [this] {
        m_feed->runner().test(AlertRunner::Kind::Command, typed(), m_feed->context().connection.name);
    });
    return card;
}

Card* AlertActionsPanel::makePost()
{
    auto* card = new Card(Card::Padding::Normal, this);
    card->body()->setSpacing(6);
    m_post = new QCheckBox(tr("Send an &HTTP POST"), card);
    m_post->setFont(Theme::strongFont());
    m_url = new QLineEdit(card);
    m_url->setAccessibleName(tr("Address"));
    m_url->setPlaceholderText(QStringLiteral("https://hooks.example.org/weir"));
    m_testPost = plainButton(tr("T&est the address"), card);
    m_postOutcome = sentence({}, card);
    m_postTail = sentence({}, card, PlainLabel::Look::Mono);
    auto* body = card->body();
    body->addWidget(m_post);
    body->addWidget(sentence(tr("Names of the connection, the group or topic and the rule, and the sentence of the alert leave this "
                                "computer as JSON. Redirects are not followed."), card));
    body->addWidget(fieldLabel(tr("Address"), m_url, card));
    body->addWidget(m_url);
    body->addLayout(testRow(m_testPost, m_postOutcome));
    body->addWidget(m_postTail);
    connect(m_post, &QCheckBox::toggled, this, &AlertActionsPanel::check);
    connect(m_url, &QLineEdit::textChanged, this, &AlertActionsPanel::check);
    connect(m_testPost, &QPushButton::clicked, this, [this] {
        m_feed->runner().test(AlertRunner::Kind::Post, typed(), m_feed->context().connection.name);
    });
    return card;
}

QWidget* AlertActionsPanel::makeButtons()
{
    auto* buttons = new QWidget(this);
    auto* row = new QHBoxLayout(buttons);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_save = primaryButton(tr("Sa&ve"), buttons);
    m_revert = plainButton(tr("&Revert"), buttons);
    m_problem = sentence({}, buttons, PlainLabel::Look::Text);
    m_problem->setTone(Tone::Bad);
    row->addWidget(m_save);
    row->addWidget(m_revert);
    row->addWidget(m_problem, 1);
    connect(m_save, &QPushButton::clicked, this, [this] { m_feed->saveAction(typed()); });
    connect(m_revert, &QPushButton::clicked, this, [this] { fill(m_feed->action()); });
    return buttons;
}

void AlertActionsPanel::fill(const weir::AlertAction& action)
{
    m_shown = action;
    m_notify->setChecked(action.notify);
    m_runCommand->setChecked(action.runCommand);
    m_program->setText(QString::fromStdString(action.program));
    QStringList lines;
    for (const std::string& argument : action.arguments)
        lines << QString::fromStdString(argument);
    m_arguments->setPlainText(lines.join(u'\n'));
    m_post->setChecked(action.post);
    m_url->setText(QString::fromStdString(action.url));
    check();
}

weir::AlertAction AlertActionsPanel::typed() const
{
    weir::AlertAction action;
    action.notify = m_notify->isChecked();
    action.runCommand = m_runCommand->isChecked();
    action.program = m_program->text().trimmed().toStdString();
    const QString arguments = m_arguments->toPlainText();
    if (!arguments.isEmpty())
        for (const QString& line : arguments.split(u'\n'))
            action.arguments.push_back(line.toStdString());
    action.post = m_post->isChecked();
    action.url = m_url->text().trimmed().toStdString();
    return action;
}

bool AlertActionsPanel::isChanged() const { return !(typed() == m_shown); }

QString AlertActionsPanel::problem() const
{
    if (m_runCommand->isChecked() && m_program->text().trimmed().isEmpty())
        return tr("Which program shall be started?");
    return m_post->isChecked() ? AlertRunner::problemOfUrl(m_url->text()) : QString();
}

void AlertActionsPanel::check()
{
    if (m_save == nullptr)
        return;
    const QString why = problem();
    m_problem->setText(why);
    m_save->setEnabled(why.isEmpty() && isChanged());
    m_revert->setEnabled(isChanged());
    AlertRunner& runner = m_feed->runner();
    m_testCommand->setEnabled(!m_program->text().trimmed().isEmpty() && !runner.isBusy(AlertRunner::Kind::Command));
    m_testPost->setEnabled(AlertRunner::problemOfUrl(m_url->text()).isEmpty() && !runner.isBusy(AlertRunner::Kind::Post));
}

void AlertActionsPanel::showAction()
{
    // Saved here or elsewhere: fields that nobody is changing follow, the others stay.
    if (!(m_feed->action() == m_shown)) {
        const bool same = typed() == m_feed->action();
        if (same || !isChanged())
            fill(m_feed->action());
        m_shown = m_feed->action();
    }
    const QString trouble = m_feed->notificationTrouble();
    m_notifyState->setText(trouble.isEmpty() ? tr("At most one every few seconds; several alerts are told together.") : trouble);
    m_notifyState->setTone(trouble.isEmpty() ? Tone::Neutral : Tone::Warning);
    showOutcome(AlertRunner::Kind::Command, m_commandOutcome, m_commandTail);
    showOutcome(AlertRunner::Kind::Post, m_postOutcome, m_postTail);
    check();
}

void AlertActionsPanel::showOutcome(AlertRunner::Kind kind, PlainLabel* line, PlainLabel* tail)
{
    const auto last = m_feed->runner().last(kind);
    const bool busy = m_feed->runner().isBusy(kind);
    tail->setText(last && !busy ? last->tail : QString());
    tail->setVisible(!tail->fullText().isEmpty());
    line->setTone(!last || busy ? Tone::Neutral : last->good ? Tone::Ok : Tone::Bad);
    if (busy)
        return line->setText(tr("Running…"));
    if (!last)
        return line->setText(tr("Has not run since Weir was started."));
    const QString what = last->test ? tr("Test") : last->subject;
    line->setText(tr("%1, %2: %3").arg(momentText(last->when.toMSecsSinceEpoch(), nowMs()), what, last->sentence));
}

} // namespace weir::ui
