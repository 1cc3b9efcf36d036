// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/transaction_request.h"

#include "app/weirctl/place_words.h"
#include "app/weirctl/template_choice.h"

#include <limits>

namespace weir::cli {
namespace {

/// They are held in memory, and a transaction of more is a mistake more likely than a wish.
constexpr std::size_t mostRecords = 100'000;

std::unexpected<Error> wrong(std::string message) { return fail(ErrorKind::InvalidInput, std::move(message)); }

Result<std::vector<OutgoingRecord>> readAll(RecordSource& source, const std::stop_token& stop)
{
    std::vector<OutgoingRecord> records;
    for (;;) {
        OutgoingRecord record;
        const auto more = source.next(record);
        if (stop.stop_requested())
            return fail(cancelledError("Reading the records"));
        // All of them or none: leaving out what cannot be read would be another transaction.
        if (!more)
            return wrong("Nothing was sent: " + more.error().message);
        if (!*more)
            return records;
        if (records.size() == mostRecords)
            return wrong("Nothing was sent: these are more than " + std::to_string(mostRecords) +
                         " records, too many for one transaction.");
        if (record.topic.empty())
            return wrong("Nothing was sent: record " + std::to_string(records.size() + 1) + " names no topic; give --topic.");
        records.push_back(std::move(record));
    }
}

Result<std::vector<OutgoingRecord>> oneOfEach(const std::vector<WeightedTemplate>& templates, GeneratorOptions options)
{
    std::vector<OutgoingRecord> records;
    for (const WeightedTemplate& one : templates) {
        auto made = previewEvents({one}, options, 1);
        if (!made)
            return fail(made.error());
        for (OutgoingRecord& record : *made)
            records.push_back(std::move(record));
        ++options.seed; // else all of them would begin with the same random numbers
    }
    return records;
}

Result<void> readPlaces(const Arguments& arguments, TransactionRequest& request)
{
    for (const std::string& text : arguments.values("at")) {
        const auto place = parsePlaces(text);
        if (!place)
            return fail(place.error());
        Delivery delivery;
        delivery.partition = place->partition.partition;
        delivery.offset = place->first;
        request.topics.push_back(place->partition.topic);
        request.places.push_back(delivery);
    }
    if (request.places.empty())
        return wrong("Option --settle needs the place of a record of the transaction: --at TOPIC-PARTITION@OFFSET.");
    for (const char* other : {"id", "abort", "leave-open", "from", "count"})
        if (arguments.has(other))
            return wrong("Option --" + std::string(other) + " does not go with --settle, which sends nothing.");
    if (!arguments.words().empty())
        return wrong("Option --settle sends nothing; it takes no templates.");
    return {};
}

} // namespace

Result<TransactionRequest> transactionRequest(const Arguments& arguments)
{
    TransactionRequest request;
    request.settle = arguments.has("settle");
    request.id = arguments.value(request.settle ? "settle" : "id").value_or("");
    request.abort = arguments.has("abort");
    if (request.settle) {
        if (const auto read = readPlaces(arguments, request); !read)
            return fail(read.error());
        return request;
    }
    if (arguments.has("at"))
        return wrong("Option --at goes with --settle only.");
    if (const auto text = arguments.value("leave-open")) {
        const auto span = readSpan(*text, "Option --leave-open");
        if (!span)
            return fail(span.error());
        constexpr std::chrono::minutes longest(14); // brokers allow transactions of 15 unless configured
        if (*span > longest || *span < std::chrono::seconds(1))
            return wrong("Option --leave-open is a time from 1 s to 14 min.");
        request.leaveOpen = *span;
    }
    if (arguments.words().empty()) {
        auto import = importRequest(arguments, ImportFormat::JsonLines);
        if (!import)
            return fail(import.error());
        request.import = std::move(*import);
    } else if (arguments.has("from")) {
        return wrong("Records come from templates or with --from from a file, not from both.");
    }
    return request;
}

Result<std::vector<OutgoingRecord>> generatedRecords(const Arguments& arguments)
{
    const auto count = arguments.number("count", 1, static_cast<std::int64_t>(mostRecords));
    const auto seed = count ? arguments.number("seed", 0, std::numeric_limits<std::int64_t>::max()) : fail(count.error());
    if (!seed)
        return fail(seed.error());
    const auto templates = chooseTemplates(arguments.words(), arguments.values("weight"));
    if (!templates)
        return fail(templates.error());
    GeneratorOptions options;
    options.seed = static_cast<std::uint64_t>(seed->value_or(nowMs()));
    options.dataFolder = arguments.value("data").value_or("");
    return *count ? previewEvents(*templates, options, static_cast<std::size_t>(**count)) : oneOfEach(*templates, options);
}

Result<std::vector<OutgoingRecord>> importedRecords(const ImportRequest& request, const std::stop_token& stop)
{
    const auto source = openSource(request, stop);
    if (!source)
        return fail(source.error());
    auto records = readAll(**source, stop);
    if (records && records->empty())
        return wrong("Nothing was sent: there are no records.");
    return records;
}

} // namespace weir::cli
