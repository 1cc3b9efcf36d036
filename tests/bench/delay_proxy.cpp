// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/delay_proxy.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace weir::bench {
namespace {

using Clock = std::chrono::steady_clock;

sockaddr_in loopback(std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

const sockaddr* generic(const sockaddr_in& address) { return std::bit_cast<const sockaddr*>(&address); }

int listenOn(std::uint16_t port)
{
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const int on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    const sockaddr_in address = loopback(port);
    if (bind(listener, generic(address), sizeof address) == 0 && listen(listener, 16) == 0)
        return listener;
    close(listener);
    return -1;
}

struct Chunk {
    Clock::time_point due;
    std::string bytes;
    std::size_t sent = 0;
};

/// Two sockets; what was read from one waits for its time to be written to the other.
class Link
{
public:
    Link(int client, int server) : m_sockets{client, server} {}
    ~Link()
    {
        for (const int one : m_sockets)
            close(one);
    }
    Link(const Link&) = delete;
    Link& operator=(const Link&) = delete;

    void addTo(std::vector<pollfd>& polled, Clock::time_point now) const
    {
        for (std::size_t side = 0; side < 2; ++side) {
            const auto& queue = m_queues[1 - side];
            const bool writes = !queue.empty() && queue.front().due <= now;
            polled.push_back({m_sockets[side], static_cast<short>(POLLIN | (writes ? POLLOUT : 0)), 0});
        }
    }

    [[nodiscard]] std::optional<Clock::time_point> nextDue(Clock::time_point now) const
    {
        std::optional<Clock::time_point> next;
        for (const auto& queue : m_queues)
            if (!queue.empty() && queue.front().due > now)
                next = std::min(next.value_or(queue.front().due), queue.front().due);
        return next;
    }

    /// False when an end has closed.
    bool serve(std::size_t side, short events, std::chrono::microseconds delay)
    {
        if ((events & (POLLIN | POLLHUP | POLLERR)) != 0) {
            std::array<char, 65536> buffer;
            const ssize_t count = recv(m_sockets[side], buffer.data(), buffer.size(), MSG_DONTWAIT);
            if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR))
                return false;
            if (count > 0)
                m_queues[side].push_back(
                    {Clock::now() + delay, std::string(buffer.data(), static_cast<std::size_t>(count))});
        }
        return (events & POLLOUT) == 0 || write(side);
    }

private:
    bool write(std::size_t side)
    {
        auto& queue = m_queues[1 - side];
        for (const auto now = Clock::now(); !queue.empty() && queue.front().due <= now;) {
            Chunk& chunk = queue.front();
            const ssize_t count = send(m_sockets[side], chunk.bytes.data() + chunk.sent, chunk.bytes.size() - chunk.sent,
                                       MSG_DONTWAIT | MSG_NOSIGNAL);
            if (count < 0)
                return errno == EAGAIN || errno == EINTR;
            chunk.sent += static_cast<std::size_t>(count);
            if (chunk.sent == chunk.bytes.size())
                queue.pop_front();
        }
        return true;
    }

    const std::array<int, 2> m_sockets;
    std::array<std::deque<Chunk>, 2> m_queues; ///< what was read from each
};

std::unique_ptr<Link> acceptLink(int listener, std::uint16_t target)
{
    const int client = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0)
        return nullptr;
    const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    auto link = std::make_unique<Link>(client, server);
    const int on = 1;
    for (const int one : {client, server})
        setsockopt(one, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const sockaddr_in address = loopback(target);
    if (connect(server, generic(address), sizeof address) != 0)
        return nullptr;
    return link;
}

int waitFor(const std::vector<std::unique_ptr<Link>>& links, Clock::time_point now)
{
    auto next = now + std::chrono::milliseconds(50); // how soon a stop is noticed
    for (const auto& link : links)
        next = std::min(next, link->nextDue(now).value_or(next));
    return static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(next - now).count());
}

} // namespace

DelayProxy::DelayProxy(std::uint16_t listens, std::uint16_t target, std::chrono::milliseconds roundTrip)
    : m_target(target), m_oneWay(std::chrono::microseconds(roundTrip) / 2), m_listener(listenOn(listens))
{
    if (works())
        m_thread = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

DelayProxy::~DelayProxy()
{
    if (m_thread.joinable()) {
        m_thread.request_stop();
        m_thread.join();
    }
    if (works())
        close(m_listener);
}

std::uint16_t DelayProxy::freePort()
{
    for (std::uint16_t port = 19'420; port < 20'000; ++port) {
        const int listener = listenOn(port);
        if (listener < 0)
            continue;
        close(listener);
        return port;
    }
    return 0;
}

void DelayProxy::run(const std::stop_token& stop) const
{
    std::vector<std::unique_ptr<Link>> links;
    std::vector<pollfd> polled;
    while (!stop.stop_requested()) {
        const auto now = Clock::now();
        polled.assign(1, {m_listener, POLLIN, 0});
        for (const auto& link : links)
            link->addTo(polled, now);
        poll(polled.data(), polled.size(), waitFor(links, now));
        for (std::size_t at = links.size(); at-- > 0;) {
            const auto served = [&](std::size_t side) {
                return links[at]->serve(side, polled[1 + 2 * at + side].revents, m_oneWay);
            };
            if (!served(0) || !served(1))
                links.erase(links.begin() + static_cast<std::ptrdiff_t>(at));
        }
        if ((polled.front().revents & POLLIN) != 0)
            if (auto link = acceptLink(m_listener, m_target))
                links.push_back(std::move(link));
    }
}

} // namespace weir::bench
