// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/bench_report.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace weir::bench {

Options readOptions(int argc, char** argv, const char* what)
{
    Options options;
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        if (argument == "--quick") {
            options.quick = true;
        } else if (argument == "--json") {
            options.json = true;
        } else if (argument == "--check") {
            options.check = true;
        } else {
            const bool help = argument == "--help";
            std::fprintf(help ? stdout : stderr,
                         "%s\nusage: %s [--quick] [--json] [--check]\n"
                         "  --quick  under 45 s   --json  one object per line   --check  exit 1 when a target is missed\n",
                         what, argv[0]);
            std::exit(help ? 0 : 2);
        }
    }
    return options;
}

int report(const std::vector<Row>& rows, const Options& options)
{
    bool ok = true;
    if (!options.json)
        std::printf("%-34s %12s %-6s %8s  %-30s %-14s %s\n", "name", "value", "unit", "ratio", "against", "target", "");
    for (const Row& row : rows) {
        ok = ok && row.ok;
        if (options.json) {
            nlohmann::ordered_json line{{"name", row.name}, {"value", row.value}, {"unit", row.unit}};
            line["against"] = row.against.empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(row.against);
            line["ratio"] = row.ratio ? nlohmann::ordered_json(*row.ratio) : nlohmann::ordered_json(nullptr);
            line["target"] = row.target.empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(row.target);
            line["ok"] = row.ok;
            std::printf("%s\n", line.dump().c_str());
        } else {
            char ratio[32] = "";
            if (row.ratio)
                std::snprintf(ratio, sizeof ratio, "%.2f", *row.ratio);
            std::printf("%-34s %12.2f %-6s %8s  %-30s %-14s %s\n", row.name.c_str(), row.value, row.unit.c_str(), ratio,
                        row.against.c_str(), row.target.c_str(), row.target.empty() ? "" : row.ok ? "ok" : "MISSED");
        }
    }
    return options.check && !ok ? 1 : 0;
}

double percentile(std::vector<double> samples, double share)
{
    std::ranges::sort(samples);
    const auto index = static_cast<std::size_t>(share * static_cast<double>(samples.size() - 1) + 0.5);
    return samples[std::min(index, samples.size() - 1)];
}

} // namespace weir::bench
