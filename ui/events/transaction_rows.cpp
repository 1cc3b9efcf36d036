// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/transaction_rows.h"

#include "ui/events/transaction_words.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>

#include <algorithm>

namespace weir::ui {
namespace {

using Row = TransactionView;

class Words
{
    Q_DECLARE_TR_FUNCTIONS(TransactionRows)
};

} // namespace

QString transactionKey(const TransactionView& view) { return QString::fromStdString(view.id); }

std::vector<TransactionView> uniqueTransactions(const std::vector<TransactionView>& views)
{
    std::vector<TransactionView> unique;
    for (const TransactionView& view : views)
        if (std::ranges::find(unique, view.id, &TransactionView::id) == unique.end())
            unique.push_back(view);
    return unique;
}

std::vector<Column<TransactionView>> transactionColumns()
{
    return {
        {.id = QStringLiteral("started"),
         .title = Words::tr("Started"),
         .text = [](const Row& row) { return QDateTime::fromMSecsSinceEpoch(row.started).toString(QStringLiteral("HH:mm:ss")); },
         .width = 90,
         .mono = true,
         .sortKey = [](const Row& row) { return SortKey(static_cast<qint64>(row.started)); }},
        {.id = QStringLiteral("state"),
         .title = Words::tr("State"),
         .text = [](const Row& row) { return phaseWord(row.phase); },
         .width = 104,
         .mark = [](const Row& row) -> CellMark {
             const bool wanted = row.phase == TransactionPhase::Aborted && !row.error;
             return PillCell{phaseWord(row.phase), wanted ? Tone::Neutral : phaseTone(row.phase)};
         },
         .toolTip = [](const Row& row) { return transactionSentence(row); }},
        {.id = QStringLiteral("records"),
         .title = Words::tr("Records"),
         .text = [](const Row& row) { return countText(static_cast<qint64>(row.records.size())); },
         .width = 64,
         .alignment = Qt::AlignRight,
         .mono = true,
         .sortKey = [](const Row& row) { return SortKey(static_cast<qint64>(row.records.size())); }},
        {.id = QStringLiteral("topics"),
         .title = Words::tr("Topics"),
         .text = [](const Row& row) { return topicsOf(row.records); },
         .width = 0,
         .toolTip = [](const Row& row) { return topicsOf(row.records); }},
        {.id = QStringLiteral("id"),
         .title = Words::tr("Transactional id"),
         .text = [](const Row& row) { return displayText(std::string_view(row.id), 200); },
         .width = 150,
         .mono = true,
         .toolTip = [](const Row& row) { return displayText(std::string_view(row.id), 200); }},
    };
}

} // namespace weir::ui
