// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/record.h"
#include "core/store/database.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace weir::test {

/// The database of a service whose members are several processes: an effect and the id of its event are written in one
/// transaction, as duplicate_filter.h recommends. One thread; any number of processes.
class EffectLedger
{
public:
    [[nodiscard]] static Result<EffectLedger> open(const std::filesystem::path& file);

    /// False: the id was there already, and nothing was done.
    [[nodiscard]] Result<bool> apply(std::string_view id, const Record& record);
    /// Something else that happened, for counting.
    [[nodiscard]] Result<void> note(std::string_view what);

    struct Effect {
        std::string id;
        TopicPartition partition;
        std::int64_t offset = 0;
    };
    /// In the order in which they happened.
    [[nodiscard]] Result<std::vector<Effect>> effects();
    [[nodiscard]] std::int64_t count(std::string_view what);

private:
    explicit EffectLedger(Database database) : m_database(std::move(database)) {}
    [[nodiscard]] Result<bool> applyInside(std::string_view id, const Record& record);
    Database m_database;
};

} // namespace weir::test
