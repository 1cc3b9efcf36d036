// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/chart_marks.h"

#include "ui/widgets/plain_text.h"

#include <QtCore/QDateTime>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

namespace weir::ui {
namespace {

constexpr double padding = 6;      ///< between a line and its words
constexpr double sameLine = 6;     ///< marks closer than this are one line
constexpr double widest = 340;     ///< of the words of one mark
constexpr std::size_t mostLines = 40;
constexpr int mostLevels = 2;

struct Group {
    double x;    ///< of the first
    double last; ///< of the last
    int count;
    Tone tone;
    QString text; ///< of the first
};

QString groupText(const Group& group)
{
    return group.count == 1 ? group.text
                            : countedText(group.count, LineChart::tr("1 event"), LineChart::tr("%1 events"));
}

/// Tones are declared from calm to bad.
Tone worse(Tone a, Tone b)
{
    return std::max(a, b);
}

/// Room for words on a few lines.
class Shelf
{
public:
    Shelf(double width, const std::function<double(const QString&)>& textWidth) : m_width(width), m_textWidth(textWidth) {}

    /// Right of the line, or left of it where the right edge is near; nullopt when every level is taken there.
    [[nodiscard]] std::optional<MarkLayout::Label> fit(double x, const QString& text, Tone tone) const
    {
        const double wanted = std::min({m_textWidth(text), m_width - 2 * padding, widest});
        if (wanted <= 0)
            return std::nullopt;
        double left = x + padding;
        if (left + wanted > m_width)
            left = x - padding - wanted;
        left = std::clamp(left, std::min(padding, m_width - wanted), std::max(0.0, m_width - wanted));
        for (int level = 0; level < mostLevels; ++level) {
            const auto& taken = m_taken[static_cast<std::size_t>(level)];
            const bool free = std::ranges::none_of(taken, [&](const std::pair<double, double>& other) {
                return left < other.second + padding && other.first < left + wanted + padding;
            });
            if (free)
                return MarkLayout::Label{left, wanted, level, tone, text, x, x};
        }
        return std::nullopt;
    }
    void take(const MarkLayout::Label& label)
    {
        m_taken[static_cast<std::size_t>(label.level)].emplace_back(label.x, label.x + label.width);
    }

private:
    double m_width;
    const std::function<double(const QString&)>& m_textWidth;
    std::array<std::vector<std::pair<double, double>>, mostLevels> m_taken;
};

std::vector<Group> groupsOf(std::span<const ChartMark> marks, double from, double to, double width)
{
    std::vector<Group> groups;
    const auto first = std::ranges::lower_bound(marks, from, {}, &ChartMark::seconds);
    for (auto mark = first; mark != marks.end() && mark->seconds <= to; ++mark) {
        const double x = (mark->seconds - from) / (to - from) * width;
        if (!groups.empty() && x - groups.back().x < sameLine) {
            groups.back().last = x;
            ++groups.back().count;
            groups.back().tone = worse(groups.back().tone, mark->tone);
        } else {
            groups.push_back({x, x, 1, mark->tone, mark->text});
        }
    }
    return groups;
}

/// Groups whose words find no room join the one before them, whose words become a number then.
std::vector<MarkLayout::Label> placeGroups(std::vector<Group> groups, const Shelf& shelf)
{
    std::vector<MarkLayout::Label> labels;
    // Joining makes words shorter and groups fewer, so this settles after two or three rounds.
    while (true) {
        Shelf trial = shelf;
        labels.clear();
        std::vector<Group> joined;
        for (const Group& group : groups) {
            auto label = trial.fit(group.x, groupText(group), group.tone);
            if (label) {
                trial.take(*label);
                label->to = group.last;
                labels.push_back(*label);
            } else if (!joined.empty()) {
                joined.back().last = group.last;
                joined.back().count += group.count;
                joined.back().tone = worse(joined.back().tone, group.tone);
                continue;
            }
            joined.push_back(group);
        }
        if (joined.size() == groups.size())
            return labels;
        groups = std::move(joined);
    }
}

} // namespace

MarkLayout placeMarks(std::span<const ChartMark> marks, std::span<const ChartBand> bands, double from, double to, double width,
                      const std::function<double(const QString&)>& textWidth)
{
    MarkLayout layout;
    if (!(to > from) || width <= 0)
        return layout;
    Shelf shelf(width, textWidth);
    for (const ChartBand& band : bands) {
        if (band.text.isEmpty() || !(band.from <= to) || !(band.to >= from))
            continue;
        const double x = std::max(0.0, (band.from - from) / (to - from) * width);
        if (const auto label = shelf.fit(x, band.text, band.tone)) {
            shelf.take(*label);
            layout.labels.push_back(*label);
        }
    }
    std::vector<Group> groups = groupsOf(marks, from, to, width);
    for (const Group& group : groups)
        layout.lines.push_back({group.x, group.tone, groups.size() > mostLines});
    const auto words = placeGroups(std::move(groups), shelf);
    layout.labels.insert(layout.labels.end(), words.begin(), words.end());
    for (const MarkLayout::Label& label : layout.labels)
        layout.levels = std::max(layout.levels, label.level + 1);
    return layout;
}

QStringList markWords(std::span<const ChartMark> marks, std::span<const ChartBand> bands, double at, double reach, int most)
{
    QStringList words;
    int more = 0;
    const auto add = [&](double seconds, const QString& text) {
        if (words.size() >= most) {
            ++more;
            return;
        }
        const auto time = QDateTime::fromMSecsSinceEpoch(std::llround(seconds * 1000));
        words << time.toString(QStringLiteral("HH:mm:ss  ")) + text;
    };
    for (const ChartBand& band : bands) {
        if (std::isfinite(band.from) && std::abs(band.from - at) <= reach && !band.text.isEmpty())
            add(band.from, band.text);
    }
    const auto first = std::ranges::lower_bound(marks, at - reach, {}, &ChartMark::seconds);
    for (auto mark = first; mark != marks.end() && mark->seconds <= at + reach; ++mark)
        add(mark->seconds, mark->text);
    if (more > 0)
        words << LineChart::tr("and %1 more").arg(countText(more));
    return words;
}

} // namespace weir::ui
