// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kafka/client_log.h"

#include "core/base/log.h"
#include "core/kafka/error_table.h"
#include "core/kafka/rd.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace weir {
namespace {

constexpr std::size_t keptLines = 6;

/// "sasl_ssl://host:9092/1: Connect to ipv4#1.2.3.4:9092 failed: Connection refused (after 0ms in state CONNECT)"
/// is taken apart into broker and reason.
struct ConnectionFailure {
    std::string broker;
    std::string reason;
};

ConnectionFailure takeApart(std::string_view line)
{
    // Connections to a coordinator are named "GroupCoordinator: host:9092: …".
    if (const std::size_t role = line.find("Coordinator: "); role != std::string_view::npos && role < 12)
        line.remove_prefix(role + 13);
    ConnectionFailure found;
    const std::size_t end = line.find(": ");
    if (end != std::string_view::npos) {
        std::string_view broker = line.substr(0, end);
        if (const std::size_t scheme = broker.find("://"); scheme != std::string_view::npos)
            broker.remove_prefix(scheme + 3);
        broker = broker.substr(0, broker.find('/')); // "/1" or "/bootstrap"
        const std::size_t port = broker.rfind(':');
        if (port != std::string_view::npos && port + 1 < broker.size() &&
            broker.find_first_not_of("0123456789", port + 1) == std::string_view::npos) {
            found.broker = broker;
            line.remove_prefix(end + 2);
        }
    }
    if (const std::size_t after = line.rfind(" (after "); after != std::string_view::npos)
        line = line.substr(0, after);
    found.reason = line;
    return found;
}

/// "Connect to … failed: Connection refused" -> "connection refused".
std::string shortReason(std::string_view reason)
{
    if (reason.starts_with("Connect to "))
        if (const std::size_t at = reason.find(" failed: "); at != std::string_view::npos)
            reason.remove_prefix(at + 9);
    if (reason.starts_with("Failed to resolve"))
        return "the host name could not be resolved";
    std::string out(reason);
    while (!out.empty() && (out.back() == '.' || out.back() == ' '))
        out.pop_back();
    // "SASL", "TLS" and the like keep their capitals.
    if (out.size() > 1 && std::islower(static_cast<unsigned char>(out[1])) != 0)
        out[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(out[0])));
    return out;
}

bool meansNoAnswer(int code)
{
    constexpr auto codes = std::to_array<int>(
        {RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__TIMED_OUT, RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE,
         RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, RD_KAFKA_RESP_ERR__RESOLVE, RD_KAFKA_RESP_ERR__AUTHENTICATION,
         RD_KAFKA_RESP_ERR__SSL, RD_KAFKA_RESP_ERR__FAIL, RD_KAFKA_RESP_ERR__WAIT_COORD,
         RD_KAFKA_RESP_ERR__MSG_TIMED_OUT});
    return std::ranges::find(codes, code) != codes.end();
}

} // namespace

ClientLog::ClientLog(std::string bootstrap, std::vector<std::string> secrets)
    : m_bootstrap(std::move(bootstrap)), m_secrets(std::move(secrets))
{
}

std::string ClientLog::withoutSecrets(std::string_view text) const
{
    std::string out(text);
    for (const std::string& secret : m_secrets)
        if (!secret.empty())
            for (std::size_t at = out.find(secret); at != std::string::npos; at = out.find(secret, at + 3))
                out.replace(at, secret.size(), "***");
    return out;
}

void ClientLog::failed(int code, std::string_view text)
{
    const std::string line = withoutSecrets(text);
    log(LogLevel::Warning, "kafka", line);
    const std::scoped_lock lock(m_mutex);
    m_lines.push_back(line);
    if (m_lines.size() > keptLines)
        m_lines.pop_front();
    if (code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) {
        m_allDown = true;
        return; // "2/2 brokers are down" is no reason; the line before it is
    }
    // Refused credentials stay the reason: the disconnect that follows them says less.
    const bool keep = m_reason && m_reason->code == RD_KAFKA_RESP_ERR__AUTHENTICATION &&
                      code == RD_KAFKA_RESP_ERR__TRANSPORT;
    if (meansNoAnswer(code) && !keep)
        m_reason = Trouble{code, line};
}

void ClientLog::broke(int code)
{
    const std::scoped_lock lock(m_mutex);
    m_fatal = code;
}

void ClientLog::answered()
{
    const std::scoped_lock lock(m_mutex);
    m_everAnswered = true;
    m_allDown = false;
    m_reason.reset();
}

bool ClientLog::hopeless(Deadline::Clock::time_point start, std::chrono::milliseconds patience) const
{
    using namespace std::chrono_literals;
    const std::scoped_lock lock(m_mutex);
    const bool refused = m_reason && m_reason->code == RD_KAFKA_RESP_ERR__AUTHENTICATION;
    if (!m_allDown && !refused)
        return false;
    return Deadline::Clock::now() - start >= (m_everAnswered ? patience : 500ms);
}

std::string ClientLog::detailLocked(std::string_view brokerText) const
{
    std::string detail = withoutSecrets(brokerText);
    for (const std::string& line : m_lines)
        detail += (detail.empty() ? "" : "\n") + line;
    return detail;
}

Error ClientLog::unreachableLocked(int code, std::string_view brokerText) const
{
    Error error{ErrorKind::Unreachable, {}, detailLocked(brokerText), code, true};
    if (!m_reason) {
        error.message = "Could not reach " + m_bootstrap +
                        ": no answer came in time. Check the address and that the broker runs.";
        return error;
    }
    error.kafkaCode = m_reason->code;
    const ConnectionFailure failure = takeApart(m_reason->text);
    const std::string& broker = failure.broker.empty() ? m_bootstrap : failure.broker;
    const std::string reason = shortReason(failure.reason);
    if (m_reason->code == RD_KAFKA_RESP_ERR__AUTHENTICATION) {
        error.kind = ErrorKind::AuthenticationFailed;
        error.retriable = false;
        error.message = broker + " refused the login: " + reason + ". Check user name, password and mechanism.";
    } else if (m_reason->code == RD_KAFKA_RESP_ERR__SSL) {
        error.message = "Could not set up TLS with " + broker + ": " + reason + ". Check the certificates.";
    } else if (m_reason->code == RD_KAFKA_RESP_ERR__RESOLVE) {
        error.message = "Could not reach " + broker + ": " + reason + ". Check the address.";
    } else {
        error.message =
            "Could not reach " + broker + ": " + reason + ". Check the address and that the broker runs.";
    }
    return error;
}

Error ClientLog::unreachable(int code) const
{
    const std::scoped_lock lock(m_mutex);
    return unreachableLocked(code, {});
}

Error ClientLog::explain(int code, std::string_view what, std::string_view brokerText) const
{
    const std::scoped_lock lock(m_mutex);
    if (m_fatal && (meansNoAnswer(code) || code == RD_KAFKA_RESP_ERR__FATAL))
        return kafkaError(*m_fatal, what, detailLocked(brokerText));
    // Without a reason a silent cluster counts as unreachable only while it has never answered; later it is slow.
    if (meansNoAnswer(code) && (m_allDown || m_reason || !m_everAnswered))
        return unreachableLocked(code, brokerText);
    return kafkaError(code, what, detailLocked(brokerText));
}

} // namespace weir
