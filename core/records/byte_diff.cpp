// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/byte_diff.h"

#include <algorithm>
#include <cstdint>
#include <unordered_map>

namespace weir {
namespace {

constexpr std::size_t block = 32;
/// Changed bytes that Myers' algorithm looks for in one piece: its memory is the square of it.
constexpr std::ptrdiff_t mostEdits = 600;
/// All pieces together may take so many steps.
constexpr std::size_t mostSteps = 40'000'000;
/// Shorter runs of equal bytes between differences are chance: two UUIDs share a digit here and there.
constexpr std::size_t shortestSame = 4;

struct Part {
    std::size_t leftBegin, leftEnd, rightBegin, rightEnd;
    [[nodiscard]] std::size_t leftSize() const { return leftEnd - leftBegin; }
    [[nodiscard]] std::size_t rightSize() const { return rightEnd - rightBegin; }
};

std::uint64_t hashOf(std::string_view bytes) { return std::hash<std::string_view>{}(bytes); }

class Differ
{
public:
    Differ(std::string_view left, std::string_view right, std::stop_token stop)
        : m_left(left), m_right(right), m_stop(std::move(stop))
    {
    }

    [[nodiscard]] ByteDiff run()
    {
        const auto [l, r] = std::ranges::mismatch(m_left, m_right);
        const auto prefix = static_cast<std::size_t>(l - m_left.begin());
        const std::size_t most = std::min(m_left.size(), m_right.size()) - prefix;
        std::size_t suffix = 0;
        while (suffix < most && m_left[m_left.size() - 1 - suffix] == m_right[m_right.size() - 1 - suffix])
            ++suffix;
        same(0, 0, prefix);
        blocks({prefix, m_left.size() - suffix, prefix, m_right.size() - suffix});
        same(m_left.size() - suffix, m_right.size() - suffix, suffix);
        return {merged(), m_coarse};
    }

private:
    void same(std::size_t left, std::size_t right, std::size_t size)
    {
        if (size > 0)
            add({left, left + size, right, right + size, true});
    }
    void different(const Part& part)
    {
        if (part.leftSize() + part.rightSize() > 0)
            add({part.leftBegin, part.leftEnd, part.rightBegin, part.rightEnd, false});
    }
    void add(const ByteSpan& span)
    {
        if (!m_spans.empty() && m_spans.back().same == span.same) {
            m_spans.back().leftEnd = span.leftEnd;
            m_spans.back().rightEnd = span.rightEnd;
        } else {
            m_spans.push_back(span);
        }
    }

    /// Blocks of the left that occur once there are looked for at every place of the right.
    void blocks(Part part)
    {
        if (part.leftSize() < 2 * block || part.rightSize() < 2 * block)
            return bytes(part);
        std::unordered_map<std::uint64_t, std::size_t> places;
        constexpr std::size_t several = std::string_view::npos;
        for (std::size_t at = part.leftBegin; at + block <= part.leftEnd; at += block) {
            const auto [place, added] = places.try_emplace(hashOf(m_left.substr(at, block)), at);
            if (!added)
                place->second = several;
        }
        for (std::size_t at = part.rightBegin; at + block <= part.rightEnd && !m_stop.stop_requested();) {
            const auto found = places.find(hashOf(m_right.substr(at, block)));
            const bool usable = found != places.end() && found->second != several && found->second >= part.leftBegin &&
                                m_left.substr(found->second, block) == m_right.substr(at, block);
            if (!usable) {
                ++at;
                continue;
            }
            std::size_t l = found->second;
            std::size_t r = at;
            while (l > part.leftBegin && r > part.rightBegin && m_left[l - 1] == m_right[r - 1]) {
                --l;
                --r;
            }
            std::size_t size = found->second + block - l;
            while (l + size < part.leftEnd && r + size < part.rightEnd && m_left[l + size] == m_right[r + size])
                ++size;
            bytes({part.leftBegin, l, part.rightBegin, r});
            same(l, r, size);
            part.leftBegin = l + size;
            part.rightBegin = r + size;
            at = part.rightBegin;
        }
        bytes(part);
    }

    /// Myers, "An O(ND) Difference Algorithm" (1986), given up beyond `mostEdits`.
    void bytes(const Part& part)
    {
        const auto n = static_cast<std::ptrdiff_t>(part.leftSize());
        const auto m = static_cast<std::ptrdiff_t>(part.rightSize());
        if (n == 0 || m == 0 || std::abs(n - m) > mostEdits || m_steps > mostSteps || m_stop.stop_requested()) {
            m_coarse = m_coarse || (n > 0 && m > 0);
            return different(part);
        }
        const std::ptrdiff_t most = std::min(n + m, mostEdits);
        std::vector<std::ptrdiff_t> furthest(static_cast<std::size_t>(2 * most + 3), 0);
        const auto at = [most](std::ptrdiff_t k) { return static_cast<std::size_t>(k + most + 1); };
        std::vector<std::vector<std::ptrdiff_t>> trace;
        for (std::ptrdiff_t d = 0; d <= most; ++d) {
            trace.emplace_back(furthest.begin() + (most + 1 - d), furthest.begin() + (most + 2 + d));
            for (std::ptrdiff_t k = -d; k <= d; k += 2) {
                const bool down = k == -d || (k != d && furthest[at(k - 1)] < furthest[at(k + 1)]);
                std::ptrdiff_t x = down ? furthest[at(k + 1)] : furthest[at(k - 1)] + 1;
                std::ptrdiff_t y = x - k;
                while (x < n && y < m && leftAt(part, x) == rightAt(part, y)) {
                    ++x;
                    ++y;
                    ++m_steps;
                }
                furthest[at(k)] = x;
                if (x >= n && y >= m)
                    return walkBack(part, trace, d);
            }
            m_steps += static_cast<std::size_t>(d);
        }
        m_coarse = true;
        different(part);
    }

    [[nodiscard]] char leftAt(const Part& part, std::ptrdiff_t x) const { return m_left[part.leftBegin + static_cast<std::size_t>(x)]; }
    [[nodiscard]] char rightAt(const Part& part, std::ptrdiff_t y) const { return m_right[part.rightBegin + static_cast<std::size_t>(y)]; }

    /// trace[d][k + d] is the furthest x on diagonal k before round d.
    void walkBack(const Part& part, const std::vector<std::vector<std::ptrdiff_t>>& trace, std::ptrdiff_t edits)
    {
        std::vector<ByteSpan> backwards;
        auto x = static_cast<std::ptrdiff_t>(part.leftSize());
        auto y = static_cast<std::ptrdiff_t>(part.rightSize());
        const auto span = [&](std::ptrdiff_t fromX, std::ptrdiff_t fromY, bool same) {
            backwards.push_back({part.leftBegin + static_cast<std::size_t>(fromX), part.leftBegin + static_cast<std::size_t>(x),
                                 part.rightBegin + static_cast<std::size_t>(fromY), part.rightBegin + static_cast<std::size_t>(y), same});
            x = fromX;
            y = fromY;
        };
        for (std::ptrdiff_t d = edits; d > 0; --d) {
            const auto& before = trace[static_cast<std::size_t>(d)];
            const auto furthest = [&](std::ptrdiff_t k) { return before[static_cast<std::size_t>(k + d)]; };
            const std::ptrdiff_t k = x - y;
            const bool down = k == -d || (k != d && furthest(k - 1) < furthest(k + 1));
            const std::ptrdiff_t fromX = down ? furthest(k + 1) : furthest(k - 1);
            const std::ptrdiff_t fromY = fromX - (down ? k + 1 : k - 1);
            const std::ptrdiff_t edgeX = down ? fromX : fromX + 1;
            const std::ptrdiff_t edgeY = down ? fromY + 1 : fromY;
            if (x > edgeX)
                span(edgeX, edgeY, true);
            span(fromX, fromY, false);
        }
        if (x > 0)
            span(0, 0, true);
        for (auto it = backwards.rbegin(); it != backwards.rend(); ++it)
            add(*it);
    }

    /// Without the chance matches.
    [[nodiscard]] std::vector<ByteSpan> merged() const
    {
        std::vector<ByteSpan> result;
        for (std::size_t i = 0; i < m_spans.size(); ++i) {
            ByteSpan span = m_spans[i];
            const bool between = i > 0 && i + 1 < m_spans.size();
            if (span.same && between && span.leftEnd - span.leftBegin < shortestSame)
                span.same = false;
            if (!result.empty() && result.back().same == span.same) {
                result.back().leftEnd = span.leftEnd;
                result.back().rightEnd = span.rightEnd;
            } else {
                result.push_back(span);
            }
        }
        return result;
    }

    std::string_view m_left;
    std::string_view m_right;
    std::stop_token m_stop;
    std::vector<ByteSpan> m_spans;
    std::size_t m_steps = 0;
    bool m_coarse = false;
};

} // namespace

std::size_t ByteDiff::differences() const
{
    return static_cast<std::size_t>(std::ranges::count_if(spans, [](const ByteSpan& span) { return !span.same; }));
}

ByteDiff diffBytes(std::string_view left, std::string_view right, std::stop_token stop)
{
    return Differ(left, right, std::move(stop)).run();
}

} // namespace weir
