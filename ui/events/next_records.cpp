// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/next_records.h"

#include <QtCore/QRandomGenerator>

namespace weir::ui {
namespace {

/// Records `skip` to `skip + count` of a seed.
Result<std::vector<OutgoingRecord>> recordsOf(const EventTemplate& written, std::uint64_t seed, const std::filesystem::path& folder,
                                              std::size_t skip, std::size_t count)
{
    auto records = previewEvents({{written, 1}}, {.seed = seed, .dataFolder = folder}, skip + count);
    if (!records)
        return records;
    records->erase(records->begin(), records->begin() + static_cast<std::ptrdiff_t>(std::min(skip, records->size())));
    if (records->empty())
        return fail(ErrorKind::InvalidInput, "The template makes no further record.");
    return records;
}

} // namespace

NextRecords::NextRecords(PageContext context, QObject* parent)
    : QObject(parent), m_context(std::move(context)), m_seed(QRandomGenerator::system()->generate64())
{
}

void NextRecords::setWritten(const Result<EventTemplate>& written, const std::filesystem::path& dataFolder)
{
    if (!written) {
        m_task.cancel();
        m_written.reset();
        m_records = fail(written.error());
        Q_EMIT changed();
        return;
    }
    if (m_written == *written && m_dataFolder == dataFolder)
        return;
    m_written = *written;
    m_dataFolder = dataFolder;
    if (m_done > 0) {
        m_seed = QRandomGenerator::system()->generate64();
        m_done = 0;
    }
    make();
}

std::span<const OutgoingRecord> NextRecords::list() const
{
    return m_records && *m_records ? std::span<const OutgoingRecord>(**m_records) : std::span<const OutgoingRecord>();
}

NextRecords::Maker NextRecords::maker() const
{
    if (!m_written)
        return [] { return Result<OutgoingRecord>(fail(ErrorKind::InvalidInput, "Nothing is written yet.")); };
    return [written = *m_written, seed = m_seed, folder = m_dataFolder, done = m_done]() -> Result<OutgoingRecord> {
        auto records = recordsOf(written, seed, folder, done, 1);
        if (!records)
            return fail(records.error());
        return std::move(records->front());
    };
}

void NextRecords::advance()
{
    ++m_done;
    make();
}

void NextRecords::make()
{
    if (!m_written)
        return;
    m_task.start(
        m_context.tasks,
        [written = *m_written, seed = m_seed, folder = m_dataFolder, done = m_done](const std::stop_token&) {
            return recordsOf(written, seed, folder, done, shown);
        },
        [this](Result<std::vector<OutgoingRecord>> records) {
            m_records = std::move(records);
            Q_EMIT changed();
        });
}

} // namespace weir::ui
