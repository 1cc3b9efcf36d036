// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/letter_marks.h"

#include <QTemporaryDir>
#include <QTest>

#include <thread>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace weir;
using namespace std::string_literals;

namespace {

LetterPlace place(std::int64_t offset, const std::string& topic = "orders.dlq", std::int32_t partition = 3)
{
    return {{topic, partition}, offset};
}

struct MarkRow {
    std::optional<MarkedLetter> letter;
    std::optional<MarkedGroup> group;
    std::optional<TimestampMs> timestamp;
    LetterMark expected = LetterMark::Open;
};

} // namespace

Q_DECLARE_METATYPE(MarkRow)

class DeadlettersMarksTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path path() const { return m_folder->path().toStdString() + "/deep/deadletters.db"; }
    std::unique_ptr<LetterMarks> open() const
    {
        auto opened = LetterMarks::open(path());
        return opened ? std::move(*opened) : nullptr;
    }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void emptyAtFirst()
    {
        const auto marks = open();
        QVERIFY(marks);
        QVERIFY(marks->letters("c")->empty() && marks->groups("c")->empty());
        QVERIFY(marks->topicWords("c")->empty() && marks->conventions("c")->empty());
        struct stat info {};
        QCOMPARE(::stat(path().c_str(), &info), 0);
        QCOMPARE(info.st_mode & 0777U, 0600U);
    }

    void lettersSurviveReopening()
    {
        const MarkedLetter handled{LetterMark::Handled, "customer called \"back\"\n\xFF\0x"s, 1'700'000'000'000};
        const MarkedLetter ignored{LetterMark::Ignored, "", 5};
        {
            const auto marks = open();
            QVERIFY(marks->markLetters("c", {place(1), place(2), place(1, "odd'; DROP TABLE letter; --"), place(-1, "", -1)}, handled));
            QVERIFY(marks->markLetters("c", {place(2)}, ignored)); // the newest word counts
            QVERIFY(marks->markLetters("other", {place(1)}, ignored));
            QVERIFY(marks->markLetters("c", {}, ignored));
        }
        const auto marks = open();
        const std::map<LetterPlace, MarkedLetter> expected{{place(1), handled},
                                                           {place(2), ignored},
                                                           {place(1, "odd'; DROP TABLE letter; --"), handled},
                                                           {place(-1, "", -1), handled}};
        QCOMPARE(marks->letters("c").value(), expected);
        QCOMPARE(marks->letters("other").value(), (std::map<LetterPlace, MarkedLetter>{{place(1), ignored}}));
        QVERIFY(marks->letters("")->empty());
    }

    void openWithoutNoteForgets()
    {
        const auto marks = open();
        QVERIFY(marks->markLetters("c", {place(1), place(2)}, {LetterMark::Handled, "n", 1}));
        QVERIFY(marks->markLetters("c", {place(1), place(9)}, {LetterMark::Open, "", 2}));
        QVERIFY(marks->markLetters("c", {place(2)}, {LetterMark::Open, "look again", 3}));
        QCOMPARE(marks->letters("c").value(),
                 (std::map<LetterPlace, MarkedLetter>{{place(2), {LetterMark::Open, "look again", 3}}}));
        QVERIFY(marks->markGroup("c", "f", {{LetterMark::Ignored, "", 1}, 7}));
        QVERIFY(marks->markGroup("c", "g", {{LetterMark::Handled, "x", 1}, 8}));
        QVERIFY(marks->markGroup("c", "f", {{LetterMark::Open, "", 1}, 9}));
        QCOMPARE(open()->groups("c").value(),
                 (std::map<std::string, MarkedGroup>{{"g", {{LetterMark::Handled, "x", 1}, 8}}}));
    }

    void manyLettersAreQuick()
    {
        std::vector<LetterPlace> places;
        for (std::int64_t i = 0; i < 50'000; ++i)
            places.push_back(place(i, "orders.dlq", static_cast<std::int32_t>(i % 12)));
        const auto marks = open();
        QVERIFY(marks->markLetters("c", places, {LetterMark::Handled, "", 1}));
        QCOMPARE(marks->letters("c")->size(), places.size());
        QVERIFY(marks->markLetters("c", places, {LetterMark::Open, "", 1}));
        QVERIFY(marks->letters("c")->empty());
    }

    void topicWords()
    {
        const auto marks = open();
        QVERIFY(marks->setTopicWord("c", "a", TopicWord::DeadLetters));
        QVERIFY(marks->setTopicWord("c", "b", TopicWord::Retries));
        QVERIFY(marks->setTopicWord("c", "d", TopicWord::Neither));
        QVERIFY(marks->setTopicWord("c", "a", TopicWord::Neither));
        QVERIFY(marks->setTopicWord("c", "b", std::nullopt));
        QVERIFY(marks->setTopicWord("c", "never said", std::nullopt));
        QVERIFY(marks->setTopicWord("e", "b", TopicWord::Retries));
        QCOMPARE(open()->topicWords("c").value(),
                 (std::map<std::string, TopicWord>{{"a", TopicWord::Neither}, {"d", TopicWord::Neither}}));
        QCOMPARE(open()->topicWords("e").value(), (std::map<std::string, TopicWord>{{"b", TopicWord::Retries}}));
    }

    void conventions()
    {
        CustomConvention first;
        first.name = "billing \"x\"";
        first.order = HopOrder::NewestFirst;
        first.rules = {{"x-topic", FailureField::OriginTopic, HeaderEncoding::Text},
                       {"x-at", FailureField::OriginOffset, HeaderEncoding::BigEndian64}};
        CustomConvention second;
        second.name = "another";
        second.rules = {{"y", FailureField::Message, HeaderEncoding::Text}};
        const auto marks = open();
        QVERIFY(marks->setConventions("c", {first, second}));
        QVERIFY(marks->setConventions("e", {second}));
        QCOMPARE(open()->conventions("c").value(), (std::vector<CustomConvention>{first, second}));
        QVERIFY(marks->setConventions("c", {second, first}));
        QCOMPARE(open()->conventions("c").value(), (std::vector<CustomConvention>{second, first}));
        QVERIFY(marks->setConventions("c", {}));
        QVERIFY(open()->conventions("c")->empty());
        QCOMPARE(open()->conventions("e")->size(), std::size_t{1});
    }

    void threads()
    {
        const auto marks = open();
        std::vector<std::jthread> threads;
        std::atomic<int> failures = 0;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&, t] {
                for (int i = 0; i < 20; ++i) {
                    if (!marks->markLetters("c", {place(t * 100 + i)}, {LetterMark::Handled, "n", t}))
                        ++failures;
                    if (!marks->letters("c"))
                        ++failures;
                }
            });
        threads.clear();
        QCOMPARE(failures.load(), 0);
        QCOMPARE(marks->letters("c")->size(), std::size_t{80});
    }

    void twoProcesses()
    {
        QVERIFY(open());
        const pid_t child = fork();
        if (child == 0) {
            const auto marks = open();
            bool good = marks != nullptr;
            for (int i = 0; good && i < 30; ++i)
                good = marks->markLetters("c", {place(i)}, {LetterMark::Handled, "child", i}).has_value();
            _exit(good ? 0 : 1);
        }
        const auto marks = open();
        for (int i = 100; i < 130; ++i)
            QVERIFY(marks->markLetters("c", {place(i)}, {LetterMark::Ignored, "parent", i}));
        int status = -1;
        QCOMPARE(waitpid(child, &status, 0), child);
        QVERIFY(WIFEXITED(status) && WEXITSTATUS(status) == 0);
        QCOMPARE(marks->letters("c")->size(), std::size_t{60});
    }

    void inMemoryIsGoneWithItsOwner()
    {
        auto marks = LetterMarks::inMemory();
        QVERIFY(marks);
        QVERIFY((*marks)->markLetters("c", {place(1)}, {LetterMark::Handled, "", 1}));
        QCOMPARE((*marks)->letters("c")->size(), std::size_t{1});
        QVERIFY(LetterMarks::inMemory().value()->letters("c")->empty());
    }

    void cannotBeOpened()
    {
        const auto opened = LetterMarks::open("/proc/nowhere/deadletters.db");
        QVERIFY(!opened && !opened.error().message.empty());
    }

    void defaultPath()
    {
        qputenv("XDG_STATE_HOME", "/somewhere/state");
        QCOMPARE(LetterMarks::defaultPath(), std::filesystem::path("/somewhere/state/weir/deadletters.db"));
        qunsetenv("XDG_STATE_HOME");
    }

    void effective_data()
    {
        QTest::addColumn<MarkRow>("row");
        const auto letter = [](LetterMark mark, const char* note = "") { return MarkedLetter{mark, note, 1}; };
        const auto group = [](LetterMark mark) { return MarkedGroup{{mark, "", 1}, 100}; };
        using enum LetterMark;
        const auto row = [](const char* name, const MarkRow& value) { QTest::newRow(name) << value; };
        row("nobody said anything", {{}, {}, 50, Open});
        row("its own word", {letter(Handled), {}, 50, Handled});
        row("its own word before its group's", {letter(Handled), group(Ignored), 50, Handled});
        row("its own word, late", {letter(Ignored), group(Handled), 500, Ignored});
        row("group handled, before", {{}, group(Handled), 99, Handled});
        row("group handled, the last moment", {{}, group(Handled), 100, Handled});
        row("group handled, later ones are open", {{}, group(Handled), 101, Open});
        row("group handled, no timestamp", {{}, group(Handled), {}, Open});
        row("group handled, negative timestamp", {{}, group(Handled), -1, Handled});
        row("group ignored, before", {{}, group(Ignored), 50, Ignored});
        row("group ignored, later ones too", {{}, group(Ignored), 101, Ignored});
        row("group ignored, no timestamp", {{}, group(Ignored), {}, Ignored});
        row("group only noted", {{}, group(Open), 50, Open});
        row("letter only noted: the group's word", {letter(Open, "hm"), group(Handled), 50, Handled});
    }

    void effective()
    {
        QFETCH(MarkRow, row);
        QCOMPARE(effectiveMark(row.letter ? &*row.letter : nullptr, row.group ? &*row.group : nullptr, row.timestamp),
                 row.expected);
    }
};

QTEST_GUILESS_MAIN(DeadlettersMarksTest)
#include "deadletters_marks_test.moc"
