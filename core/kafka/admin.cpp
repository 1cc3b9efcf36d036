// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kafka/admin.h"

namespace weir {
namespace {
Error unsupported()
{
    return {ErrorKind::Unsupported, "This cluster cannot change consumer groups.", {}, 0, false};
}
} // namespace

Partial<OffsetMap> Admin::alterCommittedOffsets(const std::string& group, const OffsetMap&, const Call&)
{
    return {{}, {{group, unsupported()}}};
}

Partial<std::vector<TopicPartition>> Admin::deleteCommittedOffsets(const std::string& group,
                                                                   const std::vector<TopicPartition>&, const Call&)
{
    return {{}, {{group, unsupported()}}};
}

Partial<std::vector<std::string>> Admin::deleteGroups(const std::vector<std::string>&, const Call&)
{
    return {{}, {{"", unsupported()}}};
}

} // namespace weir
