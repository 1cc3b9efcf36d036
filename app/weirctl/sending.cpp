// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/sending.h"

#include <cerrno>
#include <cstring>

#include <poll.h>
#include <unistd.h>

namespace weir::cli {

Headers readHeaders(const std::vector<std::string>& given)
{
    Headers headers;
    for (const std::string& text : given) {
        const std::size_t equals = text.find('=');
        if (equals == std::string::npos)
            headers.push_back({text, std::nullopt});
        else
            headers.push_back({text.substr(0, equals), text.substr(equals + 1)});
    }
    return headers;
}

Result<Bytes> readStandardInput(const std::stop_token& stop)
{
    Bytes content;
    std::vector<char> buffer(std::size_t{64} << 10U);
    while (!stop.stop_requested()) {
        // The stop signals are blocked, so a plain read() would wait for ever.
        pollfd input{STDIN_FILENO, POLLIN, 0};
        if (::poll(&input, 1, 100) == 0)
            continue;
        const ssize_t got = ::read(STDIN_FILENO, buffer.data(), buffer.size());
        if (got == 0)
            return content;
        if (got < 0 && errno != EINTR && errno != EAGAIN)
            return fail(ErrorKind::Internal, std::string("Reading standard input failed: ") + std::strerror(errno) + ".");
        if (got > 0)
            content.append(buffer.data(), static_cast<std::size_t>(got));
    }
    return fail(cancelledError("Reading standard input"));
}

std::string describeForActivity(const OptionalBytes& key, const OptionalBytes& value, const Headers& headers)
{
    const auto size = [](const OptionalBytes& bytes) {
        return bytes ? std::to_string(bytes->size()) + " bytes" : std::string("NULL");
    };
    return "key " + size(key) + ", value " + size(value) + ", " + std::to_string(headers.size()) + " headers";
}

} // namespace weir::cli
