// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/replay_job.h"

#include <QByteArray>
#include <QTemporaryDir>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace weir::test {

/// A replay as the user "reader" of packaging/kafka --sasl, in a process of its own (this program once more), which can be
/// killed: weirctl cannot log in. Begins the job in the first run and goes on with it in the others. One thread.
class ReplayChild
{
public:
    /// All letters of these topics, whose partitions begin at offset 0. Of `options` delivery and batch are used.
    ReplayChild(std::string bootstrap, std::vector<std::string> topics, ReplayOptions options);

    enum class End { Exited, Killed };
    /// Runs until the job is idle; killed after `most`, or by itself at the n-th `step`.
    End run(std::chrono::milliseconds most, std::optional<ReplayStep> step = {}, int n = 1);
    [[nodiscard]] std::string job() const;
    [[nodiscard]] Result<ReplayJobInfo> info() const;
    [[nodiscard]] const QByteArray& words() const { return m_words; }
    [[nodiscard]] int kills() const { return m_kills; }

    /// For main().
    [[nodiscard]] static bool isChild(int argc, char** argv);
    [[nodiscard]] static int main(int argc, char** argv);

private:
    const std::string m_bootstrap;
    const std::vector<std::string> m_topics;
    const ReplayOptions m_options;
    QTemporaryDir m_home;
    QByteArray m_words;
    int m_kills = 0;
};

} // namespace weir::test
