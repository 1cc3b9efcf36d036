// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/hit_rows.h"

#include "ui/async/task_pool.h"
#include "ui/records/record_row.h"

#include <algorithm>
#include <iterator>

namespace weir::ui {
namespace {

bool isWhole(const weir::ScanHit& hit)
{
    return hit.key.size() == hit.keySize && hit.value.size() == hit.valueSize;
}

/// What a hit keeps of its record; whole only when isWhole(), and without headers.
weir::Record recordOf(const weir::ScanHit& hit)
{
    weir::Record record;
    record.partition = hit.partition;
    record.offset = hit.offset;
    record.timestamp = hit.timestamp;
    if (!hit.keyNull)
        record.key = hit.key;
    if (!hit.valueNull)
        record.value = hit.value;
    return record;
}

/// The type of an envelope of which only the beginning is there: its second member, in all likelihood.
QString eventTypeOfBeginning(std::string_view value)
{
    constexpr std::string_view name = "\"event_type\"";
    auto at = value.find(name);
    if (at == std::string_view::npos || !value.starts_with('{'))
        return {};
    at = value.find_first_not_of(" \t\r\n:", at + name.size());
    if (at == std::string_view::npos || value[at] != '"')
        return {};
    const auto end = value.find_first_of("\"\\", at + 1);
    if (end == std::string_view::npos || value[end] != '"')
        return {};
    return displayText(value.substr(at + 1, end - at - 1), 128);
}

RecordLine lineOf(const weir::ScanHit& hit)
{
    RecordLine line;
    line.partition = hit.partition;
    line.offset = hit.offset;
    line.timestamp = hit.timestamp;
    if (!hit.keyNull)
        line.key = hit.key;
    if (!hit.valueNull)
        line.value = hit.value;
    line.keyCut = hit.key.size() < hit.keySize;
    line.valueCut = hit.value.size() < hit.valueSize;
    line.size = hit.totalSize;
    line.eventType = line.valueCut ? eventTypeOfBeginning(hit.value) : eventTypeOf(weir::OptionalBytes(hit.value));
    return line;
}

} // namespace

HitRows::HitRows(QObject* parent)
    : SparseRows(parent), m_mailbox(std::make_shared<Mailbox>(this)), m_posted(std::make_shared<std::atomic<bool>>(false))
{
}

HitRows::~HitRows()
{
    m_mailbox->close();
    destroyElsewhere(std::move(m_scan));
}

std::function<void()> HitRows::changedSink()
{
    // A window that is busy must not collect a queue of the same news.
    return [mailbox = m_mailbox, posted = m_posted, this] {
        if (!posted->exchange(true))
            mailbox->post([this, posted] {
                posted->store(false);
                refresh();
            });
    };
}

void HitRows::setScan(std::shared_ptr<weir::Scan> scan)
{
    destroyElsewhere(std::exchange(m_scan, std::move(scan)));
    clear();
    refresh();
}

void HitRows::refresh()
{
    if (!m_scan)
        return;
    append(m_scan->takeHits());
    Q_EMIT scanChanged();
}

void HitRows::append(std::vector<weir::ScanHit> hits)
{
    if (hits.empty())
        return;
    m_hits.insert(m_hits.end(), std::make_move_iterator(hits.begin()), std::make_move_iterator(hits.end()));
    Q_EMIT changed();
}

void HitRows::clear()
{
    m_hits.clear();
    m_cells.forget();
    Q_EMIT reset();
}

void HitRows::setExtraColumns(std::vector<ExtraColumn> columns)
{
    m_cells = RecordCells(std::move(columns));
    Q_EMIT columnsChanged();
}

const weir::ScanHit* HitRows::hitAt(qint64 position) const
{
    return position < 0 || position >= count() ? nullptr : &m_hits[static_cast<std::size_t>(position)];
}

SparseRows::Lookup HitRows::atOrAfter(qint64 position)
{
    position = std::max<qint64>(0, position);
    return position < count() ? Lookup{Lookup::State::Row, position} : Lookup{};
}

SparseRows::Lookup HitRows::before(qint64 position)
{
    position = std::min(position, count()) - 1;
    return position >= 0 ? Lookup{Lookup::State::Row, position} : Lookup{};
}

SparseCell HitRows::cell(qint64 position, int column) const
{
    const weir::ScanHit* hit = hitAt(position);
    if (!hit)
        return {};
    if (m_cells.field(column) || !isWhole(*hit))
        return m_cells.cell(lineOf(*hit), column, position, nullptr);
    const weir::Record record = recordOf(*hit);
    return m_cells.cell(lineOf(*hit), column, position, &record);
}

QString HitRows::fullText(qint64 position, int column) const
{
    const weir::ScanHit* hit = hitAt(position);
    if (!hit)
        return {};
    const weir::Record record = recordOf(*hit);
    return m_cells.fullText(lineOf(*hit), column, position, isWhole(*hit) ? &record : nullptr);
}

} // namespace weir::ui
