// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/letter_list.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <random>
#include <thread>

using namespace weir;

namespace {

/// What the list should hold: sorted, oldest first.
class Reference
{
public:
    void add(const KeptLetter& letter) { m_letters.push_back(letter); }
    void keep(std::size_t most)
    {
        std::ranges::sort(m_letters, std::less<>{});
        if (m_letters.size() > most)
            m_letters.erase(m_letters.begin(), m_letters.end() - static_cast<std::ptrdiff_t>(most));
    }
    void forget(std::uint32_t slot)
    {
        std::erase_if(m_letters, [&](const KeptLetter& letter) { return letter.slot == slot; });
    }
    std::vector<KeptLetter> newest(const std::vector<bool>* groups, std::size_t skip, std::size_t most)
    {
        std::ranges::sort(m_letters, std::less<>{});
        std::vector<KeptLetter> found;
        for (auto letter = m_letters.rbegin(); letter != m_letters.rend() && found.size() < most; ++letter) {
            if (groups != nullptr && !(*groups)[letter->group])
                continue;
            if (skip > 0)
                --skip;
            else
                found.push_back(*letter);
        }
        return found;
    }

private:
    std::vector<KeptLetter> m_letters;
};

} // namespace

class DeadlettersLetterListTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void likeTheReference_data()
    {
        QTest::addColumn<unsigned>("seed");
        QTest::addColumn<int>("disorder"); ///< how far times jump; 0: in order
        QTest::addColumn<int>("most");
        unsigned seed = 1;
        for (const int disorder : {0, 1, 50, 1'000'000})
            for (const int most : {1, 7, 1'000, 1'000'000})
                QTest::addRow("disorder %d, %d at most", disorder, most) << seed++ << disorder << most;
    }

    void likeTheReference()
    {
        QFETCH(unsigned, seed);
        QFETCH(int, disorder);
        QFETCH(int, most);
        std::mt19937 random(seed);
        const auto below = [&](int limit) { return static_cast<int>(random() % static_cast<unsigned>(limit)); };
        LetterList list(static_cast<std::size_t>(most));
        Reference reference;
        std::vector<bool> groups(5);
        groups[1] = groups[4] = true;
        std::int64_t offset = 0;
        for (int round = 0; round < 30; ++round) {
            for (int i = below(400); i > 0; --i) {
                KeptLetter letter{offset, offset + below(disorder + 1), static_cast<std::uint32_t>(below(5)),
                                  static_cast<std::uint32_t>(below(3))};
                if (below(20) == 0)
                    letter.timestamp = KeptLetter::noTime;
                ++offset;
                list.add(letter);
                reference.add(letter);
            }
            list.settle(true);
            reference.keep(static_cast<std::size_t>(most));
            if (round % 7 == 6) {
                list.forget({false, true});
                reference.forget(1);
            }
            const auto skip = static_cast<std::size_t>(below(300));
            QVERIFY(list.newest(nullptr, skip, 100) == reference.newest(nullptr, skip, 100));
            QVERIFY(list.newest(&groups, skip / 4, 50) == reference.newest(&groups, skip / 4, 50));
        }
        const auto all = reference.newest(nullptr, 0, 1'000'000);
        QCOMPARE(list.size(), all.size());
        QVERIFY(list.newest(nullptr, 0, 1'000'000) == all);
    }

    void aLittleMoreForAMoment()
    {
        LetterList list(80);
        for (std::int64_t i = 0; i < 90; ++i)
            list.add({i, i, 0, 0});
        list.settle(false);
        QCOMPARE(list.size(), std::size_t{90});
        list.add({90, 90, 0, 0});
        list.settle(false);
        QCOMPARE(list.size(), std::size_t{80});
        QCOMPARE(list.newest(nullptr, 79, 5).at(0).offset, 11);
    }

    void readWhileWritten()
    {
        LetterList list(100'000);
        std::atomic<bool> done = false;
        std::atomic<int> wrong = 0;
        std::jthread reader([&] {
            while (!done) {
                const auto page = list.newest(nullptr, 10, 200);
                if (!std::ranges::is_sorted(page, [](const KeptLetter& a, const KeptLetter& b) { return b < a; }))
                    ++wrong;
            }
        });
        for (std::int64_t i = 0; i < 400'000; ++i) {
            list.add({i, (i * 7919) % 1'000'003, 0, static_cast<std::uint32_t>(i % 4)});
            if (i % 20'000 == 0)
                list.settle(false);
            if (i == 200'000)
                list.forget({true});
        }
        list.settle(true);
        done = true;
        reader.join();
        QCOMPARE(wrong.load(), 0);
        QCOMPARE(list.size(), std::size_t{100'000});
    }
};

QTEST_GUILESS_MAIN(DeadlettersLetterListTest)
#include "deadletters_letter_list_test.moc"
