// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/time.h"
#include "core/deadletters/custom_convention.h"
#include "core/deadletters/letter_place.h"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace weir {

enum class LetterMark { Open, Handled, Ignored };

/// A person's word about failures. Nothing of it is on the cluster; dead letters are never deleted.
struct MarkedLetter {
    LetterMark mark = LetterMark::Open;
    std::string note;
    TimestampMs time = 0; ///< when it was said

    bool operator==(const MarkedLetter&) const = default;
};
/// About a group of failures: holds for letters up to `until`; later ones are open again ("handled" is no promise), while
/// an ignored group stays ignored.
struct MarkedGroup {
    MarkedLetter word;
    TimestampMs until = 0;

    bool operator==(const MarkedGroup&) const = default;
};

/// What a person said about a topic; it wins over names, headers and configuration.
enum class TopicWord { DeadLetters, Retries, Neither };

/// Marks, notes and the person's word about topics, kept in SQLite ($XDG_STATE_HOME/weir/deadletters.db) per cluster id.
/// Thread-safe; blocks on disk.
class LetterMarks
{
public:
    [[nodiscard]] static Result<std::unique_ptr<LetterMarks>> open(const std::filesystem::path& path);
    /// Gone with its owner: for the demo cluster.
    [[nodiscard]] static Result<std::unique_ptr<LetterMarks>> inMemory();
    [[nodiscard]] static std::filesystem::path defaultPath();
    ~LetterMarks();

    /// Open without a note forgets the mark.
    [[nodiscard]] Result<void> markLetters(const std::string& cluster, const std::vector<LetterPlace>& places,
                                           const MarkedLetter& word);
    [[nodiscard]] Result<void> markGroup(const std::string& cluster, const std::string& failureId, const MarkedGroup& word);
    [[nodiscard]] Result<std::map<LetterPlace, MarkedLetter>> letters(const std::string& cluster) const;
    [[nodiscard]] Result<std::map<std::string, MarkedGroup>> groups(const std::string& cluster) const;

    /// nullopt takes the word back.
    [[nodiscard]] Result<void> setTopicWord(const std::string& cluster, const std::string& topic,
                                            std::optional<TopicWord> word);
    [[nodiscard]] Result<std::map<std::string, TopicWord>> topicWords(const std::string& cluster) const;
    /// Replaces the conventions of that cluster.
    [[nodiscard]] Result<void> setConventions(const std::string& cluster, const std::vector<CustomConvention>& conventions);
    [[nodiscard]] Result<std::vector<CustomConvention>> conventions(const std::string& cluster) const;

private:
    struct Parts;
    explicit LetterMarks(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

/// What holds for one letter: its own mark, else its group's when that reaches it. Pure.
[[nodiscard]] LetterMark effectiveMark(const MarkedLetter* letter, const MarkedGroup* group,
                                       std::optional<TimestampMs> timestamp);

} // namespace weir
