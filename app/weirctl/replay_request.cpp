// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/replay_request.h"

#include "app/weirctl/mark_words.h"

#include "core/base/bytes.h"

#include <algorithm>
#include <array>
#include <limits>

namespace weir::cli {
namespace {

using Mode = ReplayRequest::Mode;

constexpr std::int64_t unlimited = std::numeric_limits<std::int64_t>::max();

constexpr auto options = std::to_array<OptionSpec>({
    {"topic", "TOPIC", "the dead letters in this topic", true},
    {"all", "", "the dead letters of every dead-letter topic"},
    {"filter", "EXPR", "of the topics: only records that match"},
    {"group", "FAILURE", "of the topics: only this failure group (deadletters groups)", true},
    {"mark", "MARK", "of the topics: only those marked open, handled or ignored"},
    {"from", "WHERE", "of the topics: where to begin, as in read (default: oldest)"},
    {"until", "WHERE", "of the topics: where to end, exclusive, as --to of read"},
    {"partition", "N", "of the topics: only this partition", true},
    {"from-file", "FILE", "the records of an archive: lines as read --json writes them"},
    {"to", "TOPIC", "where to; by default each goes where it came from"},
    {"to-profile", "NAME", "to the cluster of another saved connection"},
    {"headers", "CHOICE", "remove-failure (default), keep-all or remove-all"},
    {"no-weir-headers", "", "do not add weir-replay-…; loops cannot be recognised then"},
    {"by-key", "", "let the key choose the partition, not the origin"},
    {"order", "ORDER", "letter (default: as the dead letters stand) or origin"},
    {"set", "PATH = JSON", "gives a field a value: 'value.data.amount = 12.90'", true},
    {"edit", "OPERATION", "set …, remove … or replace …, before those of --set", true},
    {"max-replays", "N", "leave out what was put back so often (default 3; 0: no limit)"},
    {"again", "", "also what an earlier job has put back"},
    {"max", "N", "so many records at most"},
    {"rate", "N", "records per second at most; with --resume: from now on"},
    {"canary", "N", "so many first, then stop to look"},
    {"batch", "N", "records in a transaction (default 500)"},
    {"stop-after", "N", "stop when so many could not be sent (default 10; 0: never)"},
    {"stop-returning", "SHARE", "stop when this share came back as dead letters (default 0.2)"},
    {"at-least-once", "", "without transactions, where they are not permitted"},
    {"samples", "N", "show N records before and after"},
    {"list", "", "show every record and what would become of it"},
    {"yes", "", "do it; without it nothing is sent"},
    {"resume", "JOB", "go on with a job"},
    {"cancel", "JOB", "end a job for good; what was sent stays"},
    {"jobs", "", "the jobs on this computer, newest first"},
    {"receipt", "JOB", "what became of each record of a job, as JSON lines"},
    {"output", "FILE", "where --receipt writes to"},
});

std::unexpected<ReadMistake> wrong(std::string sentence) { return std::unexpected(ReadMistake{std::move(sentence), {}}); }
std::unexpected<ReadMistake> wrong(const Error& error) { return wrong(error.message); }

std::expected<HeaderPolicy, ReadMistake> headersOf(const std::string& text)
{
    if (text == "remove-failure")
        return HeaderPolicy::RemoveFailure;
    if (text == "keep-all")
        return HeaderPolicy::KeepAll;
    if (text == "remove-all")
        return HeaderPolicy::RemoveAll;
    return wrong("Option --headers is remove-failure, keep-all or remove-all, not '" + escapeForDisplay(text, 100) + "'.");
}

std::expected<ReplayOrder, ReadMistake> orderOf(const std::string& text)
{
    if (text == "letter")
        return ReplayOrder::ByLetter;
    if (text == "origin")
        return ReplayOrder::ByOrigin;
    return wrong("Option --order is letter or origin, not '" + escapeForDisplay(text, 100) + "'.");
}

/// Puts the number of an option where it belongs; leaves it when the option was not given.
template <typename Number>
std::expected<void, ReadMistake> take(const Arguments& arguments, const char* name, std::int64_t least, std::int64_t most,
                                      Number& into)
{
    const auto number = arguments.number(name, least, most);
    if (!number)
        return wrong(number.error());
    if (*number)
        into = static_cast<Number>(**number);
    return {};
}

std::expected<void, ReadMistake> takeNumbers(const Arguments& arguments, ReplayRequest& request)
{
    ReplayOptions& chosen = request.options;
    for (const auto& taken : {take(arguments, "max", 1, unlimited, chosen.most),
                              take(arguments, "max-replays", 0, std::numeric_limits<std::int32_t>::max(), chosen.mostReplays),
                              take(arguments, "canary", 1, unlimited, chosen.canary),
                              take(arguments, "batch", 1, 10'000, chosen.batch),
                              take(arguments, "stop-after", 0, unlimited, chosen.mostFailures),
                              take(arguments, "samples", 1, 1'000, request.samples)})
        if (!taken)
            return taken;
    const auto rate = arguments.decimal("rate", 0.001, 1'000'000);
    const auto share = arguments.decimal("stop-returning", 0, 1);
    if (!rate || !share)
        return wrong(!rate ? rate.error() : share.error());
    request.rate = *rate;
    chosen.perSecond = rate->value_or(chosen.perSecond);
    chosen.mostReturning = share->value_or(chosen.mostReturning);
    return {};
}

std::expected<void, ReadMistake> takeEdit(const Arguments& arguments, ReplayOptions& chosen)
{
    std::vector<std::string> operations = arguments.values("edit");
    for (const std::string& text : arguments.values("set"))
        operations.push_back("set " + text);
    for (const std::string& text : operations) {
        auto operation = parseFieldOperation(text);
        if (!operation)
            return wrong(operation.error());
        chosen.edit.operations.push_back(std::move(*operation));
    }
    return {};
}

std::expected<void, ReadMistake> takeOptions(const Arguments& arguments, ReplayRequest& request)
{
    ReplayOptions& chosen = request.options;
    const auto headers = headersOf(arguments.value("headers").value_or("remove-failure"));
    const auto order = orderOf(arguments.value("order").value_or("letter"));
    if (!headers || !order)
        return std::unexpected(!headers ? headers.error() : order.error());
    chosen.target = arguments.value("to");
    chosen.headers = *headers;
    chosen.order = *order;
    chosen.addWeirHeaders = !arguments.has("no-weir-headers");
    chosen.partition = arguments.has("by-key") ? ReplayPartition::ByKey : ReplayPartition::Original;
    chosen.delivery = arguments.has("at-least-once") ? ReplayDelivery::AtLeastOnce : ReplayDelivery::Transactional;
    chosen.againIfReplayed = arguments.has("again");
    if (const auto numbers = takeNumbers(arguments, request); !numbers)
        return numbers;
    if (const auto edit = takeEdit(arguments, chosen); !edit)
        return edit;
    if (const auto good = checkOptions(chosen); !good)
        return wrong(good.error());
    return {};
}

std::expected<void, ReadMistake> takeChoice(const Arguments& arguments, TimestampMs now, LetterChoice& choice)
{
    for (const std::string& word : arguments.words()) {
        auto range = parsePlaces(word);
        if (!range)
            return wrong(range.error());
        choice.places.push_back(std::move(*range));
    }
    choice.archive = arguments.value("from-file").value_or("");
    choice.topics = arguments.values("topic");
    choice.all = arguments.has("all");
    choice.groups = arguments.values("group");
    if (const auto mark = arguments.value("mark")) {
        const auto parsed = parseMark(*mark);
        if (!parsed)
            return wrong(parsed.error());
        choice.mark = *parsed;
    }
    auto look = readRequest(arguments, "", now, "until");
    if (!look)
        return std::unexpected(look.error());
    choice.look = std::move(*look);
    // A record of a transaction that was aborted is no dead letter.
    choice.look.isolation = Isolation::ReadCommitted;

    const bool topics = !choice.topics.empty() || choice.all;
    const int ways = (choice.places.empty() ? 0 : 1) + (choice.archive.empty() ? 0 : 1) + (topics ? 1 : 0);
    if (ways == 0)
        return wrong("Say which dead letters: places (orders.dlq-0@17), --topic, --all or --from-file.");
    if (ways > 1)
        return wrong("Only one of places, --topic or --all, and --from-file can be given.");
    if (!topics && (choice.narrowed() || !choice.groups.empty() || choice.mark))
        return wrong("Options --filter, --group, --mark, --from, --until and --partition go with --topic or --all.");
    return {};
}

std::expected<Mode, ReadMistake> modeOf(const Arguments& arguments, ReplayRequest& request)
{
    Mode mode = Mode::Plan;
    int modes = 0;
    for (const auto& [name, each] : {std::pair("resume", Mode::Resume), std::pair("cancel", Mode::Cancel),
                                     std::pair("receipt", Mode::Receipt), std::pair("jobs", Mode::Jobs)}) {
        if (!arguments.has(name))
            continue;
        ++modes;
        mode = each;
        request.job = arguments.value(name).value_or("");
    }
    if (modes > 1)
        return wrong("Only one of --resume, --cancel, --receipt and --jobs can be given.");
    request.output = arguments.value("output");
    if (request.output && mode != Mode::Receipt)
        return wrong("Option --output goes with --receipt.");
    return mode;
}

/// Everything about a job that exists was decided when it was begun.
std::expected<void, ReadMistake> refuseOthers(const Arguments& arguments, Mode mode)
{
    const auto allowed = [mode](std::string_view name) {
        const bool runs = mode == Mode::Resume || mode == Mode::Cancel;
        return name == "resume" || name == "cancel" || name == "receipt" || name == "jobs" || name == "output" ||
               (name == "to-profile" && runs) || (name == "rate" && mode == Mode::Resume) || (name == "yes" && runs);
    };
    for (const OptionSpec& option : options)
        if (arguments.has(option.name) && !allowed(option.name))
            return wrong("Option --" + std::string(option.name) + " belongs to a new job; this one is planned already.");
    if (!arguments.words().empty())
        return wrong("Places belong to a new job; this one is planned already.");
    return {};
}

} // namespace

bool LetterChoice::narrowed() const
{
    return look.from || look.to || !look.partitions.empty() || !look.filter.matchesEverything();
}

std::span<const OptionSpec> replayCommandOptions() { return options; }

std::expected<ReplayRequest, ReadMistake> replayRequest(const Arguments& arguments, TimestampMs now)
{
    ReplayRequest request;
    const auto mode = modeOf(arguments, request);
    if (!mode)
        return std::unexpected(mode.error());
    request.mode = *mode;
    request.toProfile = arguments.value("to-profile");
    if (request.mode != Mode::Plan) {
        if (const auto alone = refuseOthers(arguments, request.mode); !alone)
            return std::unexpected(alone.error());
        if (const auto numbers = takeNumbers(arguments, request); !numbers)
            return std::unexpected(numbers.error());
        return request;
    }
    request.list = arguments.has("list");
    request.yes = arguments.has("yes");
    if (const auto choice = takeChoice(arguments, now, request.choice); !choice)
        return std::unexpected(choice.error());
    if (const auto chosen = takeOptions(arguments, request); !chosen)
        return std::unexpected(chosen.error());
    return request;
}

} // namespace weir::cli
