// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/letter_marks.h"

namespace weir {

namespace {
std::unexpected<Error> notYet() { return fail(ErrorKind::Unsupported, "Not built yet."); }
} // namespace

struct LetterMarks::Parts {};

LetterMarks::LetterMarks(std::unique_ptr<Parts> parts) : m_parts(std::move(parts)) {}
LetterMarks::~LetterMarks() = default;
Result<std::unique_ptr<LetterMarks>> LetterMarks::open(const std::filesystem::path&) { return notYet(); }
Result<std::unique_ptr<LetterMarks>> LetterMarks::inMemory() { return notYet(); }
std::filesystem::path LetterMarks::defaultPath() { return {}; }
Result<void> LetterMarks::markLetters(const std::string&, const std::vector<LetterPlace>&, const MarkedLetter&) { return notYet(); }
Result<void> LetterMarks::markGroup(const std::string&, const std::string&, const MarkedGroup&) { return notYet(); }
Result<std::map<LetterPlace, MarkedLetter>> LetterMarks::letters(const std::string&) const { return notYet(); }
Result<std::map<std::string, MarkedGroup>> LetterMarks::groups(const std::string&) const { return notYet(); }
Result<void> LetterMarks::setTopicWord(const std::string&, const std::string&, std::optional<TopicWord>) { return notYet(); }
Result<std::map<std::string, TopicWord>> LetterMarks::topicWords(const std::string&) const { return notYet(); }
Result<void> LetterMarks::setConventions(const std::string&, const std::vector<CustomConvention>&) { return notYet(); }
Result<std::vector<CustomConvention>> LetterMarks::conventions(const std::string&) const { return notYet(); }
LetterMark effectiveMark(const MarkedLetter*, const MarkedGroup*, std::optional<TimestampMs>) { return LetterMark::Open; }

} // namespace weir
