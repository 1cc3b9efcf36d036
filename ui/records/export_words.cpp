// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/export_words.h"

#include "ui/widgets/plain_text.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QStringList>

#include <algorithm>

namespace weir::ui {
namespace {

constexpr std::size_t mostLines = 50;

QString tr(const char* text) { return QCoreApplication::translate("ExportWords", text); }

QString recordsWords(qint64 count) { return countedText(count, tr("1 record"), tr("%1 records")); }

/// What of the range is not in the file, one line a partition.
QStringList uncovered(const weir::ScanState& coverage, qint64& offsets)
{
    QStringList lines;
    for (const auto& [partition, part] : coverage.partitions) {
        qint64 damaged = 0;
        for (const weir::DamagedOffsets& one : part.damaged)
            damaged += one.end - one.begin;
        offsets += part.notScanned() + damaged;
        if (damaged > 0)
            lines << tr("Partition %1: %2 offsets are damaged and were skipped").arg(QString::number(partition), countText(damaged));
        if (part.notScanned() <= 0)
            continue;
        const QString why = part.error ? displayText(std::string_view(part.error->message), 400) : tr("it was not reached");
        lines << tr("Partition %1: offsets %2 – %3 were not read; %4")
                     .arg(QString::number(partition), countText(part.next), countText(part.end - 1), why);
    }
    return lines;
}

} // namespace

ExportEnd describeExport(const weir::ExportReport& report)
{
    const QString wrote = tr("Wrote %1, %2.").arg(recordsWords(report.records), sizeText(report.bytes));
    if (report.cancelled)
        return {Tone::Warning, report.file.empty() ? tr("Cancelled after %1; no file was kept.").arg(recordsWords(report.records))
                                                   : tr("Cancelled. %1").arg(wrote), {}};
    QStringList lines;
    QStringList reasons;
    qint64 offsets = 0;
    if (!report.complete()) {
        lines = uncovered(report.coverage, offsets);
        if (offsets > 0)
            reasons << countedText(offsets, tr("1 offset was not read"), tr("%1 offsets were not read"));
    }
    if (!report.missing.empty()) {
        reasons << countedText(static_cast<qint64>(report.missing.size()), tr("1 chosen record is not there any more or could not be read"),
                               tr("%1 chosen records are not there any more or could not be read"));
        for (const auto& place : report.missing)
            lines << tr("Partition %1, offset %2 is missing").arg(QString::number(place.partition), countText(place.offset));
    }
    for (const weir::Failure& failure : report.failures)
        lines << displayText(std::string_view(failure.subject + ": " + failure.error.message), 500);
    if (static_cast<std::size_t>(lines.size()) > mostLines) {
        const qsizetype more = lines.size() - static_cast<qsizetype>(mostLines);
        lines = lines.mid(0, static_cast<qsizetype>(mostLines)) << tr("… and %1 more").arg(more);
    }
    if (report.complete())
        return {Tone::Ok, wrote, lines.join(QLatin1Char('\n'))};
    if (reasons.isEmpty())
        reasons << tr("not everything could be read");
    return {Tone::Warning, tr("%1 Incomplete: %2.").arg(wrote, reasons.join(QStringLiteral("; "))), lines.join(QLatin1Char('\n'))};
}

std::optional<double> exportShare(const weir::ExportReport& report)
{
    if (report.chosen > 0)
        return std::min(1.0, static_cast<double>(report.records + static_cast<std::int64_t>(report.missing.size())) / static_cast<double>(report.chosen));
    if (report.coverage.offsetsInRange > 0)
        return std::min(1.0, static_cast<double>(report.coverage.offsetsScanned) / static_cast<double>(report.coverage.offsetsInRange));
    return std::nullopt;
}

QString exportProgressWords(const weir::ExportReport& report, qint64 elapsedMs)
{
    QStringList parts{recordsWords(report.records), sizeText(report.bytes)};
    if (elapsedMs >= 500)
        parts << tr("%1 records/s").arg(countText(report.records * 1'000 / elapsedMs));
    if (const auto share = exportShare(report))
        parts << (report.chosen > 0 ? tr("%1 % of the chosen") : tr("%1 % of the range")).arg(static_cast<int>(*share * 100));
    return parts.join(QStringLiteral(" · "));
}

} // namespace weir::ui
