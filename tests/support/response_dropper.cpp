// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/response_dropper.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace weir::test {
namespace {

using Loss = ResponseDropper::Loss;

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
    if (bind(listener, generic(address), sizeof address) == 0 && listen(listener, 64) == 0)
        return listener;
    close(listener);
    return -1;
}

std::uint32_t bigEndian(std::string_view bytes, std::size_t at, std::size_t size)
{
    std::uint32_t number = 0;
    for (const char c : bytes.substr(at, size))
        number = number << 8U | static_cast<unsigned char>(c);
    return number;
}

/// Takes whole frames (length, content) from the front of a stream.
std::optional<std::string> nextFrame(std::string& stream)
{
    if (stream.size() < 4)
        return std::nullopt;
    const std::size_t size = 4 + bigEndian(stream, 0, 4);
    if (stream.size() < size)
        return std::nullopt;
    std::string frame = stream.substr(0, size);
    stream.erase(0, size);
    return frame;
}

/// What is to be lost; shared by the connections.
struct Wishes {
    struct Wish {
        Loss loss;
        int times;
        int skip;
    };
    std::mutex mutex;
    std::map<std::int16_t, Wish> wishes;
    std::map<std::int16_t, int> requests;
    int lost = 0;

    std::optional<Loss> judge(std::int16_t apiKey)
    {
        const std::lock_guard lock(mutex);
        ++requests[apiKey];
        const auto found = wishes.find(apiKey);
        if (found == wishes.end() || (found->second.skip > 0 && found->second.skip-- > 0) || found->second.times == 0)
            return std::nullopt;
        --found->second.times;
        ++lost;
        return found->second.loss;
    }
};

/// One client's connection and the one to the broker behind it.
class Link
{
public:
    Link(int client, int server, Wishes& wishes) : m_sockets{client, server}, m_wishes(wishes) {}
    ~Link()
    {
        for (const int one : m_sockets)
            close(one);
    }
    Link(const Link&) = delete;
    Link& operator=(const Link&) = delete;

    void addTo(std::vector<pollfd>& polled) const
    {
        for (std::size_t side = 0; side < 2; ++side)
            polled.push_back({m_sockets[side], static_cast<short>(POLLIN | (m_out[side].empty() ? 0 : POLLOUT)), 0});
    }

    /// False when the connection is over.
    bool serve(std::size_t side, short events)
    {
        if ((events & (POLLIN | POLLHUP | POLLERR)) != 0) {
            std::array<char, 65536> buffer;
            const ssize_t count = recv(m_sockets[side], buffer.data(), buffer.size(), MSG_DONTWAIT);
            if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR))
                return false;
            if (count > 0)
                m_in[side].append(buffer.data(), static_cast<std::size_t>(count));
            while (auto frame = nextFrame(m_in[side]))
                if (!(side == 0 ? request(*frame) : answer(*frame)))
                    return false;
        }
        return flush(side);
    }

private:
    bool request(const std::string& frame)
    {
        const auto apiKey = static_cast<std::int16_t>(bigEndian(frame, 4, 2));
        const std::optional<Loss> loss = m_wishes.judge(apiKey);
        if (loss == Loss::RequestThenClosed)
            return false;
        if (loss)
            m_lost[bigEndian(frame, 8, 4)] = *loss;
        m_out[1] += frame;
        return flush(1);
    }

    bool answer(const std::string& frame)
    {
        const auto found = m_lost.find(bigEndian(frame, 4, 4));
        if (found == m_lost.end()) {
            m_out[0] += frame;
            return flush(0);
        }
        const Loss loss = found->second;
        m_lost.erase(found);
        return loss != Loss::AnswerThenClosed;
    }

    bool flush(std::size_t side)
    {
        std::string& out = m_out[side];
        while (!out.empty()) {
            const ssize_t count = send(m_sockets[side], out.data(), out.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
            if (count < 0)
                return errno == EAGAIN || errno == EINTR;
            out.erase(0, static_cast<std::size_t>(count));
        }
        return true;
    }

    const std::array<int, 2> m_sockets;  ///< client, server
    Wishes& m_wishes;
    std::array<std::string, 2> m_in;  ///< read from each, not yet a whole frame
    std::array<std::string, 2> m_out; ///< on its way to each
    std::map<std::uint32_t, Loss> m_lost; ///< correlation ids whose answers get lost
};

std::unique_ptr<Link> acceptLink(int listener, std::uint16_t target, Wishes& wishes)
{
    const int client = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0)
        return nullptr;
    const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    auto link = std::make_unique<Link>(client, server, wishes);
    const int on = 1;
    for (const int one : {client, server})
        setsockopt(one, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const sockaddr_in address = loopback(target);
    return connect(server, generic(address), sizeof address) == 0 ? std::move(link) : nullptr;
}

} // namespace

struct ResponseDropper::Parts {
    std::uint16_t target = 0;
    int listener = -1;
    Wishes wishes;
    std::jthread thread;

    void run(const std::stop_token& stop)
    {
        std::vector<std::unique_ptr<Link>> links;
        std::vector<pollfd> polled;
        while (!stop.stop_requested()) {
            polled.assign(1, {listener, POLLIN, 0});
            for (const auto& link : links)
                link->addTo(polled);
            poll(polled.data(), polled.size(), 50);
            for (std::size_t at = links.size(); at-- > 0;)
                if (!links[at]->serve(0, polled[1 + 2 * at].revents) || !links[at]->serve(1, polled[2 + 2 * at].revents))
                    links.erase(links.begin() + static_cast<std::ptrdiff_t>(at));
            if ((polled.front().revents & POLLIN) != 0)
                if (auto link = acceptLink(listener, target, wishes))
                    links.push_back(std::move(link));
        }
    }
};

ResponseDropper::ResponseDropper(std::uint16_t listens, std::uint16_t target) : m_parts(std::make_unique<Parts>())
{
    m_parts->target = target;
    m_parts->listener = listenOn(listens);
    if (works())
        m_parts->thread = std::jthread([parts = m_parts.get()](const std::stop_token& stop) { parts->run(stop); });
}

ResponseDropper::~ResponseDropper()
{
    if (!works())
        return;
    m_parts->thread.request_stop();
    m_parts->thread.join();
    close(m_parts->listener);
}

bool ResponseDropper::works() const { return m_parts->listener >= 0; }

std::uint16_t ResponseDropper::freePort(std::uint16_t from)
{
    for (std::uint16_t port = from; port < from + 500; ++port) {
        const int listener = listenOn(port);
        if (listener < 0)
            continue;
        close(listener);
        return port;
    }
    return 0;
}

void ResponseDropper::lose(std::int16_t apiKey, Loss loss, int times, int skip)
{
    const std::lock_guard lock(m_parts->wishes.mutex);
    m_parts->wishes.wishes.insert_or_assign(apiKey, Wishes::Wish{loss, times, skip});
}

void ResponseDropper::loseNothing()
{
    const std::lock_guard lock(m_parts->wishes.mutex);
    m_parts->wishes.wishes.clear();
}

int ResponseDropper::lost() const
{
    const std::lock_guard lock(m_parts->wishes.mutex);
    return m_parts->wishes.lost;
}

int ResponseDropper::requests(std::int16_t apiKey) const
{
    const std::lock_guard lock(m_parts->wishes.mutex);
    const auto found = m_parts->wishes.requests.find(apiKey);
    return found == m_parts->wishes.requests.end() ? 0 : found->second;
}

} // namespace weir::test
