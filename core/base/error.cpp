// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"

namespace weir {

std::string_view errorKindName(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Cancelled: return "cancelled";
    case ErrorKind::TimedOut: return "timed_out";
    case ErrorKind::Unreachable: return "unreachable";
    case ErrorKind::AuthenticationFailed: return "authentication_failed";
    case ErrorKind::NotAuthorized: return "not_authorized";
    case ErrorKind::NotFound: return "not_found";
    case ErrorKind::AlreadyExists: return "already_exists";
    case ErrorKind::InvalidInput: return "invalid_input";
    case ErrorKind::Unsupported: return "unsupported";
    case ErrorKind::Broker: return "broker";
    case ErrorKind::Internal: return "internal";
    }
    return "internal";
}

Error cancelledError(std::string_view what)
{
    return {ErrorKind::Cancelled, std::string(what) + " was cancelled.", {}, 0, true};
}

Error timedOutError(std::string_view what)
{
    return {ErrorKind::TimedOut, std::string(what) + " got no answer in time.", {}, 0, true};
}

} // namespace weir
