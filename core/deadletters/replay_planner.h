// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/place_reader.h"
#include "core/deadletters/replay_notes.h"
#include "core/deadletters/replay_targets.h"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace weir {

/// Private to planReplay(): makes one plan, step by step. One thread.
class ReplayPlanner
{
public:
    struct Subject {
        Cluster& letters;
        Cluster& target;
        const LetterSelection& selection;
        const ReplayOptions& options;
        const ReplayJournal* journal;
        const std::function<void(std::int64_t)>& progress;
    };
    ReplayPlanner(const Subject& subject, Partial<ClusterMetadata> lettersMetadata, Partial<ClusterMetadata> targetMetadata,
                  const Call& call);
    [[nodiscard]] Result<ReplayPlan> make();

private:
    /// Where the failed record stood, for ReplayOrder::ByOrigin.
    struct Origin {
        std::uint32_t topic = unknown;
        std::int32_t partition = -1;
        std::int64_t offset = -1;
        static constexpr std::uint32_t unknown = ~std::uint32_t{0};
        auto operator<=>(const Origin&) const = default;
    };
    /// A letter without data, and its source.
    struct Lacking {
        PlaceReader::Place source;
        std::size_t item = 0;
        auto operator<=>(const Lacking&) const = default;
    };

    void freezePlaces();
    [[nodiscard]] Result<void> freezeArchive();
    [[nodiscard]] Result<void> markAlreadyReplayed();
    [[nodiscard]] Result<void> readLetters();
    [[nodiscard]] Result<void> readArchive();
    [[nodiscard]] Result<void> readSources();

    void look(std::size_t index, const Record& letter);
    [[nodiscard]] ReplayVerdict judge(std::size_t index, const Record& letter, const FailureReport& report);
    [[nodiscard]] ReplayVerdict aim(ReplayItem& item, const Record& letter, const FailureReport& report);
    [[nodiscard]] std::optional<std::string> targetOf(ReplayItem& item, const FailureReport& report);
    void choosePartition(ReplayItem& item, const Record& letter, const FailureReport& report);
    [[nodiscard]] ReplayVerdict finish(const ReplayItem& item, const Record& letter, const Record* source);
    void noteOrigin(std::size_t index, const FailureReport& report);
    [[nodiscard]] std::uint32_t originIndex(const std::string& topic);
    void count();

    void order();
    void conclude();
    void takeSamples();
    [[nodiscard]] std::vector<std::size_t> sampleIndexes() const;

    const Subject m_subject;
    const Partial<ClusterMetadata> m_lettersMetadata;
    const Partial<ClusterMetadata> m_targetMetadata;
    const Call& m_call;
    const bool m_sameCluster;
    ReplayPlan m_plan;
    ReplayTargets m_targets;
    ReplayNotes m_notes;
    std::set<std::string> m_names;                     ///< topics of both clusters
    std::vector<std::optional<std::string>> m_byName;  ///< per topic of the plan
    std::vector<bool> m_already;                       ///< per item
    std::vector<Origin> m_origins;                     ///< per item, only for ByOrigin
    std::vector<std::string> m_originTopics;
    std::map<std::string, std::uint32_t> m_originIndexes;
    std::vector<Lacking> m_lacking;
    std::int64_t m_looked = 0;
};

} // namespace weir
