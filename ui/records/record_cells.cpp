// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/record_cells.h"

#include "ui/records/record_row.h"

#include <QtCore/QCoreApplication>

#include <algorithm>

namespace weir::ui {
namespace {

constexpr std::size_t keyBytes = 128;
constexpr std::size_t valueBytes = 512;
constexpr std::size_t fullBytes = std::size_t{64} << 10U;
constexpr int extraWidth = 140;
/// Some screens of rows.
constexpr qsizetype mostExtracted = 4'096;

QString tr(const char* text)
{
    return QCoreApplication::translate("RecordsPage", text);
}

QString payloadText(const weir::OptionalBytesView& bytes, bool cut, std::size_t most)
{
    if (!bytes)
        return tr("NULL");
    if (bytes->empty() && !cut)
        return tr("empty");
    QString text = displayText(*bytes, most);
    if (cut && bytes->size() <= most)
        text += u'…';
    return text;
}

/// NULL and empty are pills, so that nobody takes them for text.
SparseCell payloadCell(const weir::OptionalBytesView& bytes, bool cut, std::size_t most)
{
    const QString text = payloadText(bytes, cut, most);
    if (!bytes || (bytes->empty() && !cut))
        return {text, PillCell{text, Tone::Neutral}, Tone::Neutral, false};
    return {text, {}, Tone::Neutral, false};
}

SparseColumn column(const char* id, const QString& title, int width, Qt::Alignment alignment, bool mono)
{
    return {QLatin1String(id), title, width, alignment, mono};
}

} // namespace

RecordLine lineOf(const weir::Record& record, const QString& eventType)
{
    RecordLine line;
    line.partition = record.partition;
    line.offset = record.offset;
    line.timestamp = record.timestamp;
    if (record.key)
        line.key = *record.key;
    if (record.value)
        line.value = *record.value;
    line.size = static_cast<qint64>(record.size());
    line.eventType = eventType;
    return line;
}

RecordCells::RecordCells(std::vector<ExtraColumn> extra) : m_extra(std::move(extra))
{
    m_columns.push_back(column("time", tr("Time"), 152, Qt::AlignLeft, true));
    m_columns.push_back(column("partition", tr("P"), 40, Qt::AlignRight, true));
    m_columns.push_back(column("offset", tr("Offset"), 106, Qt::AlignRight, true));
    m_columns.push_back(column("key", tr("Key"), 106, Qt::AlignLeft, true));
    m_columns.push_back(column("event", tr("Event type"), 124, Qt::AlignLeft, false));
    for (const ExtraColumn& more : m_extra)
        m_columns.push_back({more.id, more.title, extraWidth, Qt::AlignLeft, true});
    m_columns.push_back(column("value", tr("Value"), 0, Qt::AlignLeft, true));
    m_columns.push_back(column("size", tr("Size"), 76, Qt::AlignRight, false));
}

std::optional<RecordField> RecordCells::field(int column) const
{
    constexpr int before = static_cast<int>(RecordField::Value);
    const int extra = static_cast<int>(m_extra.size());
    if (column < before)
        return static_cast<RecordField>(column);
    return column < before + extra ? std::nullopt : std::optional(static_cast<RecordField>(column - extra));
}

int RecordCells::columnOf(RecordField field) const
{
    return static_cast<int>(field) + (field < RecordField::Value ? 0 : static_cast<int>(m_extra.size()));
}

const std::optional<std::string>& RecordCells::extracted(std::size_t extra, qint64 position,
                                                         const weir::Record& record) const
{
    const std::pair key(position, extra);
    if (const auto known = m_extracted.constFind(key); known != m_extracted.constEnd())
        return *known;
    if (m_extracted.size() >= mostExtracted)
        m_extracted.clear();
    return *m_extracted.insert(key, m_extra[extra].extract(record));
}

SparseCell RecordCells::cell(const RecordLine& line, int column, qint64 position, const weir::Record* record) const
{
    const auto which = field(column);
    if (!which) {
        if (!record)
            return {QStringLiteral("…"), {}, Tone::Neutral, false};
        const auto& text = extracted(static_cast<std::size_t>(column - static_cast<int>(RecordField::Value)), position, *record);
        return {text ? displayText(std::string_view(*text), valueBytes) : QString(), {}, Tone::Neutral, false};
    }
    switch (*which) {
    case RecordField::Time: return {recordTimeText(line.timestamp, QDate::currentDate()), {}, Tone::Neutral, false};
    case RecordField::Partition: return {QString::number(line.partition), {}, Tone::Neutral, false};
    case RecordField::Offset: return {countText(line.offset), {}, Tone::Neutral, false};
    case RecordField::Key: return payloadCell(line.key, line.keyCut, keyBytes);
    case RecordField::EventType: return {line.eventType, {}, Tone::Neutral, false};
    case RecordField::Value: return payloadCell(line.value, line.valueCut, valueBytes);
    case RecordField::Size: return {sizeText(line.size), {}, Tone::Neutral, false};
    }
    return {};
}

QString RecordCells::fullText(const RecordLine& line, int column, qint64 position, const weir::Record* record) const
{
    const auto which = field(column);
    if (!which) {
        const auto text = record ? extracted(static_cast<std::size_t>(column - static_cast<int>(RecordField::Value)), position, *record)
                                 : std::optional<std::string>("…");
        return text ? displayText(std::string_view(*text), fullBytes) : QString();
    }
    switch (*which) {
    case RecordField::Time:
        return line.timestamp ? QString::fromStdString(weir::formatUtc(*line.timestamp)) : QString();
    case RecordField::Offset: return QString::number(line.offset);
    case RecordField::Key: return payloadText(line.key, line.keyCut, fullBytes);
    case RecordField::Value: return payloadText(line.value, line.valueCut, fullBytes);
    default: return cell(line, column, position, record).text;
    }
}

} // namespace weir::ui
