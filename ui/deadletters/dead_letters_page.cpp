// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/dead_letters_page.h"

#include "ui/deadletters/archive_dialog.h"
#include "ui/deadletters/failure_panel.h"
#include "ui/deadletters/failures_tab.h"
#include "ui/deadletters/handled_tab.h"
#include "ui/deadletters/letter_words.h"
#include "ui/deadletters/replay_plan_dialog.h"
#include "ui/deadletters/replays_tab.h"
#include "ui/deadletters/topics_tab.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/filter_edit.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/segmented_tabs.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStackedWidget>

namespace weir::ui {

DeadLettersPage::DeadLettersPage(PageContext context, std::shared_ptr<ReplayFeed> replays, QWidget* parent)
    : DeadLettersPage(std::move(context), std::move(replays), InboxFeed::Pace(), parent)
{
}

DeadLettersPage::DeadLettersPage(PageContext context, std::shared_ptr<ReplayFeed> replays, InboxFeed::Pace pace, QWidget* parent)
    : Page(tr("Dead letters"), parent),
      m_context(std::move(context)),
      m_replays(std::move(replays)),
      m_feed(std::make_unique<InboxFeed>(m_context, m_replays, pace))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::pageMargin, 14, Theme::pageMargin, 8);
    layout->setSpacing(Theme::gap);
    layout->addWidget(makeHeader());
    m_notice = new NoticeBar(this);
    m_notice->hide();
    layout->addWidget(m_notice);
    layout->addWidget(makeTabs(), 1);
    connectParts();
    showCounts();
    showChoice();
}

DeadLettersPage::~DeadLettersPage()
{
    // What watches the feed goes before it.
    delete m_stack;
    m_stack = nullptr;
}

QWidget* DeadLettersPage::makeHeader()
{
    auto* header = new QWidget(this);
    auto* row = new QHBoxLayout(header);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(10);
    row->addWidget(new PlainLabel(title(), PlainLabel::Look::Title, header));
    m_open = new PillLabel({}, Tone::Warning, header);
    row->addWidget(m_open);
    m_topicCount = new PillLabel({}, Tone::Neutral, header);
    row->addWidget(m_topicCount);
    row->addStretch(1);
    m_closed = new Chip(tr("Also closed"), header);
    m_closed->setToolTip(tr("Also failures of which every letter is handled, ignored or replayed"));
    row->addWidget(m_closed);
    m_filter = new FilterEdit(tr("Filter by failure, origin, topic"), header);
    m_filter->setAccessibleName(tr("Filter dead letters"));
    m_filter->setFixedWidth(230);
    row->addWidget(m_filter);
    m_fromFile = plainButton(tr("Replay a file…"), header);
    row->addWidget(m_fromFile);
    m_archive = plainButton(tr("&Archive…"), header);
    row->addWidget(m_archive);
    m_plan = primaryButton(tr("&Plan replay…"), header);
    row->addWidget(m_plan);
    return header;
}

QWidget* DeadLettersPage::makeTabs()
{
    auto* area = new QWidget(this);
    auto* layout = new QVBoxLayout(area);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::gap);
    m_tabs = new SegmentedTabs(tr("Parts of the dead letters"), area);
    m_stack = new QStackedWidget(area);
    m_failures = new FailuresTab(*m_feed, m_stack);
    m_topics = new TopicsTab(*m_feed, m_stack);
    m_handled = new HandledTab(*m_feed, m_stack);
    for (QWidget* tab : std::initializer_list<QWidget*>{m_failures, m_topics, m_handled})
        m_stack->addWidget(tab);
    if (m_replays) {
        m_replaysTab = new ReplaysTab(m_context, m_replays, m_stack);
        m_stack->addWidget(m_replaysTab);
    } else {
        auto* none = new PlainLabel(tr("Replays are not available here."), PlainLabel::Look::Dim, m_stack);
        none->setAlignment(Qt::AlignCenter);
        m_stack->addWidget(none);
    }
    for (const QString& name : {tr("Failures"), tr("Topics"), tr("Handled"), tr("Replays")})
        m_tabs->addTab(name);
    layout->addWidget(m_tabs);
    layout->addWidget(m_stack, 1);
    return area;
}

void DeadLettersPage::connectParts()
{
    connect(m_tabs, &QTabBar::currentChanged, this, &DeadLettersPage::showTab);
    connect(m_failures, &FailuresTab::choiceChanged, this, &DeadLettersPage::showChoice);
    connect(m_failures, &FailuresTab::countChanged, this, &DeadLettersPage::showCounts);
    connect(m_failures, &FailuresTab::replayWanted, this, &DeadLettersPage::planOne);
    connect(m_topics, &TopicsTab::countChanged, this, &DeadLettersPage::showCounts);
    connect(m_handled, &HandledTab::countChanged, this, &DeadLettersPage::showCounts);
    if (m_replaysTab)
        connect(m_replaysTab, &ReplaysTab::countChanged, this, &DeadLettersPage::showCounts);
    connect(m_feed.get(), &InboxFeed::inboxChanged, this, &DeadLettersPage::showCounts);
    connect(m_feed.get(), &InboxFeed::statesChanged, this, &DeadLettersPage::showCounts);
    connect(m_feed.get(), &InboxFeed::wordFailed, this, [this](const weir::Error& error) {
        m_notice->setNotice(Tone::Bad, sentenceOf(error), tr("Close"), errorDetails(error));
        m_notice->show();
    });
    connect(m_failures, &FailuresTab::noticeWanted, this, [this](const QString& sentence) {
        m_notice->setNotice(Tone::Accent, sentence, tr("Close"), {});
        m_notice->show();
    });
    connect(m_notice, &NoticeBar::actionRequested, m_notice, &QWidget::hide);
    connect(m_filter, &FilterEdit::filterChanged, this, [this](const QString& text) {
        m_failures->setFilter(text);
        m_topics->setFilter(text);
        m_handled->setFilter(text);
    });
    connect(m_closed, &Chip::toggled, m_failures, &FailuresTab::setClosedShown);
    connect(m_plan, &QPushButton::clicked, this, &DeadLettersPage::planChosen);
    connect(m_archive, &QPushButton::clicked, this, &DeadLettersPage::archiveChosen);
    connect(m_fromFile, &QPushButton::clicked, this, &DeadLettersPage::chooseArchive);
}

void DeadLettersPage::refresh()
{
    m_feed->look();
}

void DeadLettersPage::open(const Destination& destination)
{
    if (const auto* replay = std::get_if<OpenReplay>(&destination)) {
        m_tabs->setCurrentIndex(Replays);
        if (m_replaysTab)
            m_replaysTab->select(replay->job);
    } else if (const auto* letters = std::get_if<OpenDeadLetters>(&destination); letters && letters->topic) {
        openTopic(*letters->topic);
    }
}

void DeadLettersPage::openTopic(const QString& topic)
{
    m_topics->select(topic);
    const DeadLetterTopic* known = m_feed->topic(topic.toStdString());
    // What waits for another try is no failure yet: the topic's own line says what is there.
    if (known && known->kind == DeadLetterKind::Retry)
        return m_tabs->setCurrentIndex(Topics);
    m_tabs->setCurrentIndex(Failures);
    m_filter->setText(topic);
    m_failures->setFilter(topic);
}

bool DeadLettersPage::focusFilter()
{
    m_filter->setFocus();
    m_filter->selectAll();
    return true;
}

bool DeadLettersPage::isSettled() const
{
    return m_stack->currentIndex() == Failures ? m_failures->isSettled() : m_topics->isSettled();
}

void DeadLettersPage::activated()
{
    m_feed->setWatching(true);
}

void DeadLettersPage::deactivated()
{
    m_feed->setWatching(false);
}

void DeadLettersPage::showTab(int tab)
{
    m_stack->setCurrentIndex(tab);
    m_closed->setVisible(tab == Failures);
    m_filter->setVisible(tab != Replays);
}

void DeadLettersPage::showCounts()
{
    const qint64 open = m_feed->openLetters();
    const bool counted = m_feed->settled();
    const auto* found = m_feed->found();
    const auto topics = found ? static_cast<qint64>(found->values.topics.size()) : 0;
    // While it is being counted the number is a lower bound.
    const QString words = open > 0 ? countText(open) + (m_feed->state()->running && !counted ? QStringLiteral("+") : QString()) : QString();
    m_open->setPill(words.isEmpty() ? QString() : tr("%1 open").arg(words), Tone::Warning);
    m_topicCount->setPill(topics > 0 ? countedText(topics, tr("1 topic"), tr("%1 topics")) : QString());
    const auto name = [this](Tab tab, const QString& title, int count) {
        const QString text = count > 0 ? QStringLiteral("%1 %2").arg(title, countText(count)) : title;
        if (m_tabs->tabText(tab) != text)
            m_tabs->setTabText(tab, text);
    };
    name(Failures, tr("Failures"), m_failures->openKinds());
    name(Topics, tr("Topics"), m_topics->count());
    name(Handled, tr("Handled"), m_handled->count());
    name(Replays, tr("Replays"), m_replaysTab ? m_replaysTab->count() : 0);
    Q_EMIT countChanged(words);
    if (isActive())
        Q_EMIT statusText(inboxCoverage(*m_feed->state()));
}

void DeadLettersPage::showChoice()
{
    const LetterChoice choice = m_failures->choice();
    const QString text = choice.empty() ? tr("&Plan replay…") : tr("&Plan replay of %1…").arg(countText(choice.count));
    m_plan->setText(text);
    m_plan->setAccessibleName(QString(text).remove(QLatin1Char('&')));
    m_plan->setEnabled(!choice.empty() && m_replays);
    m_plan->setToolTip(plainToolTip(!m_replays ? tr("Replays are not available here.") : choice.empty() ? tr("No open letters are chosen.") : choice.title));
    m_archive->setEnabled(!choice.empty());
    m_archive->setToolTip(plainToolTip(choice.empty() ? tr("No open letters are chosen.") : tr("Writes %1 into a file").arg(choice.title)));
    m_fromFile->setEnabled(m_replays != nullptr);
    m_fromFile->setToolTip(plainToolTip(m_replays ? tr("Plans a replay of letters that were archived") : tr("Replays are not available here.")));
}

// --- what is done with letters ----------------------------------------------------------------

void DeadLettersPage::gather(const LetterChoice& choice, std::function<void(std::vector<LetterPlace>)> use)
{
    const auto inbox = m_feed->inbox();
    if (!inbox || m_dialog || m_gatherTask.isRunning())
        return;
    m_gatherTask.start(
        m_context.tasks,
        [inbox, states = m_feed->states(), choice](std::stop_token) { return chosenLetters(*inbox, *states, choice); },
        [use = std::move(use)](std::vector<LetterPlace> places) {
            if (!places.empty())
                use(std::move(places));
        });
}

void DeadLettersPage::planChosen()
{
    const LetterChoice choice = m_failures->choice();
    gather(choice, [this, title = choice.title](std::vector<LetterPlace> places) {
        openPlan({.places = std::move(places)}, title, {});
    });
}

void DeadLettersPage::planOne(const LetterPlace& place, bool edit)
{
    if (!m_replays)
        return;
    ReplayOptions options;
    // An edit that changes nothing yet: the dialog opens where this letter is edited.
    if (edit)
        options.edits[place] = {};
    openPlan({.places = {place}}, tr("1 letter, %1").arg(placeWords(place)), std::move(options));
}

void DeadLettersPage::openPlan(LetterSelection selection, const QString& title, ReplayOptions options)
{
    if (m_dialog)
        return;
    auto* dialog = new ReplayPlanDialog(m_context, m_replays, std::move(selection), title, std::move(options), this);
    m_dialog = dialog;
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ReplayPlanDialog::started, this, [this](const QString& job) {
        m_failures->letters().rows().uncheckAll();
        open(OpenReplay{job});
    });
    dialog->open();
}

void DeadLettersPage::archiveChosen()
{
    const LetterChoice choice = m_failures->choice();
    gather(choice, [this, title = choice.title](std::vector<LetterPlace> places) {
        auto* dialog = new ArchiveDialog(m_context, std::move(places), title, this);
        m_dialog = dialog;
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->open();
    });
}

void DeadLettersPage::chooseArchive()
{
    auto* dialog = new QFileDialog(this, tr("Replay letters from an archive"), {}, tr("Archives (*.ndjson *.partial);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        openPlan({.archive = std::filesystem::path(path.toStdString())}, QFileInfo(path).fileName(), {});
    });
    dialog->open();
}

} // namespace weir::ui
