// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/inbox_feed.h"

#include <algorithm>

namespace weir::ui {
namespace {

constexpr std::chrono::seconds lookTime{60};
constexpr std::chrono::milliseconds wordsPause{700};
constexpr std::chrono::milliseconds tallyPause{400};

} // namespace

InboxFeed::InboxFeed(PageContext context, std::shared_ptr<ReplayFeed> replays, Pace pace, QObject* parent)
    : QObject(parent),
      m_context(std::move(context)),
      m_replays(std::move(replays)),
      m_pace(pace),
      m_mailbox(std::make_shared<Mailbox>(this)),
      m_posted(std::make_shared<std::atomic<bool>>(false)),
      m_state(std::make_shared<InboxState>()),
      m_states(std::make_shared<LetterStates>())
{
    m_timer.setInterval(m_pace.letters);
    m_wordsTimer.setSingleShot(true);
    m_wordsTimer.setInterval(wordsPause);
    m_tallyTimer.setSingleShot(true);
    m_tallyTimer.setInterval(tallyPause);
    connect(&m_timer, &QTimer::timeout, this, &InboxFeed::tick);
    connect(&m_wordsTimer, &QTimer::timeout, this, &InboxFeed::readWords);
    connect(&m_tallyTimer, &QTimer::timeout, this, &InboxFeed::countTally);
    if (m_replays) {
        connect(m_replays.get(), &ReplayFeed::readyChanged, this, [this] {
            readWords();
            Q_EMIT statesChanged();
        });
        const auto later = [this] { m_wordsTimer.start(); };
        connect(m_replays.get(), &ReplayFeed::replayed, this, later);
        connect(m_replays.get(), &ReplayFeed::jobEnded, this, later);
    }
}

InboxFeed::~InboxFeed()
{
    m_mailbox->close();
    destroyElsewhere(std::move(m_inbox));
}

void InboxFeed::setWatching(bool watching)
{
    m_watching = watching;
    if (!watching)
        return m_timer.stop();
    if (!m_paused)
        m_timer.start();
    if (m_begun)
        return m_paused ? void() : tick();
    // Topics that a person has named "neither" must not flash up, so the marks come first; but not for ever.
    if (!m_replays || m_replays->ready() || m_replays->trouble())
        return begin();
    QTimer::singleShot(m_pace.patience, this, &InboxFeed::begin);
}

void InboxFeed::begin()
{
    if (m_begun)
        return;
    m_begun = true;
    makeInbox();
    if (canMark() && !m_wordsTask.isRunning())
        return readWords();
    look();
}

void InboxFeed::setPaused(bool paused)
{
    m_paused = paused;
    if (paused)
        m_timer.stop();
    else if (m_watching)
        m_timer.start();
    Q_EMIT inboxChanged();
}

void InboxFeed::tick()
{
    // A slow cluster is not asked again before it has answered.
    if (++m_ticks % std::max(1, m_pace.topicsEvery) == 0 || !m_found) {
        if (!isLooking())
            look();
    } else if (!m_stopped && !m_state->running) {
        goOn();
    }
}

void InboxFeed::makeInbox()
{
    destroyElsewhere(std::move(m_inbox));
    m_posted = std::make_shared<std::atomic<bool>>(false);
    // A window that is busy must not collect a queue of the same news; news of an inbox that was let go are none.
    const auto changed = [mailbox = m_mailbox, posted = m_posted, this] {
        if (posted->exchange(true))
            return;
        mailbox->post([this, posted] {
            posted->store(false);
            if (posted == m_posted)
                takeState();
        });
    };
    Inbox::Options options;
    options.conventions = m_conventions;
    m_inbox = std::make_shared<Inbox>(m_context.cluster, std::move(options), changed);
    m_letterTopics.clear();
    m_everAsked = false;
    takeState();
}

// --- topics -----------------------------------------------------------------------------------

void InboxFeed::look(std::size_t sampledTopics)
{
    if (!m_begun)
        return;
    m_sampling = sampledTopics > 0;
    DiscoveryWishes wishes;
    wishes.words = m_words;
    wishes.conventions = m_conventions;
    // What sampling has found stays found without reading all topics every half a minute.
    for (const std::string& topic : m_byRecords)
        wishes.words.emplace(topic, TopicWord::DeadLetters);
    wishes.sampledTopics = sampledTopics;
    if (m_found)
        wishes.before = m_found->values.topics;
    m_lookTask.start(
        m_context.tasks,
        [cluster = m_context.cluster, wishes = std::move(wishes)](std::stop_token stop) {
            return discoverDeadLetters(*cluster, wishes, Call::within(lookTime, std::move(stop)));
        },
        [this](Result<Partial<Discovery>> answer) { takeFound(std::move(answer)); });
    Q_EMIT topicsChanged();
}

void InboxFeed::takeFound(Result<Partial<Discovery>> answer)
{
    const bool sampled = std::exchange(m_sampling, false);
    if (!answer) {
        m_lookError = answer.error();
        return Q_EMIT topicsChanged();
    }
    m_lookError.reset();
    m_found = std::move(*answer);
    if (sampled)
        m_notSampled = m_found->values.topicsNotSampled;
    for (DeadLetterTopic& topic : m_found->values.topics) {
        if (topic.sign == DeadLetterSign::Word && !m_words.contains(topic.name) && m_byRecords.contains(topic.name))
            topic.sign = DeadLetterSign::FailureHeaders;
        if (topic.sign == DeadLetterSign::FailureHeaders)
            m_byRecords.insert(topic.name);
    }
    m_foundAt = QDateTime::currentDateTime();
    const auto topics = letterTopics();
    if (topics != m_letterTopics) {
        m_letterTopics = topics;
        m_inbox->setTopics(topics);
        m_wordsTimer.start();
    }
    if (topics.empty())
        m_everEnded = true;
    else if (!m_stopped)
        refreshInbox();
    Q_EMIT topicsChanged();
}

std::vector<std::string> InboxFeed::letterTopics() const
{
    std::vector<std::string> topics;
    for (const DeadLetterTopic& topic : m_found->values.topics) {
        // What waits for another try has not failed yet.
        if (topic.kind == DeadLetterKind::DeadLetter)
            topics.push_back(topic.name);
    }
    return topics;
}

const DeadLetterTopic* InboxFeed::topic(const std::string& name) const
{
    if (!m_found)
        return nullptr;
    const auto& topics = m_found->values.topics;
    const auto at = std::ranges::find(topics, name, &DeadLetterTopic::name);
    return at == topics.end() ? nullptr : &*at;
}

// --- failures ---------------------------------------------------------------------------------

void InboxFeed::goOn()
{
    m_stopped = false;
    if (m_inbox)
        refreshInbox();
}

/// It runs as soon as refresh() has returned, so from then on "does not run" means that it has ended.
void InboxFeed::refreshInbox()
{
    m_inbox->refresh();
    m_everAsked = true;
    takeState();
}

void InboxFeed::stop()
{
    m_stopped = true;
    if (m_inbox)
        m_inbox->stop();
}

void InboxFeed::takeState()
{
    m_state = m_inbox->state();
    if (m_everAsked && !m_letterTopics.empty() && !m_state->running)
        m_everEnded = true;
    tallySoon();
    Q_EMIT inboxChanged();
}

std::int64_t InboxFeed::open(const FailureGroup& group) const
{
    const auto mark = m_states->groups.find(group.id);
    if (mark != m_states->groups.end() && mark->second.word.mark == LetterMark::Ignored)
        return 0;
    // Letters that came since the tally are open until it is made again.
    return std::max<std::int64_t>(0, group.count - tally(group.id).closed());
}

std::int64_t InboxFeed::openLetters() const
{
    std::int64_t sum = 0;
    for (const FailureGroup& group : m_state->groups)
        sum += open(group);
    return sum;
}

GroupTally InboxFeed::tally(const std::string& groupId) const
{
    const auto found = m_tally.find(groupId);
    return found == m_tally.end() ? GroupTally() : found->second;
}

void InboxFeed::tallySoon()
{
    m_tallyDirty = true;
    if (!m_tallyTimer.isActive())
        m_tallyTimer.start();
}

void InboxFeed::countTally()
{
    if (!m_inbox || !m_tallyDirty || m_tallyTask.isRunning())
        return;
    if (!m_states->anything() && m_tally.empty()) {
        m_tallyDirty = false;
        return;
    }
    m_tallyDirty = false;
    m_tallyTask.start(
        m_context.tasks,
        [inbox = m_inbox, states = m_states](std::stop_token stop) { return states->tally(*inbox, stop); },
        [this](std::map<std::string, GroupTally> tally) {
            const bool changed = tally != m_tally;
            m_tally = std::move(tally);
            if (m_tallyDirty)
                m_tallyTimer.start();
            if (changed)
                Q_EMIT statesChanged();
        });
}

// --- what people said -------------------------------------------------------------------------

bool InboxFeed::canMark() const
{
    return m_replays && m_replays->ready() && m_replays->marks() && m_replays->clusterId();
}

QString InboxFeed::whyNotMark() const
{
    if (canMark())
        return {};
    if (m_replays && m_replays->trouble())
        return tr("Marks cannot be kept: %1").arg(QString::fromStdString(m_replays->trouble()->message));
    return m_replays ? tr("The file of marks is being opened.") : tr("Marks are not kept here.");
}

void InboxFeed::readWords()
{
    if (!canMark())
        return m_begun && !m_found && !isLooking() ? look() : void();
    m_wordsTask.start(
        m_context.tasks,
        [marks = m_replays->marks(), journal = m_replays->journal(), cluster = *m_replays->clusterId(),
         topics = m_letterTopics](std::stop_token) -> Result<Words> {
            auto states = LetterStates::read(*marks, journal.get(), cluster, topics);
            if (!states)
                return fail(states.error());
            auto words = marks->topicWords(cluster);
            if (!words)
                return fail(words.error());
            auto conventions = marks->conventions(cluster);
            if (!conventions)
                return fail(conventions.error());
            return Words{std::move(*states), std::move(*words), std::move(*conventions)};
        },
        [this](Result<Words> answer) { takeWords(std::move(answer)); });
}

void InboxFeed::takeWords(Result<Words> answer)
{
    if (!answer) {
        Q_EMIT wordFailed(answer.error());
        if (m_begun && !m_found && !isLooking())
            look();
        return;
    }
    m_states = std::make_shared<const LetterStates>(std::move(answer->states));
    const bool otherTopics = m_words != answer->topics;
    const bool otherConventions = m_conventions != answer->conventions;
    m_words = std::move(answer->topics);
    m_conventions = std::move(answer->conventions);
    if (otherConventions && m_begun) {
        makeInbox();
        Q_EMIT conventionsChanged();
    }
    tallySoon();
    Q_EMIT statesChanged();
    if (m_begun && (otherTopics || otherConventions || (!m_found && !isLooking())))
        look();
    else if (!m_begun && m_watching)
        begin();
}

void InboxFeed::say(std::function<Result<void>(LetterMarks&, const std::string&)> word)
{
    if (!canMark())
        return;
    runTask(
        this, m_context.tasks,
        [word = std::move(word), marks = m_replays->marks(), cluster = *m_replays->clusterId()](std::stop_token) {
            return word(*marks, cluster);
        },
        [this](Result<void> done) {
            if (!done)
                Q_EMIT wordFailed(done.error());
            readWords();
        });
}

void InboxFeed::markLetters(std::vector<LetterPlace> places, const MarkedLetter& word)
{
    say([places = std::move(places), word](LetterMarks& marks, const std::string& cluster) {
        return marks.markLetters(cluster, places, word);
    });
}

void InboxFeed::markGroups(std::vector<std::pair<std::string, MarkedGroup>> words)
{
    say([words = std::move(words)](LetterMarks& marks, const std::string& cluster) -> Result<void> {
        for (const auto& [id, word] : words) {
            if (auto done = marks.markGroup(cluster, id, word); !done)
                return done;
        }
        return {};
    });
}

void InboxFeed::setTopicWord(const std::string& topic, std::optional<TopicWord> word)
{
    say([topic, word](LetterMarks& marks, const std::string& cluster) { return marks.setTopicWord(cluster, topic, word); });
}

void InboxFeed::setConventions(const std::vector<CustomConvention>& conventions)
{
    say([conventions](LetterMarks& marks, const std::string& cluster) { return marks.setConventions(cluster, conventions); });
}

} // namespace weir::ui
