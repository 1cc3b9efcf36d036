// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/weirctl/session.h"

#include <span>
#include <string_view>
#include <vector>

namespace weir::cli {

/// One command of weirctl. `run` returns the exit status.
struct Command {
    std::string_view name;
    std::string_view words; ///< "TOPIC [PARTITION]", for the help
    std::string_view summary;
    std::size_t fewest = 0; ///< words
    std::size_t most = 0;
    std::vector<OptionSpec> options;
    int (*run)(Session&) = nullptr;
    bool clusterOptional = false; ///< some of it is about this computer only; the session's profile may have no name
    std::string_view details{}; ///< for the help of the command, in lines
};

[[nodiscard]] std::span<const Command> commands();
[[nodiscard]] std::span<const OptionSpec> globalOptions();
[[nodiscard]] std::string generalHelp();
[[nodiscard]] std::string commandHelp(const Command& command);

int runTopics(Session& session);
int runTopic(Session& session);
int runGroups(Session& session);
int runLag(Session& session);
int runOffsets(Session& session);
int runRead(Session& session);
int runSend(Session& session);
int runEvent(Session& session);
int runGenerate(Session& session);
int runTransaction(Session& session);
int runConsume(Session& session);
int runDeadLetters(Session& session);
int runReplay(Session& session);
int runDemoTraffic(Session& session);

} // namespace weir::cli
