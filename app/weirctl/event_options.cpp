// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/event_options.h"

#include <array>

namespace weir::cli {
namespace {

constexpr OptionSpec key{"key", "TEXT", "the key; without it the record has none (NULL)"};
constexpr OptionSpec keyType{"key-type", "TYPE", "what the key is written as (default text)"};
constexpr OptionSpec header{"header", "NAME[:TYPE][=VALUE]", "a header; NAME alone has the value NULL", true};
constexpr OptionSpec timestamp{"timestamp", "TIME", "ISO 8601, -15m or ms since 1970; by default now"};
constexpr OptionSpec keyDelimiter{"key-delimiter", "TEXT", "lines: what stands between key and value; without it there is no key"};
constexpr OptionSpec emptyIsNull{"empty-is-null", "", "lines: an empty key or value is NULL"};
constexpr OptionSpec keepPartition{"keep-partition", "", "json: to the partition the line names; by default the key decides"};
constexpr OptionSpec keepTimestamp{"keep-timestamp", "", "json: with the timestamp of the line; by default now"};
constexpr OptionSpec weight{"weight", "NAME=NUMBER", "how often a template is taken beside the others (1)", true};
constexpr OptionSpec seed{"seed", "N", "the same seed makes the same events"};
constexpr OptionSpec data{"data", "FOLDER", "where the files of {{csv}} and {{ndjson}} are"};
constexpr OptionSpec from{"from", "FILE", "the records of a file; - is standard input"};
constexpr OptionSpec topic{"topic", "TOPIC", "all of them to this topic"};
constexpr OptionSpec format{"format", "FORMAT", "json, csv or lines; by default as the file looks"};
constexpr OptionSpec keyColumn{"key-column", "COLUMN[:TYPE]", "csv: the key; a column is named, or #3"};
constexpr OptionSpec valueColumn{"value-column", "COLUMN[:TYPE]", "csv: the value; by default JSON of all columns"};
constexpr OptionSpec headerColumn{"header-column", "[NAME=]COLUMN[:TYPE]", "csv: a header", true};
constexpr OptionSpec timestampColumn{"timestamp-column", "COLUMN", "csv: ISO 8601 or ms since 1970"};
constexpr OptionSpec separator{"separator", "CHARACTER", "csv: between columns, or tab"};
constexpr OptionSpec noHeader{"no-header", "", "csv: the first line is a record too"};
constexpr OptionSpec nullWord{"null-word", "TEXT", "csv: a cell with exactly this is NULL"};

} // namespace

std::span<const OptionSpec> sendOptions()
{
    static constexpr std::array options{
        OptionSpec{"value", "TEXT", "the value; - reads it from standard input, byte for byte"},
        OptionSpec{"value-file", "FILE", "the value is the content of this file, byte for byte"},
        OptionSpec{"null-value", "", "the value is NULL (a tombstone)"},
        OptionSpec{"value-type", "TYPE", "what the value is written as (default text)"},
        key,
        keyType,
        header,
        timestamp,
        OptionSpec{"partition", "N", "to this partition; by default the key decides"},
        OptionSpec{"lines", "", "each line of standard input is a record"},
        keyDelimiter,
        emptyIsNull,
        OptionSpec{"json-lines", "", "each line is a record as read --json writes it; to TOPIC, or to its own"},
        keepPartition,
        keepTimestamp,
    };
    return options;
}

std::span<const OptionSpec> eventOptions()
{
    static constexpr std::array options{
        OptionSpec{"data", "JSON", "the data of the event; - reads it from standard input"},
        key,
        keyType,
        header,
        OptionSpec{"timestamp", "TIME", "when it occurred: ISO 8601, -15m or ms since 1970; by default now"},
        OptionSpec{"lines", "", "each line of standard input is the data of an event"},
        keyDelimiter,
        emptyIsNull,
    };
    return options;
}

std::span<const OptionSpec> generateOptions()
{
    static constexpr std::array options{
        OptionSpec{"list", "", "the templates that are known by name"},
        OptionSpec{"preview", "N", "prints N events and sends nothing"},
        OptionSpec{"rate", "N", "events per second (default 10)"},
        OptionSpec{"ramp", "FROM..TO[/TIME]", "from one rate to another (by default in the time of --for, or 1m)"},
        OptionSpec{"burst", "N/TIME", "N at once, again and again after this time"},
        OptionSpec{"fastest", "", "as fast as the brokers confirm"},
        OptionSpec{"count", "N", "ends after N events"},
        OptionSpec{"for", "TIME", "ends after this time"},
        OptionSpec{"stop-after-failures", "N", "ends when so many could not be written"},
        OptionSpec{"slower-than", "TIME", "ends when 1 % of the last 10 s took longer to confirm"},
        weight,
        seed,
        data,
        from,
        topic,
        format,
        keyColumn,
        valueColumn,
        headerColumn,
        timestampColumn,
        separator,
        noHeader,
        nullWord,
        keyDelimiter,
        emptyIsNull,
        keepPartition,
        keepTimestamp,
    };
    return options;
}

std::span<const OptionSpec> transactionOptions()
{
    static constexpr std::array options{
        OptionSpec{"leave-open", "TIME", "stays open so long before it ends (1s to 14m)"},
        OptionSpec{"abort", "", "is aborted at the end, on purpose"},
        OptionSpec{"id", "ID", "its transactional id; by default a random one"},
        OptionSpec{"settle", "ID", "finds out what became of it; sends nothing"},
        OptionSpec{"at", "PLACE", "settle: a record of it, TOPIC-PARTITION@OFFSET", true},
        OptionSpec{"count", "N", "so many records of the templates"},
        weight,
        seed,
        data,
        from,
        topic,
        format,
        keyColumn,
        valueColumn,
        headerColumn,
        timestampColumn,
        separator,
        noHeader,
        nullWord,
        keyDelimiter,
        emptyIsNull,
        keepPartition,
        keepTimestamp,
    };
    return options;
}

std::span<const OptionSpec> consumeOptions()
{
    static constexpr std::array options{
        OptionSpec{"group", "GROUP", "the group to join"},
        OptionSpec{"from", "WHERE", "earliest, latest or none: where it begins without a committed offset"},
        OptionSpec{"max", "N", "ends after N records"},
        OptionSpec{"idle", "TIME", "ends when nothing came for so long"},
        OptionSpec{"isolation", "LEVEL", "read_committed (default) or read_uncommitted"},
    };
    return options;
}

} // namespace weir::cli
