// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/letter_list.h"

#include <algorithm>
#include <utility>

namespace weir {
namespace {

using Letters = std::vector<KeptLetter>;

/// Letters come in stretches that are in order already, one for each fetched part of a partition: merging those is
/// several times cheaper than sorting.
void sortStretches(Letters& letters)
{
    std::vector<std::size_t> starts{0};
    for (std::size_t i = 1; i < letters.size(); ++i)
        if (letters[i] < letters[i - 1])
            starts.push_back(i);
    if (starts.size() > letters.size() / 8) {
        std::ranges::sort(letters, std::less<>{});
        return;
    }
    Letters other(starts.size() > 1 ? letters.size() : 0);
    const auto at = [](Letters& of, std::size_t i) { return of.begin() + static_cast<std::ptrdiff_t>(i); };
    while (starts.size() > 1) {
        std::vector<std::size_t> merged;
        for (std::size_t i = 0; i < starts.size(); i += 2) {
            const std::size_t middle = i + 1 < starts.size() ? starts[i + 1] : letters.size();
            const std::size_t end = i + 2 < starts.size() ? starts[i + 2] : letters.size();
            std::merge(at(letters, starts[i]), at(letters, middle), at(letters, middle), at(letters, end),
                       at(other, starts[i]));
            merged.push_back(starts[i]);
        }
        letters.swap(other);
        starts = std::move(merged);
    }
}

} // namespace

std::vector<LetterList::Run> LetterList::runs() const
{
    const std::scoped_lock lock(m_mutex);
    return m_runs;
}

void LetterList::put(std::vector<Run> runs)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_runs.swap(runs);
    } // what is given up here is freed outside the lock
}

std::size_t LetterList::size() const
{
    std::size_t sum = 0;
    for (const Run& run : runs())
        sum += run->size();
    return sum;
}

void LetterList::settle(bool exactly)
{
    std::vector<Run> now = runs();
    if (!m_fresh.empty()) {
        sortStretches(m_fresh);
        now.push_back(std::make_shared<const Letters>(m_fresh));
        m_fresh.clear(); // keeps its memory for the next batch
    }
    while (now.size() > 1 && now[now.size() - 2]->size() <= 2 * now.back()->size() &&
           now[now.size() - 2]->size() + now.back()->size() <= largestRun) {
        const Run newer = std::exchange(now.back(), nullptr);
        now.pop_back();
        Letters both(now.back()->size() + newer->size());
        std::ranges::merge(*now.back(), *newer, both.begin(), std::less<>{});
        now.back() = std::make_shared<const Letters>(std::move(both));
    }
    std::size_t kept = 0;
    for (const Run& run : now)
        kept += run->size();
    if (kept > m_most + (exactly ? 0 : m_most / 8))
        dropOldest(now, kept - m_most);
    put(std::move(now));
}

void LetterList::dropOldest(std::vector<Run>& runs, std::size_t count)
{
    std::vector<std::size_t> dropped(runs.size());
    for (; count > 0; --count) {
        std::size_t oldest = runs.size();
        for (std::size_t i = 0; i < runs.size(); ++i)
            if (dropped[i] < runs[i]->size() &&
                (oldest == runs.size() || (*runs[i])[dropped[i]] < (*runs[oldest])[dropped[oldest]]))
                oldest = i;
        ++dropped[oldest];
    }
    for (std::size_t i = 0; i < runs.size(); ++i)
        if (dropped[i] > 0)
            runs[i] = std::make_shared<const Letters>(runs[i]->begin() + static_cast<std::ptrdiff_t>(dropped[i]),
                                                      runs[i]->end());
    std::erase_if(runs, [](const Run& run) { return run->empty(); });
}

void LetterList::forget(const std::vector<bool>& forgotten)
{
    const auto isForgotten = [&](const KeptLetter& letter) {
        return letter.slot < forgotten.size() && forgotten[letter.slot];
    };
    std::erase_if(m_fresh, isForgotten);
    std::vector<Run> rest;
    for (const Run& run : runs()) {
        Letters kept;
        std::ranges::remove_copy_if(*run, std::back_inserter(kept), isForgotten);
        if (kept.size() == run->size())
            rest.push_back(run);
        else if (!kept.empty())
            rest.push_back(std::make_shared<const Letters>(std::move(kept)));
    }
    put(std::move(rest));
}

std::vector<KeptLetter> LetterList::newest(const std::vector<bool>* groups, std::size_t skip, std::size_t most) const
{
    const std::vector<Run> all = runs();
    const auto wanted = [groups](const KeptLetter& letter) {
        return groups == nullptr || (letter.group < groups->size() && (*groups)[letter.group]);
    };
    std::vector<std::size_t> left; // by run: letters not passed yet, the last of them is wanted
    const auto descend = [&](std::size_t i) {
        while (left[i] > 0 && !wanted((*all[i])[left[i] - 1]))
            --left[i];
    };
    for (std::size_t i = 0; i < all.size(); ++i) {
        left.push_back(all[i]->size());
        descend(i);
    }
    std::vector<KeptLetter> found;
    while (found.size() < most) {
        std::size_t best = all.size();
        for (std::size_t i = 0; i < all.size(); ++i)
            if (left[i] > 0 && (best == all.size() || (*all[best])[left[best] - 1] < (*all[i])[left[i] - 1]))
                best = i;
        if (best == all.size())
            break;
        const KeptLetter& letter = (*all[best])[--left[best]];
        descend(best);
        if (skip > 0)
            --skip;
        else
            found.push_back(letter);
    }
    return found;
}

} // namespace weir
