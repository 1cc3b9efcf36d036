// SPDX-License-Identifier: GPL-3.0-or-later
// Checks of lag as people type them: never a crash, always a position in the error, and what was understood can be
// written again. Patterns too.
#include "core/groups/alert_rule.h"
#include "core/groups/lag_check.h"
#include "tests/fuzz/fuzz_target.h"

#include <cstdlib>
#include <string_view>

namespace {

using namespace weir;

void promise(bool kept)
{
    if (!kept)
        std::abort();
}

void checkPosition(const std::string& message, std::size_t size)
{
    constexpr std::string_view before = "position ";
    const std::size_t at = message.find(before);
    promise(at != std::string::npos);
    const auto position = std::strtoull(message.c_str() + at + before.size(), nullptr, 10);
    promise(position >= 1 && position <= size + 1);
}

void checkEvaluation(const LagCheck& check)
{
    std::vector<GroupLag> lags(2);
    lags[0].group = check.comparisons.front().group;
    lags[0].lag = 7;
    lags[1].group = "another";
    const std::vector<CheckedGroup> groups{{&lags[0], nullptr}, {&lags[1], nullptr}};
    const CheckResult result = evaluate(check, groups, {});
    promise(!result.reasons.empty());
    // Nothing is known about times and health here, so no check of them may come out true or false.
    if (check.comparisons.size() == 1 && (check.uses(LagCheck::Field::TimeLag) || check.uses(LagCheck::Field::Health)))
        promise(result.outcome == CheckOutcome::Unknown);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const auto check = LagCheck::parse(input);
    if (check) {
        promise(!check->comparisons.empty());
        promise(LagCheck::parse(check->text()) == *check);
        checkEvaluation(*check);
    } else {
        promise(check.error().kind == ErrorKind::InvalidInput);
        checkPosition(check.error().message, size);
    }
    promise(input.empty() || matchesPattern(patternFor(input), input));
    (void)matchesPattern(input.substr(0, size / 2), input.substr(size / 2));
    return 0;
}

std::vector<std::string> weir::test::fuzzSeeds()
{
    return {
        "billing time_lag < 5m",
        "'my \\'group' lag <= 10k and health == ok and members > 0",
        "shop-* lag < 1_000 and \"a*\" time_lag >= 1h30m",
        "g lag != 2.5M",
        "g health < stalled",
        "lag lag < 9007199254740993",
        "g time_lag == 250ms and g time_lag == 0",
    };
}
