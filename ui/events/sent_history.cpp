// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/sent_history.h"

#include <algorithm>

namespace weir::ui {

Result<SendHistory*> HistoryFile::open()
{
    const std::scoped_lock lock(m_mutex);
    if (!m_history) {
        auto opened = m_path.empty() ? SendHistory::inMemory() : SendHistory::open(m_path);
        if (!opened)
            return fail(opened.error());
        m_history = std::move(*opened);
    }
    return m_history.get();
}

SentHistory::SentHistory(PageContext context, const std::filesystem::path& path, QObject* parent)
    : QObject(parent), m_context(std::move(context)), m_file(releasedElsewhere(std::make_shared<HistoryFile>(path)))
{
}

void SentHistory::load()
{
    m_load.start(
        m_context.tasks,
        [file = m_file, cluster = m_context.connection.name.toStdString()](const std::stop_token&) -> Result<std::vector<SentRecord>> {
            const auto history = file->open();
            if (!history)
                return fail(history.error());
            return (*history)->list(cluster);
        },
        [this](Result<std::vector<SentRecord>> answer) { take(std::move(answer)); });
}

void SentHistory::take(Result<std::vector<SentRecord>> answer)
{
    if (!answer) {
        m_error = answer.error();
        Q_EMIT changed();
        return;
    }
    const std::int64_t newest = answer->empty() ? 0 : answer->front().id;
    // What was sent while this was read, or could not be written down, is not in it.
    std::erase_if(m_records, [&](const SentRecordPtr& sent) { return sent->id != 0 && sent->id <= newest; });
    for (SentRecord& sent : *answer)
        m_records.push_back(std::make_shared<const SentRecord>(std::move(sent)));
    std::ranges::stable_sort(m_records, std::ranges::greater(), [](const SentRecordPtr& sent) { return sent->time; });
    m_loaded = true;
    m_error.reset();
    Q_EMIT changed();
}

void SentHistory::add(SentRecordPtr sent, const std::optional<weir::Error>& notKept)
{
    if (notKept)
        m_error = notKept;
    const bool known = sent->id != 0 && std::ranges::any_of(m_records, [&](const SentRecordPtr& one) { return one->id == sent->id; });
    if (!known)
        m_records.insert(m_records.begin(), std::move(sent));
    if (m_records.size() > SendHistory::most)
        m_records.pop_back();
    Q_EMIT changed();
}

void SentHistory::clear()
{
    m_load.start(
        m_context.tasks,
        [file = m_file, cluster = m_context.connection.name.toStdString()](const std::stop_token&) -> Result<std::vector<SentRecord>> {
            const auto history = file->open();
            if (!history)
                return fail(history.error());
            if (const auto cleared = (*history)->clear(cluster); !cleared)
                return fail(cleared.error());
            return (*history)->list(cluster);
        },
        [this](Result<std::vector<SentRecord>> answer) {
            if (answer)
                m_records.clear();
            take(std::move(answer));
        });
}

} // namespace weir::ui
