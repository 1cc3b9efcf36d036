// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QProcess>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace weir::test {

/// A service with several members, each a process of its own (this program once more) with a RetryingConsumer in one group.
/// Values say what happens: "fine 1" has an effect, "flaky 2" fails once in each process before, "poison 3" fails always,
/// "broken 4" fails for good at once. One thread, with an event loop.
class RetryingMembers
{
public:
    struct Order {
        std::string bootstrap;
        std::filesystem::path folder; ///< of "effects.db" (EffectLedger) and the filters
        std::string group;
        std::vector<std::string> topics; ///< dead letters go to "<topic>.dlq"
        int paceMs = 1;                  ///< how long a record takes
    };
    RetryingMembers(Order order, std::size_t members, std::uint64_t seed);
    ~RetryingMembers();
    RetryingMembers(const RetryingMembers&) = delete;
    RetryingMembers& operator=(const RetryingMembers&) = delete;

    /// Starts those that are gone again. While troubled, each gets a moment at which it kills itself: inside the
    /// handler, between effect and filter, or between a confirmed dead letter and its commit.
    void keepUp(bool troubled);
    /// SIGKILL to one of them.
    void killOne();
    /// One of them leaves in good order.
    void sendOneAway();
    /// Nobody kills himself from here on.
    void calm();
    /// All leave; false when one does not or ends with an error.
    bool leave();

    [[nodiscard]] int kills() const { return m_kills; }
    [[nodiscard]] int leaves() const { return m_leaves; }
    [[nodiscard]] int errors() const { return m_errors; } ///< ended by themselves with an error
    [[nodiscard]] const QByteArray& words() const { return m_words; }

    /// For main().
    [[nodiscard]] static bool isChild(int argc, char** argv);
    [[nodiscard]] static int main(int argc, char** argv);

private:
    void start(std::size_t member, bool troubled);
    void count(QProcess& process);
    QProcess* anyRunning();

    const Order m_order;
    std::mt19937_64 m_random;
    std::vector<std::unique_ptr<QProcess>> m_members;
    QByteArray m_words;
    std::size_t m_troubled = 0; ///< how many got a moment
    int m_kills = 0;
    int m_leaves = 0;
    int m_errors = 0;
};

} // namespace weir::test
