// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/replay_result_rows.h"

#include "ui/async/task_pool.h"
#include "ui/deadletters/replay_jobs_table.h"
#include "ui/deadletters/replay_words.h"
#include "ui/widgets/plain_text.h"

#include <algorithm>

namespace weir::ui {
namespace {

constexpr qint64 pageSize = 200;
constexpr qsizetype mostPages = 20;
enum ResultColumn { LetterColumn, OutcomeColumn, TargetColumn, ReasonColumn, TimeColumn };

} // namespace

ReplayResultRows::ReplayResultRows(std::shared_ptr<TaskPool> tasks, QObject* parent)
    : SparseRows(parent),
      m_tasks(std::move(tasks)),
      m_columns{{QStringLiteral("letter"), tr("Dead letter"), 250, Qt::AlignLeft, true},
                {QStringLiteral("outcome"), tr("Outcome"), 104, Qt::AlignLeft, false},
                {QStringLiteral("target"), tr("In the target"), 250, Qt::AlignLeft, true},
                {QStringLiteral("reason"), tr("Why"), 0, Qt::AlignLeft, false},
                {QStringLiteral("time"), tr("Time"), 118, Qt::AlignLeft, true}}
{
}

void ReplayResultRows::setJob(std::shared_ptr<ReplayJournal> journal, const std::string& job, qint64 total)
{
    m_task.cancel();
    m_journal = std::move(journal);
    m_job = job;
    m_total = m_journal ? total : 0;
    m_pages.clear();
    m_versions.clear();
    m_error.reset();
    m_first = 0;
    m_last = -1;
    Q_EMIT reset();
    Q_EMIT errorChanged();
}

void ReplayResultRows::refresh(qint64 total)
{
    if (!m_journal)
        return;
    ++m_version;
    if (total != m_total) {
        m_total = total;
        Q_EMIT changed();
    }
    fetch();
}

const ReplayResult* ReplayResultRows::at(qint64 position) const
{
    const auto page = m_pages.constFind(position / pageSize);
    if (page == m_pages.constEnd())
        return nullptr;
    const auto inPage = static_cast<std::size_t>(position % pageSize);
    return inPage < page->size() ? &(*page)[inPage] : nullptr;
}

SparseRows::Lookup ReplayResultRows::look(qint64 position)
{
    return {at(position) ? Lookup::State::Row : Lookup::State::Loading, position};
}

SparseRows::Lookup ReplayResultRows::atOrAfter(qint64 position)
{
    position = std::max<qint64>(position, 0);
    return position < m_total ? look(position) : Lookup{};
}

SparseRows::Lookup ReplayResultRows::before(qint64 position)
{
    position = std::min(position, m_total) - 1;
    return position >= 0 ? look(position) : Lookup{};
}

void ReplayResultRows::setVisible(qint64 first, qint64 last)
{
    m_first = first;
    m_last = last;
    if (m_pages.size() > mostPages) {
        const qint64 from = first / pageSize - 2;
        const qint64 to = last / pageSize + 2;
        m_pages.removeIf([&](const auto& page) { return page.key() < from || page.key() > to; });
    }
    fetch();
}

void ReplayResultRows::fetch()
{
    if (!m_journal || m_task.isRunning() || m_total == 0)
        return;
    const qint64 lastPage = (m_total - 1) / pageSize;
    const qint64 from = std::clamp<qint64>(m_first / pageSize, 0, lastPage);
    const qint64 to = std::clamp<qint64>(std::max(m_first, m_last) / pageSize, from, lastPage);
    for (qint64 page = from; page <= to; ++page) {
        const auto known = m_versions.constFind(page);
        if (m_pages.contains(page) && known != m_versions.constEnd() && *known == m_version)
            continue;
        m_task.start(
            m_tasks,
            [journal = m_journal, job = m_job, page](std::stop_token) {
                return journal->results(job, page * pageSize, static_cast<std::size_t>(pageSize));
            },
            [this, page, version = m_version](Result<Page> read) { take(page, version, std::move(read)); });
        return;
    }
}

void ReplayResultRows::take(qint64 page, quint64 version, Result<Page> read)
{
    const bool failedBefore = m_error.has_value();
    if (!read) {
        // The next progress of the job, or a look at another place, tries again.
        m_error = std::move(read.error());
        Q_EMIT errorChanged();
        return;
    }
    m_error.reset();
    if (failedBefore)
        Q_EMIT errorChanged();
    m_pages.insert(page, std::move(*read));
    m_versions.insert(page, version);
    Q_EMIT changed();
    fetch();
}

SparseCell ReplayResultRows::cell(qint64 position, int column) const
{
    const ReplayResult* result = at(position);
    if (!result)
        return {};
    switch (column) {
    case LetterColumn: {
        const std::string place = placeText(result->letter);
        return {displayText(std::string_view(place), 300)};
    }
    case OutcomeColumn: {
        const ReplayWord word = outcomeWord(result->outcome);
        return {word.text, PillCell{word.text, word.tone}};
    }
    case TargetColumn: {
        if (!result->targetPartition)
            return {result->targetTopic.empty() ? QStringLiteral("–") : displayText(std::string_view(result->targetTopic), 249)};
        const std::string partition = toString({result->targetTopic, *result->targetPartition});
        const QString where = displayText(std::string_view(partition), 300);
        return {result->targetOffset ? QStringLiteral("%1@%2").arg(where).arg(*result->targetOffset) : where};
    }
    case ReasonColumn:
        if (!result->reason.empty())
            return {displayText(std::string_view(result->reason), 500)};
        return {result->outcome == ReplayOutcome::Skipped ? displayText(verdictText(result->verdict), 200) : QString()};
    case TimeColumn: return {replayTimeText(result->time)};
    default: return {};
    }
}

} // namespace weir::ui
