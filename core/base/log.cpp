// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/log.h"

#include <memory>
#include <mutex>
#include <utility>

namespace weir {
namespace {

std::mutex sinkMutex;
std::shared_ptr<const LogSink> currentSink;

} // namespace

void setLogSink(LogSink sink)
{
    const std::scoped_lock lock(sinkMutex);
    currentSink = std::make_shared<const LogSink>(std::move(sink));
}

void log(LogLevel level, std::string_view area, std::string_view line)
{
    std::shared_ptr<const LogSink> sink;
    {
        const std::scoped_lock lock(sinkMutex);
        sink = currentSink;
    }
    if (sink && *sink)
        (*sink)(level, area, line);
}

} // namespace weir
