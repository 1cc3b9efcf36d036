// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/play_tab.h"

#include "ui/events/confirm_work_dialog.h"
#include "ui/events/play_feed.h"
#include "ui/events/play_panel.h"
#include "ui/events/play_setup.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/environment.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/plain_label.h"

#include <QtCore/QPointer>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QScrollArea>
#include <QtWidgets/QSplitter>

namespace weir::ui {

struct PlayTab::Parts {
    PageContext context;
    std::shared_ptr<PlayFeed> feed;
    QString shown{}; ///< the group in the panel
    bool active = false;
    PlayOptions asked{};          ///< what was started last, to join others with
    PlaySetup* setup = nullptr;
    PlayPanel* panel = nullptr;
    NoticeBar* failure = nullptr;
    PlainLabel* reason = nullptr;
    QPushButton* start = nullptr;
    QPushButton* stop = nullptr;
    QPointer<QDialog> confirm{};
};

PlayTab::PlayTab(PageContext context, std::shared_ptr<PlayFeed> players, QWidget* parent)
    : QWidget(parent), m_parts(new Parts{std::move(context), std::move(players)})
{
    Parts& parts = *m_parts;
    auto* across = new QSplitter(Qt::Horizontal, this);
    across->setChildrenCollapsible(false);
    across->addWidget(makeLeft());
    parts.panel = new PlayPanel(parts.context.navigator, across);
    parts.panel->setMinimumWidth(340);
    across->setSizes({520, 560});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(across);
    connect(parts.setup, &PlaySetup::changed, this, &PlayTab::settingsChanged);
    if (parts.feed) {
        connect(parts.feed.get(), &PlayFeed::changed, this, &PlayTab::showFeed);
        connect(parts.feed.get(), &PlayFeed::startFailed, this, &PlayTab::failed);
        connect(parts.feed.get(), &PlayFeed::started, this, &PlayTab::showPlayer);
    }
    showFeed();
}

PlayTab::~PlayTab() = default;

QWidget* PlayTab::makeLeft()
{
    Parts& parts = *m_parts;
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setMinimumWidth(470);
    scroll->setFocusPolicy(Qt::NoFocus); // its fields are what the keyboard goes to
    auto* left = new QWidget(scroll);
    auto* column = new QVBoxLayout(left);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::gap);
    parts.setup = new PlaySetup(left);
    parts.failure = new NoticeBar(parts.setup);
    parts.failure->hide();
    parts.setup->body()->addWidget(parts.failure);
    auto* row = new QHBoxLayout;
    row->setSpacing(10);
    parts.start = primaryButton(tr("Start"), parts.setup);
    parts.stop = plainButton(tr("Stop"), parts.setup);
    row->addWidget(parts.start);
    row->addWidget(parts.stop);
    parts.reason = new PlainLabel({}, PlainLabel::Look::Dim, parts.setup);
    parts.reason->setWordWrap(true);
    row->addWidget(parts.reason, 1);
    parts.setup->body()->addLayout(row);
    column->addWidget(parts.setup);
    column->addStretch(1);
    scroll->setWidget(left);
    connect(parts.start, &QPushButton::clicked, this, &PlayTab::askToStart);
    connect(parts.stop, &QPushButton::clicked, this, [this] {
        m_parts->feed->stop(QString::fromStdString(m_parts->setup->options().groupId));
    });
    return scroll;
}

void PlayTab::setTopics(const QStringList& topics) { m_parts->setup->setTopics(topics); }

void PlayTab::showPlayer(const QString& group)
{
    m_parts->shown = group;
    m_parts->failure->hide();
    showFeed();
}

void PlayTab::setActive(bool active)
{
    m_parts->active = active;
    if (active)
        showFeed();
}

bool PlayTab::runsHere() const
{
    const PlayView* view = m_parts->feed ? m_parts->feed->player(QString::fromStdString(m_parts->setup->options().groupId)) : nullptr;
    return view && view->progress.running;
}

QString PlayTab::whyNot() const
{
    const Parts& parts = *m_parts;
    if (parts.context.connection.readOnly)
        return tr("This connection is read-only: no group can be joined.");
    if (!parts.feed)
        return tr("Play consumers cannot be started here.");
    const PlayOptions options = parts.setup->options();
    if (options.topics.empty())
        return tr("Name a topic.");
    if (const auto good = checkPlay(options); !good)
        return sentenceOf(good.error());
    if (parts.feed->isStarting())
        return tr("Joining the group…");
    if (runsHere())
        return tr("It runs. Rules and members can be changed meanwhile.");
    return {};
}

void PlayTab::showChoice()
{
    const QString reason = whyNot();
    m_parts->start->setEnabled(reason.isEmpty());
    m_parts->stop->setEnabled(runsHere());
    m_parts->reason->setText(reason);
}

void PlayTab::settingsChanged()
{
    Parts& parts = *m_parts;
    if (runsHere()) {
        const PlayOptions options = parts.setup->options();
        const QString group = QString::fromStdString(options.groupId);
        if (checkPlay(options)) {
            parts.feed->setRules(group, options.rules);
            parts.feed->setMembers(group, options.members);
        }
    }
    showChoice();
}

void PlayTab::askToStart()
{
    Parts& parts = *m_parts;
    if (!whyNot().isEmpty() || parts.confirm)
        return;
    if (!isProduction(parts.context.connection.environment))
        return start(false);
    parts.confirm = new ConfirmWorkDialog(
        parts.context.connection, tr("Consume on %1?").arg(parts.context.connection.environment),
        tr("A play consumer joins group %1, commits offsets there and writes dead letters on purpose. Real services of the group "
           "would miss what it takes.")
            .arg(QString::fromStdString(parts.setup->options().groupId)),
        tr("Start"), this);
    connect(parts.confirm, &QDialog::accepted, this, [this] { start(false); });
    parts.confirm->open();
}

void PlayTab::start(bool joinOthers)
{
    Parts& parts = *m_parts;
    parts.failure->hide();
    if (!joinOthers)
        parts.asked = parts.setup->options();
    parts.feed->start(parts.asked, joinOthers);
}

void PlayTab::failed(const weir::Error& error)
{
    Parts& parts = *m_parts;
    if (error.kind == ErrorKind::AlreadyExists && !parts.confirm) {
        parts.confirm = new ConfirmWorkDialog(parts.context.connection, tr("Others are in this group"), sentenceOf(error),
                                              tr("Join all the same"), this);
        connect(parts.confirm, &QDialog::accepted, this, [this] { start(true); });
        parts.confirm->open();
        return;
    }
    parts.failure->setNotice(Tone::Bad, tr("It was not started. %1").arg(sentenceOf(error)), {}, errorDetails(error));
    parts.failure->show();
}

void PlayTab::showFeed()
{
    Parts& parts = *m_parts;
    showChoice();
    // Five times a second is for people who look.
    if (!parts.feed || !parts.active)
        return;
    const PlayView* view = parts.feed->player(parts.shown);
    if (!view && !parts.feed->players().empty())
        view = &parts.feed->players().front();
    parts.panel->showPlayer(view);
}

} // namespace weir::ui
