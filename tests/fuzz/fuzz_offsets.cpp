// SPDX-License-Identifier: GPL-3.0-or-later
// Foreign bytes as a file of offsets: nothing crashes, what is read is sane and survives being written and read again.
#include "core/groups/offset_plan.h"
#include "tests/fuzz/fuzz_target.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace weir;
    const auto promise = [](bool kept) {
        if (!kept)
            std::abort();
    };
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto offsets = parseOffsets(text);
    if (!offsets) {
        promise(offsets.error().kind == ErrorKind::InvalidInput && offsets.error().message.ends_with('.'));
        return 0;
    }
    promise(!offsets->empty());
    for (const auto& [partition, offset] : *offsets)
        promise(!partition.topic.empty() && partition.partition >= 0 && offset >= 0);
    promise(parseOffsets(offsetsCsv(*offsets)) == *offsets);
    return 0;
}

std::vector<std::string> weir::test::fuzzSeeds()
{
    return {
        "orders,0,12\norders,1,99\n",
        "topic,partition,offset\r\n\"a-topic-of-more-than-24-letters\",0,\"1\"\r\n",
        "{\"topic\":\"a\",\"partition\":3,\"offset\":9007199254740993,\"x\":{\"offset\":[1,{}]}}\n",
        "{\"group\":\"g\",\"t\\u006fpic\":\"a\",\"partition\":0,\"committed\":null}\nb,1,2",
    };
}
