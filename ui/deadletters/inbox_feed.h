// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/dead_letter_topics.h"
#include "ui/async/latest_task.h"
#include "ui/deadletters/letter_states.h"
#include "ui/deadletters/replay_feed.h"
#include "ui/widgets/page.h"

#include <QtCore/QDateTime>
#include <QtCore/QTimer>

#include <atomic>
#include <functional>
#include <set>

namespace weir::ui {

/// The dead letters of one connection as the window sees them: which topics hold some, the failures in them, and what people
/// said about them. Works only while somebody watches; the inbox itself is let go on another thread. GUI thread.
class InboxFeed : public QObject
{
    Q_OBJECT
public:
    struct Pace {
        std::chrono::milliseconds letters = std::chrono::seconds(10); ///< the inbox goes on
        int topicsEvery = 3;                                          ///< of those times topics are looked for, too
        std::chrono::milliseconds patience{1500};                     ///< wait for marks before the first look
    };
    InboxFeed(PageContext context, std::shared_ptr<ReplayFeed> replays, Pace pace, QObject* parent = nullptr);
    InboxFeed(PageContext context, std::shared_ptr<ReplayFeed> replays, QObject* parent = nullptr)
        : InboxFeed(std::move(context), std::move(replays), Pace(), parent)
    {
    }
    ~InboxFeed() override;

    /// A page comes to the front or leaves it.
    void setWatching(bool watching);
    [[nodiscard]] bool paused() const { return m_paused; }
    void setPaused(bool paused); ///< nothing is asked by itself

    // --- topics
    /// Looks for topics now; the inbox goes on with what is found.
    void look(std::size_t sampledTopics = 0);
    [[nodiscard]] bool isLooking() const { return m_lookTask.isRunning(); }
    [[nodiscard]] bool isSampling() const { return isLooking() && m_sampling; }
    /// Of the last look that had an answer; nullptr before.
    [[nodiscard]] const Partial<Discovery>* found() const { return m_found ? &*m_found : nullptr; }
    [[nodiscard]] const QDateTime& foundAt() const { return m_foundAt; }
    /// Why the last look failed; what found() holds is older then.
    [[nodiscard]] const std::optional<weir::Error>& lookError() const { return m_lookError; }
    /// How many topics the last look into other topics did not reach; nullopt when nobody asked for one.
    [[nodiscard]] std::optional<std::size_t> notSampled() const { return m_notSampled; }
    [[nodiscard]] const DeadLetterTopic* topic(const std::string& name) const;

    // --- failures
    [[nodiscard]] const std::shared_ptr<const InboxState>& state() const { return m_state; }
    /// Thread-safe; for workers. Another one after the conventions changed.
    [[nodiscard]] std::shared_ptr<Inbox> inbox() const { return m_inbox; }
    void goOn();
    void stop();
    /// True once the inbox has been through everything once, or was stopped or failed.
    [[nodiscard]] bool settled() const { return m_everEnded; }

    // --- what people said, and what was replayed
    [[nodiscard]] bool canMark() const;
    [[nodiscard]] QString whyNotMark() const; ///< for a tooltip; empty when one can
    [[nodiscard]] const std::shared_ptr<const LetterStates>& states() const { return m_states; }
    [[nodiscard]] GroupTally tally(const std::string& groupId) const;
    /// Letters of the group that are neither handled, ignored nor replayed.
    [[nodiscard]] std::int64_t open(const FailureGroup& group) const;
    [[nodiscard]] std::int64_t openLetters() const;
    void markLetters(std::vector<LetterPlace> places, const MarkedLetter& word);
    void markGroups(std::vector<std::pair<std::string, MarkedGroup>> words);
    [[nodiscard]] const std::map<std::string, TopicWord>& topicWords() const { return m_words; }
    void setTopicWord(const std::string& topic, std::optional<TopicWord> word);
    [[nodiscard]] const std::vector<CustomConvention>& conventions() const { return m_conventions; }
    /// The inbox begins anew: letters are grouped by what their headers say.
    void setConventions(const std::vector<CustomConvention>& conventions);

    [[nodiscard]] const std::shared_ptr<ReplayFeed>& replays() const { return m_replays; }
    [[nodiscard]] const PageContext& context() const { return m_context; }

Q_SIGNALS:
    void topicsChanged(); ///< found(), lookError() or isLooking()
    void inboxChanged();  ///< state()
    void statesChanged(); ///< states() or a tally
    void conventionsChanged();
    void wordFailed(const weir::Error& error);

private:
    struct Words {
        LetterStates states;
        std::map<std::string, TopicWord> topics;
        std::vector<CustomConvention> conventions;
    };
    void begin();
    void tick();
    void makeInbox();
    void takeFound(Result<Partial<Discovery>> answer);
    void refreshInbox();
    void takeState();
    void readWords();
    void takeWords(Result<Words> answer);
    void tallySoon();
    void countTally();
    void say(std::function<Result<void>(LetterMarks&, const std::string&)> word);
    [[nodiscard]] std::vector<std::string> letterTopics() const;

    PageContext m_context;
    std::shared_ptr<ReplayFeed> m_replays;
    Pace m_pace;
    bool m_watching = false;
    bool m_paused = false;
    bool m_begun = false;
    bool m_sampling = false;
    bool m_stopped = false; ///< by hand; only goOn() changes that
    bool m_everAsked = false;
    bool m_everEnded = false;
    bool m_tallyDirty = false;
    int m_ticks = 0;

    std::optional<Partial<Discovery>> m_found;
    QDateTime m_foundAt;
    std::optional<weir::Error> m_lookError;
    std::vector<std::string> m_letterTopics; ///< that the inbox was told
    std::set<std::string> m_byRecords;       ///< topics found by sampling, which is not done again each time
    std::optional<std::size_t> m_notSampled;

    std::shared_ptr<Mailbox> m_mailbox;
    std::shared_ptr<std::atomic<bool>> m_posted;
    std::shared_ptr<Inbox> m_inbox;
    std::shared_ptr<const InboxState> m_state;

    std::shared_ptr<const LetterStates> m_states;
    std::map<std::string, TopicWord> m_words;
    std::vector<CustomConvention> m_conventions;
    std::map<std::string, GroupTally> m_tally;

    QTimer m_timer;
    QTimer m_wordsTimer; ///< replays commit many batches a second
    QTimer m_tallyTimer;
    LatestTask m_lookTask;
    LatestTask m_wordsTask;
    LatestTask m_tallyTask;
};

} // namespace weir::ui
