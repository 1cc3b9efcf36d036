// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/commands.h"

#include "app/weirctl/event_options.h"
#include "app/weirctl/read_request.h"
#include "app/weirctl/replay_request.h"
#include "app/weirctl/text_table.h"

#include <algorithm>
#include <array>

namespace weir::cli {
namespace {

constexpr OptionSpec partitionOption{"partition", "N", "only this partition"};
constexpr OptionSpec fromOption{"from", "WHERE", "newest:N (default newest:50), oldest:N or offset:N"};
constexpr OptionSpec limitOption{"limit", "N", "records at most"};

constexpr std::string_view deadLettersHelp =
    R"(topics (without words)     topics with dead letters or retries: sign, origins, records, inflow, age
topic NAME WORD            dead-letters, retries or neither: what NAME is, whatever its name says; unset
groups [TOPIC...]          failures that are alike: count, first, last, where, why
records TOPIC              the dead letters of a topic; TOPIC alone does the same
show TOPIC-PARTITION@OFFSET     one dead letter beside the record it was made of
mark WORD PLACE|FAILURE... open, handled or ignored, kept on this computer; --note says why
header-names [FILE]        header names of your own consumers: lines of JSON
A file of dead letters that replay --from-file takes is written by read TOPIC --from oldest --json.)";

constexpr std::string_view replayHelp =
    R"(PLACE is orders.dlq-0@17 or orders.dlq-0@17..99. Without --yes nothing is sent. Each record is committed to its
target once, as read_committed consumers see it, also when this program or a broker dies: --resume goes on.)";

std::string optionLines(std::span<const OptionSpec> options)
{
    std::string out;
    constexpr std::size_t column = 26;
    for (const OptionSpec& option : options) {
        std::string left = "  --" + std::string(option.name);
        if (!option.placeholder.empty())
            left += " " + std::string(option.placeholder);
        const auto width = left.size() - static_cast<std::size_t>(std::ranges::count_if(
                                             left, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }));
        left.append(std::max(column, width + 1) - width, ' ');
        out += left + std::string(option.help) + (option.repeatable ? " (may be repeated)" : "") + "\n";
    }
    return out;
}

} // namespace

std::span<const Command> commands()
{
    static const std::vector<Command> table{
        {"topics", "", "all topics with partitions, records and retention", 0, 0, {}, runTopics},
        {"topic", "NAME", "partitions, offsets and configuration of one topic", 1, 1, {}, runTopic},
        {"groups", "", "all consumer groups with state and type", 0, 0, {}, runGroups},
        {"lag",
         "GROUP...|--all",
         "how far groups are behind, in records and in time; checks for scripts",
         0,
         10'000,
         {{"all", "", "all groups, one line each"},
          {"summary", "", "one line for each group named"},
          {"time", "", "the exact time lag, from the timestamps of records, which are read"},
          {"watch", "", "again and again, with rates, trend and health, until interrupted"},
          {"interval", "SECONDS", "between two looks (default 1)"},
          {"check", "EXPR", "exit 0 when it holds, 1 when not, 3 when unknown: 'billing time_lag < 5m'", true},
          {"for", "SECONDS", "how long a check of health looks (default 35)"}},
         runLag},
        {"offsets",
         "GROUP [ACTION]",
         "committed offsets; reset, undo [ID], history, delete-topic TOPIC, delete-group",
         1,
         3,
         {{"to", "WHERE",
           "reset: earliest, latest, offset:N, time:WHEN, shift:N, group:NAME, file:PATH or skip"},
          {"topic", "TOPIC", "reset: all partitions of this topic", true},
          {"partition", "TOPIC:N", "reset: this partition, or topic:0-3,7", true},
          {"execute", "", "change it; without it, what would change is shown"},
          {"csv", "", "the list as topic,partition,offset, which --to file: reads"}},
         runOffsets},
        {"read",
         "TOPIC",
         "records, without joining a group",
         1,
         1,
         {readOptions().begin(), readOptions().end()},
         runRead},
        {"send", "[TOPIC]", "sends one record, or many from standard input, each confirmed", 0, 1,
         {sendOptions().begin(), sendOptions().end()}, runSend, false, sendHelp},
        {"event", "TYPE", "sends an event in its envelope to events.<type>", 1, 1,
         {eventOptions().begin(), eventOptions().end()}, runEvent},
        {"generate", "[TEMPLATE|FOLDER...]", "events of templates, or records of a file, in any number and at any pace", 0, 1'000,
         {generateOptions().begin(), generateOptions().end()}, runGenerate, true, generateHelp},
        {"transaction", "[TEMPLATE|FOLDER...]", "several records that become visible together or not at all", 0, 1'000,
         {transactionOptions().begin(), transactionOptions().end()}, runTransaction, false, transactionHelp},
        {"consume", "TOPIC...", "records as a member of a group, committed behind what was printed", 1, 1'000,
         {consumeOptions().begin(), consumeOptions().end()}, runConsume, false, consumeHelp},
        {"deadletters",
         "[ACTION|TOPIC]",
         "topics; groups [TOPIC...]; records TOPIC; show PLACE; mark; topic NAME",
         0,
         100'000,
         {partitionOption,
          fromOption,
          limitOption,
          {"group", "FAILURE", "records: only of this failure group", true},
          {"mark", "MARK", "records, groups: only those marked open, handled or ignored"},
          {"note", "TEXT", "mark: why"},
          {"inflow", "SECONDS", "topics: look twice, so long apart, for new records a minute"}},
         runDeadLetters,
         false,
         deadLettersHelp},
        {"replay",
         "[PLACE...]",
         "what putting dead letters back would do; --yes does it, once each",
         0,
         100'000,
         {replayCommandOptions().begin(), replayCommandOptions().end()},
         runReplay,
         true,
         replayHelp},
        {"demo-traffic",
         "",
         "the traffic of a small shop: events, three groups, dead letters",
         0,
         0,
         {{"minutes", "N", "ends after N minutes; by default when interrupted"},
          {"rate", "N", "events per second (default 40)"}},
         runDemoTraffic},
    };
    return table;
}

std::span<const OptionSpec> globalOptions()
{
    static constexpr std::array<OptionSpec, 8> options{{
        {"bootstrap", "HOST:PORT,…", "the cluster behind these servers"},
        {"profile", "NAME", "a saved connection"},
        {"demo", "", "the demo cluster, inside the program, with its traffic"},
        {"read-only", "", "refuse everything that changes the cluster"},
        {"timeout", "SECONDS", "how long one question may take (default 15)"},
        {"json", "", "one JSON object per line"},
        {"help", "", "this text; after a command: about that command"},
        {"version", "", "versions of weirctl and librdkafka"},
    }};
    return options;
}

std::string generalHelp()
{
    std::string out = "usage: weirctl [OPTIONS] COMMAND [WORDS] [OPTIONS]\n\nCommands:\n";
    constexpr std::size_t column = 36;
    for (const Command& command : commands()) {
        std::string left = "  " + std::string(command.name) + " " + std::string(command.words);
        left.resize(std::max(column, left.size() + 1), ' ');
        out += left + std::string(command.summary) + "\n";
    }
    out += "\nOptions:\n" + optionLines(globalOptions());
    out += "\nWithout --bootstrap, --profile and --demo the cluster is that of KAFKA__BOOTSTRAP_SERVERS.\n"
           "Exit status: 0 done, 1 failed or answered in part, 2 wrong use; of lag --check 1 when it does not hold and 3\n"
           "when that cannot be told; of transaction 3 when nobody knows whether it was committed.\n";
    return out;
}

std::string commandHelp(const Command& command)
{
    std::string out = "usage: weirctl " + std::string(command.name);
    if (!command.words.empty())
        out += " " + std::string(command.words);
    out += " [OPTIONS]\n\n" + std::string(command.summary) + "\n";
    if (!command.details.empty())
        out += "\n" + std::string(command.details) + "\n";
    if (!command.options.empty())
        out += "\nOptions:\n" + optionLines(command.options);
    return out + "\nOptions of all commands:\n" + optionLines(globalOptions());
}

} // namespace weir::cli
