// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/event_generator.h"

#include "core/events/data_files.h"
#include "core/events/template_plan.h"

#include <algorithm>
#include <cmath>

namespace weir {
namespace {

class GeneratedEvents final : public RecordSource
{
public:
    GeneratedEvents(std::vector<std::unique_ptr<TemplatePlan>> plans, std::vector<double> sums, const GeneratorOptions& options)
        : m_plans(std::move(plans)), m_sums(std::move(sums)), m_random(options.seed), m_state{m_random}, m_clock(options.clock)
    {
    }

    [[nodiscard]] Result<bool> next(OutgoingRecord& record) override
    {
        std::size_t index = 0;
        if (m_plans.size() > 1) {
            const double at = m_random.unit() * m_sums.back();
            index = static_cast<std::size_t>(std::ranges::upper_bound(m_sums, at) - m_sums.begin());
        }
        m_state.now = m_clock ? m_clock() : nowMs();
        if (auto filled = m_plans[index]->fill(record, m_state); !filled)
            return fail(std::move(filled.error()));
        return true;
    }
    [[nodiscard]] bool ended() const override { return false; }
    [[nodiscard]] std::optional<std::uint64_t> total() const override { return std::nullopt; }
    [[nodiscard]] std::optional<double> fraction() const override { return std::nullopt; }

private:
    std::vector<std::unique_ptr<TemplatePlan>> m_plans;
    std::vector<double> m_sums; ///< of the weights up to here
    SeededRandom m_random;
    MakeState m_state;
    std::function<TimestampMs()> m_clock;
};

} // namespace

Result<std::unique_ptr<RecordSource>> generateEvents(const std::vector<WeightedTemplate>& templates, const GeneratorOptions& options)
{
    DataFiles files(options.dataFolder);
    std::vector<std::unique_ptr<TemplatePlan>> plans;
    std::vector<double> sums;
    double sum = 0;
    for (const WeightedTemplate& one : templates) {
        const std::string name = one.value.name.empty() ? "A template" : "The template \"" + escapeForDisplay(one.value.name, 80) + "\"";
        if (!std::isfinite(one.weight) || one.weight < 0)
            return fail(ErrorKind::InvalidInput, name + " has no weight that could be used: a number from 0 on is needed.");
        auto plan = TemplatePlan::make(one.value, files);
        if (!plan)
            return fail(std::move(plan.error()));
        if (one.weight == 0)
            continue;
        plans.push_back(std::move(*plan));
        sums.push_back(sum += one.weight);
    }
    if (plans.empty())
        return fail(ErrorKind::InvalidInput, templates.empty() ? "There is no template to make events from."
                                                               : "All templates have the weight 0: none is ever taken.");
    if (!std::isfinite(sum))
        return fail(ErrorKind::InvalidInput, "The weights of the templates are too large.");
    return std::make_unique<GeneratedEvents>(std::move(plans), std::move(sums), options);
}

Result<std::vector<OutgoingRecord>> previewEvents(const std::vector<WeightedTemplate>& templates, const GeneratorOptions& options,
                                                  std::size_t count)
{
    const auto source = generateEvents(templates, options);
    if (!source)
        return fail(source.error());
    std::vector<OutgoingRecord> records(count);
    for (OutgoingRecord& record : records)
        if (const auto made = (*source)->next(record); !made)
            return fail(made.error());
    return records;
}

} // namespace weir
