// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/commands.h"

#include "core/base/bytes.h"
#include "core/kafka/real_cluster.h"

#include <algorithm>
#include <clocale>
#include <cstdio>

namespace {

using namespace weir;
using namespace weir::cli;

int wrongUse(const Error& error)
{
    Session::remark(error.message + " (weirctl --help lists what there is)");
    return exitUsage;
}

int wrongUse(std::string message) { return wrongUse(Error{ErrorKind::InvalidInput, std::move(message), {}, 0, false}); }

int show(const std::string& text)
{
    const bool written = std::fputs(text.c_str(), stdout) != EOF && std::fflush(stdout) == 0;
    return written ? exitDone : exitFailed;
}

int showVersion() { return show("weirctl " WEIR_VERSION " (librdkafka " + clientLibraryVersion() + ")\n"); }

/// Without a command only --help and --version make sense.
int runWithoutCommand(const std::vector<std::string>& tokens)
{
    const auto arguments = Arguments::parse(tokens, globalOptions());
    if (!arguments)
        return wrongUse(arguments.error());
    if (arguments->has("help"))
        return show(generalHelp());
    if (arguments->has("version"))
        return showVersion();
    return wrongUse("No command was given.");
}

Result<Profile> chosenProfile(const Arguments& arguments, bool optional)
{
    ConnectionChoice choice;
    choice.bootstrap = arguments.value("bootstrap");
    choice.profile = arguments.value("profile");
    choice.demo = arguments.has("demo");
    choice.readOnly = arguments.has("read-only");
    const auto profile = chooseProfile(choice, ProfileFile(ProfileFile::defaultPath()), processEnvironment());
    if (!profile)
        return fail(profile.error());
    if (!*profile && optional)
        return Profile();
    if (!*profile)
        return fail(ErrorKind::InvalidInput, "No cluster was named: give --bootstrap, --profile or --demo, or set "
                                             "KAFKA__BOOTSTRAP_SERVERS.");
    return **profile;
}

int runCommand(const Command& command, const std::vector<std::string>& tokens, StopSignals& signals)
{
    std::vector<OptionSpec> options(globalOptions().begin(), globalOptions().end());
    options.insert(options.end(), command.options.begin(), command.options.end());
    const auto arguments = Arguments::parse(tokens, options);
    if (!arguments)
        return wrongUse(arguments.error());
    if (arguments->has("help"))
        return show(commandHelp(command));
    if (arguments->has("version"))
        return showVersion();
    const std::size_t words = arguments->words().size();
    if (words < command.fewest || words > command.most)
        return wrongUse("The command is: weirctl " + std::string(command.name) +
                        (command.words.empty() ? "" : " ") + std::string(command.words) + ".");
    if (const auto timeout = arguments->decimal("timeout", 0.001, 86'400); !timeout)
        return wrongUse(timeout.error());
    auto profile = chosenProfile(*arguments, command.clusterOptional);
    if (!profile) {
        if (profile.error().kind == ErrorKind::InvalidInput)
            return wrongUse(profile.error());
        Session::remark(profile.error().message);
        return exitFailed;
    }
    Session session(*arguments, std::move(*profile), signals);
    return command.run(session);
}

} // namespace

int main(int argc, char** argv)
{
    std::vector<std::string> tokens(argv + std::min(argc, 1), argv + argc);
    const auto at = findCommand(tokens, globalOptions());
    if (!at)
        return runWithoutCommand(tokens);
    const std::string name = tokens[*at];
    const auto command = std::ranges::find(commands(), name, &Command::name);
    if (command == commands().end())
        return wrongUse("There is no command '" + name + "'.");
    tokens.erase(tokens.begin() + static_cast<std::ptrdiff_t>(*at));
    StopSignals signals;
    return runCommand(*command, tokens, signals);
}
