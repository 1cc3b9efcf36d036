// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/kafka/odd_letters.h"
#include "tests/support/test_run.h"
#include "tests/weirctl/weirctl_program.h"

#include "core/deadletters/replay_journal.h"

#include <QStringList>

#include <chrono>
#include <memory>
#include <string>

namespace weir::test {

/// One replay job, done by as many runs of weirctl as it takes: it is begun by the first and gone on with by the others, each
/// of which may be killed. Has a home and with it a journal of its own. One thread.
class ReplayRun
{
public:
    /// `connection`: the options of weirctl that name the cluster. `options`: further ones of the first run.
    ReplayRun(QStringList connection, const std::vector<std::string>& topics, QStringList options);

    struct End {
        bool killed = false; ///< by us, or by itself at a step
        int status = -1;     ///< when it was not
        double seconds = 0;
    };
    /// Runs weirctl for at most that long and then kills it.
    End runFor(std::chrono::milliseconds time);
    /// Runs weirctl until it ends; by itself at `step` ("sent:2"), where one is named.
    End runUntil(const std::string& step, std::chrono::milliseconds most);
    /// Starts it, for a test that has something to do meanwhile.
    [[nodiscard]] std::unique_ptr<QProcess> start(const std::string& step = {});
    End finish(QProcess& process, std::chrono::milliseconds most);

    /// The job in the journal; empty when none has begun yet.
    [[nodiscard]] std::string job();
    [[nodiscard]] Result<ReplayJobInfo> info();
    [[nodiscard]] std::vector<ReplayResult> results();
    /// `weirctl replay --receipt`, its lines.
    [[nodiscard]] QList<QJsonObject> receipt();
    /// What the newest run said.
    [[nodiscard]] const QByteArray& words() const { return m_words; }
    /// Of a job that was in the journal.
    [[nodiscard]] int kills() const { return m_kills; }
    [[nodiscard]] WeirctlProgram& program() { return m_program; }

private:
    [[nodiscard]] Result<std::unique_ptr<ReplayJournal>> journal() const;

    const QStringList m_connection;
    QStringList m_first;
    WeirctlProgram m_program;
    std::string m_job;
    QByteArray m_words;
    int m_kills = 0;
};

/// What is wrong with a job that is done, beyond what judgeTargets() says: its state and counts, and each record's outcome and
/// place in the journal against what stands in the targets.
[[nodiscard]] std::vector<std::string> judgeJournal(ReplayRun& run, const OddLetters& letters,
                                                    const std::map<TopicPartition, std::vector<Record>>& seen);
/// The same for the receipt.
[[nodiscard]] std::vector<std::string> judgeReceipt(ReplayRun& run, const OddLetters& letters);

/// End offsets of partitions when no transaction is open in them any more; ends the program when that takes a minute.
[[nodiscard]] OffsetMap settledEnds(Cluster& cluster, const std::vector<TopicPartition>& partitions);

} // namespace weir::test
