// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/generate_request.h"

#include "core/base/bytes.h"
#include "core/base/time_text.h"

#include <charconv>
#include <cmath>
#include <limits>

namespace weir::cli {
namespace {

using std::chrono::milliseconds;

constexpr double fastestRate = 10'000'000;

std::unexpected<Error> wrong(std::string message) { return fail(ErrorKind::InvalidInput, std::move(message)); }

std::optional<double> readDecimal(std::string_view text)
{
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
    const bool whole = error == std::errc{} && end == text.data() + text.size() && std::isfinite(number);
    return whole ? std::optional(number) : std::nullopt;
}

std::optional<double> readRate(std::string_view text)
{
    const auto rate = readDecimal(text);
    return rate && *rate > 0 && *rate <= fastestRate ? rate : std::nullopt;
}

/// FROM..TO or FROM..TO/SPAN.
Result<void> readRamp(const std::string& text, const std::optional<milliseconds>& wholeRun, RunRate& rate)
{
    const std::size_t dots = text.find("..");
    const std::size_t slash = text.find('/');
    const auto from = dots == std::string::npos ? std::nullopt : readRate(std::string_view(text).substr(0, dots));
    const auto to = from ? readRate(std::string_view(text).substr(dots + 2, slash == std::string::npos ? slash : slash - dots - 2))
                         : std::nullopt;
    if (!to)
        return wrong("Option --ramp is FROM..TO or FROM..TO/TIME with events per second, such as 10..500/1m, not '" +
                     escapeForDisplay(text, 100) + "'.");
    rate.shape = RunRate::Shape::Ramp;
    rate.perSecond = *from;
    rate.toPerSecond = *to;
    rate.rampTime = wholeRun.value_or(milliseconds(60'000));
    if (slash == std::string::npos)
        return {};
    const auto time = readSpan(std::string_view(text).substr(slash + 1), "The time of --ramp");
    if (!time)
        return fail(time.error());
    rate.rampTime = *time;
    return {};
}

/// SIZE/SPAN.
Result<void> readBurst(const std::string& text, RunRate& rate)
{
    const std::size_t slash = text.find('/');
    const auto size = readWholeNumber(std::string_view(text).substr(0, slash));
    if (slash == std::string::npos || !size || *size < 1 || *size > 10'000'000)
        return wrong("Option --burst is NUMBER/TIME, such as 500/10s, not '" + escapeForDisplay(text, 100) + "'.");
    const auto every = readSpan(std::string_view(text).substr(slash + 1), "The time of --burst");
    if (!every)
        return fail(every.error());
    rate.shape = RunRate::Shape::Burst;
    rate.burstSize = static_cast<std::uint64_t>(*size);
    rate.burstEvery = *every;
    return {};
}

Result<RunStop> readStop(const Arguments& arguments)
{
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    RunStop stop;
    const auto count = arguments.number("count", 1, most);
    const auto failures = count ? arguments.number("stop-after-failures", 1, most) : fail(count.error());
    if (!failures)
        return fail(failures.error());
    if (*count)
        stop.afterEvents = static_cast<std::uint64_t>(**count);
    if (*failures)
        stop.afterFailures = static_cast<std::uint64_t>(**failures);
    if (const auto time = arguments.value("for")) {
        const auto span = readSpan(*time, "Option --for");
        if (!span)
            return fail(span.error());
        stop.afterTime = *span;
    }
    if (const auto time = arguments.value("slower-than")) {
        const auto span = readSpan(*time, "Option --slower-than");
        if (!span)
            return fail(span.error());
        stop.slowerThan = *span;
    }
    return stop;
}

Result<void> readGenerator(const Arguments& arguments, GenerateRequest& request)
{
    const auto seed = arguments.number("seed", 0, std::numeric_limits<std::int64_t>::max());
    const auto preview = seed ? arguments.number("preview", 1, 10'000) : fail(seed.error());
    if (!preview)
        return fail(preview.error());
    // Another run makes other events, unless it is told to make the same.
    request.generator.seed = *seed ? static_cast<std::uint64_t>(**seed) : static_cast<std::uint64_t>(nowMs());
    if (const auto folder = arguments.value("data"))
        request.generator.dataFolder = *folder;
    if (*preview)
        request.preview = static_cast<std::size_t>(**preview);
    return {};
}

Result<void> checkWords(const GenerateRequest& request, const Arguments& arguments)
{
    if (request.list)
        return request.templates.empty() ? Result<void>() : wrong("Option --list takes no templates.");
    if (request.import && !request.templates.empty())
        return wrong("Records come from templates or with --from from a file, not from both.");
    if (!request.import && request.templates.empty())
        return wrong("The command is: weirctl generate TEMPLATE|FOLDER..., or --from FILE, or --list.");
    if (request.import)
        for (const char* option : {"weight", "seed", "data"})
            if (arguments.has(option))
                return wrong("Option --" + std::string(option) + " is about templates; it does not go with --from.");
    return {};
}

} // namespace

Result<milliseconds> readSpan(std::string_view text, std::string_view what)
{
    constexpr std::int64_t longest = 100LL * 24 * 3'600'000;
    std::optional<std::int64_t> span;
    if (const auto seconds = readDecimal(text); seconds && *seconds <= 1e9)
        span = std::llround(*seconds * 1'000);
    else
        span = parseSpanMs(text);
    if (!span || *span < 1 || *span > longest)
        return wrong(std::string(what) + " is a time such as 30s, 5m, 2h or a number of seconds, not '" +
                     escapeForDisplay(text, 100) + "'.");
    return milliseconds(*span);
}

Result<RunPlan> readPlan(const Arguments& arguments)
{
    int shapes = 0;
    for (const char* option : {"rate", "ramp", "burst", "fastest"})
        shapes += arguments.has(option) ? 1 : 0;
    if (shapes > 1)
        return wrong("Only one of --rate, --ramp, --burst and --fastest can be given.");
    RunPlan plan;
    auto stop = readStop(arguments);
    if (!stop)
        return fail(stop.error());
    plan.stop = *stop;
    if (arguments.has("fastest"))
        plan.rate.shape = RunRate::Shape::Fastest;
    if (const auto text = arguments.value("rate")) {
        const auto rate = readRate(*text);
        if (!rate)
            return wrong("Option --rate is a number of events per second above 0, not '" + escapeForDisplay(*text, 100) + "'.");
        plan.rate.perSecond = *rate;
    }
    if (const auto text = arguments.value("ramp"))
        if (const auto ramp = readRamp(*text, plan.stop.afterTime, plan.rate); !ramp)
            return fail(ramp.error());
    if (const auto text = arguments.value("burst"))
        if (const auto burst = readBurst(*text, plan.rate); !burst)
            return fail(burst.error());
    return plan;
}

Result<GenerateRequest> generateRequest(const Arguments& arguments)
{
    GenerateRequest request;
    request.templates = arguments.words();
    request.weights = arguments.values("weight");
    request.list = arguments.has("list");
    if (arguments.has("from")) {
        auto import = importRequest(arguments);
        if (!import)
            return fail(import.error());
        request.import = std::move(*import);
    }
    if (const auto fine = checkWords(request, arguments); !fine)
        return fail(fine.error());
    if (const auto read = readGenerator(arguments, request); !read)
        return fail(read.error());
    const auto plan = readPlan(arguments);
    if (!plan)
        return fail(plan.error());
    request.plan = *plan;
    // A file is there to be sent, not to be sent slowly.
    const bool paced = arguments.has("rate") || arguments.has("ramp") || arguments.has("burst");
    if (request.import && !paced)
        request.plan.rate.shape = RunRate::Shape::Fastest;
    // The end of a pipe is not known, and as fast as possible wants one.
    if (request.import && request.import->file == "-" && !request.plan.stop.afterTime)
        request.plan.stop.afterTime = std::chrono::hours(24 * 100);
    request.endless = !request.import && !request.plan.stop.afterEvents && !request.plan.stop.afterTime;
    return request;
}

} // namespace weir::cli
