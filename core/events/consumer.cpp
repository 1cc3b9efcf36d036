// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/consumer.h"

#include "core/events/group_loop.h"

#include <cxxabi.h>

#include <cstdlib>
#include <exception>
#include <memory>
#include <typeinfo>

namespace weir {
namespace {

std::string readable(const std::type_info* type)
{
    if (type == nullptr)
        return "unknown exception";
    int status = 0;
    const std::unique_ptr<char, decltype(&std::free)> name(abi::__cxa_demangle(type->name(), nullptr, nullptr, &status),
                                                           &std::free);
    return status == 0 && name ? std::string(name.get()) : std::string(type->name());
}

} // namespace

Handled callHandler(const Consumer::Handler& handler, const Record& record)
{
    if (!handler)
        return std::unexpected(HandlingError{"NoHandler", "The consumer was started without a handler."});
    try {
        return handler(record);
    } catch (const std::exception& exception) {
        return std::unexpected(HandlingError{readable(&typeid(exception)), exception.what()});
    } catch (...) {
        return std::unexpected(HandlingError{readable(abi::__cxa_current_exception_type()),
                                             "The handler threw something that is no std::exception."});
    }
}

Result<void> Consumer::run(const Handler& handler, const Reports& reports, const std::stop_token& stop)
{
    GroupLoop loop(m_cluster, m_options, {}, reports.trouble, stop);
    return loop.run([&](const Record& record) -> Result<GroupLoop::Step> {
        const Handled handled = callHandler(handler, record);
        if (!handled && reports.failed)
            reports.failed({{record.topic, record.partition}, record.offset, handled.error()});
        return std::nullopt;
    });
}

} // namespace weir
