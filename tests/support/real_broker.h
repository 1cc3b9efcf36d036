// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace weir::test {

/// The address of the real broker tests may use: environment WEIR_TEST_BOOTSTRAP, or the file "bootstrap" that
/// packaging/kafka left in the build folder (CTest fixture kafka_broker). Nullopt when there is none.
[[nodiscard]] std::optional<std::string> testBootstrap();

/// For main(): the exit status when there is no broker (77 with the reason on standard output, or 1 when
/// WEIR_REQUIRE_KAFKA=1), nullopt when there is one.
[[nodiscard]] std::optional<int> exitWithoutBroker();

/// WEIR_REQUIRE_KAFKA=1: what a test against a real broker lacks is then a failure, not a reason to skip it.
[[nodiscard]] bool brokersAreRequired();

/// A name no other run has used: "prefix-1a2b3c…".
[[nodiscard]] std::string uniqueName(const std::string& prefix);

/// A broker of a test's own, which it may kill and start again. Stops and removes it at the end.
class OwnBroker
{
public:
    /// Starts packaging/kafka in the given folder; see `bootstrap` for whether that worked.
    /// `options` go to packaging/kafka start ("--sasl", "--tls").
    explicit OwnBroker(std::filesystem::path folder, const std::vector<std::string>& options = {});
    ~OwnBroker();
    OwnBroker(const OwnBroker&) = delete;
    OwnBroker& operator=(const OwnBroker&) = delete;

    /// Empty when it could not be started.
    [[nodiscard]] const std::string& bootstrap() const { return m_bootstrap; }
    [[nodiscard]] const std::filesystem::path& folder() const { return m_folder; }
    /// As a crash would.
    bool kill();
    /// In good order; the data stays.
    bool stop();
    /// After kill() or stop(), with the same address.
    bool start();
    /// The same for one of several, 1 to 3; the others go on. startBroker() returns when it answers, which is before its
    /// partitions have caught up.
    bool killBroker(int id);
    bool stopBroker(int id);
    bool startBroker(int id);
    /// One of Kafka's own tools; its standard output.
    [[nodiscard]] std::string tool(const std::vector<std::string>& arguments) const;

private:
    bool order(const std::string& command, int id);

    const std::filesystem::path m_folder;
    std::string m_bootstrap;
};

/// Runs one of Kafka's own tools against the shared broker; its standard output.
[[nodiscard]] std::string kafkaTool(const std::vector<std::string>& arguments);

/// Runs one of the Java programs in tests/kafka/java ("ConnectDeadLetters") with Kafka's jars.
struct JavaRun {
    bool good = false;
    std::string output; ///< its standard output
};
[[nodiscard]] JavaRun runJava(const std::string& program, const std::vector<std::string>& arguments);

/// Runs a Python program that uses aiokafka, given by its path below the source folder ("tests/kafka/python/interchange.py").
struct PythonRun {
    bool good = false;
    bool missing = false; ///< there is no Python, or aiokafka could not be installed: not the program's fault
    std::string output;   ///< its standard output
};
[[nodiscard]] PythonRun runPython(const std::string& program, const std::vector<std::string>& arguments);

} // namespace weir::test
