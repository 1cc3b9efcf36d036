// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/real_broker.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <random>

#include <sys/wait.h>

namespace weir::test {
namespace {

std::string script()
{
    return std::string(WEIR_SOURCE_DIR) + "/packaging/kafka";
}

std::filesystem::path sharedFolder()
{
    return std::filesystem::path(WEIR_BINARY_DIR) / "kafka";
}

std::string quoted(const std::string& word)
{
    std::string out = "'";
    for (const char c : word)
        out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out + "'";
}

struct Outcome {
    int status = -1;
    std::string output;
};

Outcome run(const std::vector<std::string>& words)
{
    std::string command;
    for (const std::string& word : words)
        command += quoted(word) + " ";
    Outcome outcome;
    FILE* pipe = popen(command.c_str(), "r");
    if (pipe == nullptr)
        return outcome;
    std::array<char, 4096> part{};
    for (std::size_t n = 0; (n = std::fread(part.data(), 1, part.size(), pipe)) > 0;)
        outcome.output.append(part.data(), n);
    const int status = pclose(pipe);
    outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return outcome;
}

std::string readAddress(const std::filesystem::path& folder)
{
    std::ifstream file(folder / "bootstrap");
    std::string address;
    std::getline(file, address);
    return address;
}

} // namespace

std::optional<std::string> testBootstrap()
{
    if (const char* given = std::getenv("WEIR_TEST_BOOTSTRAP"); given != nullptr && *given != '\0')
        return given;
    std::string address = readAddress(sharedFolder());
    return address.empty() ? std::nullopt : std::optional(std::move(address));
}

bool brokersAreRequired()
{
    const char* required = std::getenv("WEIR_REQUIRE_KAFKA");
    return required != nullptr && std::string(required) == "1";
}

std::optional<int> exitWithoutBroker()
{
    if (testBootstrap())
        return std::nullopt;
    const bool fails = brokersAreRequired();
    std::cout << (fails ? "FAIL" : "SKIP")
              << ": there is no Kafka broker. Run packaging/kafka start --dir " << sharedFolder().string()
              << ", or set WEIR_TEST_BOOTSTRAP to the address of one." << std::endl;
    return fails ? 1 : 77;
}

std::string uniqueName(const std::string& prefix)
{
    static std::mt19937_64 random{std::random_device{}()};
    std::array<char, 17> digits{};
    std::snprintf(digits.data(), digits.size(), "%016llx", static_cast<unsigned long long>(random()));
    return prefix + "-" + digits.data();
}

OwnBroker::OwnBroker(std::filesystem::path folder, const std::vector<std::string>& options)
    : m_folder(std::move(folder))
{
    std::vector<std::string> words{"timeout",       "180",           script(), "start", "--dir",
                                   m_folder.string(), "--max-minutes", "20"};
    words.insert(words.end(), options.begin(), options.end());
    if (run(words).status == 0)
        m_bootstrap = readAddress(m_folder);
}

OwnBroker::~OwnBroker()
{
    run({"timeout", "60", script(), "stop", "--dir", m_folder.string()});
}

bool OwnBroker::kill()
{
    return killBroker(1);
}

bool OwnBroker::order(const std::string& command, int id)
{
    return run({"timeout", "180", script(), command, std::to_string(id), "--dir", m_folder.string()}).status == 0;
}

bool OwnBroker::killBroker(int id)
{
    return order("kill-broker", id);
}

bool OwnBroker::stopBroker(int id)
{
    return order("stop-broker", id);
}

bool OwnBroker::startBroker(int id)
{
    return order("start-broker", id);
}

bool OwnBroker::stop()
{
    return run({"timeout", "90", script(), "stop", "--keep", "--dir", m_folder.string()}).status == 0;
}

bool OwnBroker::start()
{
    return run({"timeout", "180", script(), "start", "--dir", m_folder.string(), "--max-minutes", "20"}).status == 0;
}

std::string OwnBroker::tool(const std::vector<std::string>& arguments) const
{
    std::vector<std::string> words{"timeout", "120", script(), "tool", "--dir", m_folder.string()};
    words.insert(words.end(), arguments.begin(), arguments.end());
    return run(words).output;
}

std::string kafkaTool(const std::vector<std::string>& arguments)
{
    std::vector<std::string> words{"timeout", "120", script(), "tool", "--dir", sharedFolder().string()};
    words.insert(words.end(), arguments.begin(), arguments.end());
    return run(words).output;
}

JavaRun runJava(const std::string& program, const std::vector<std::string>& arguments)
{
    std::vector<std::string> words{"timeout", "180", script(), "java",
                                   std::string(WEIR_SOURCE_DIR) + "/tests/kafka/java/" + program + ".java"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    const Outcome outcome = run(words);
    return {outcome.status == 0, outcome.output};
}

PythonRun runPython(const std::string& program, const std::vector<std::string>& arguments)
{
    std::vector<std::string> words{"timeout", "180", script(), "python", std::string(WEIR_SOURCE_DIR) + "/" + program};
    words.insert(words.end(), arguments.begin(), arguments.end());
    const Outcome outcome = run(words);
    constexpr int skipped = 77;
    return {outcome.status == 0, outcome.status == skipped, outcome.output};
}

} // namespace weir::test
