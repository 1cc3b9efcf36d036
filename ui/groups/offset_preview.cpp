// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/groups/offset_preview.h"

#include "ui/widgets/card.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/state_view.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QHeaderView>

#include <algorithm>

namespace weir::ui {

OffsetPreview::OffsetPreview(QWidget* parent)
    : QWidget(parent),
      m_rows(offsetChangeColumns(), &offsetChangeKey),
      m_totals(new PlainLabel({}, PlainLabel::Look::Strong, this)),
      m_skipped(new PlainLabel({}, PlainLabel::Look::Dim, this))
{
    auto* content = new QWidget(this);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    m_totals->setWordWrap(true);
    m_skipped->setWordWrap(true);
    column->addWidget(m_totals);
    column->addWidget(m_skipped);
    m_card = new Card(Card::Padding::None, content);
    m_table = new DataTable(&m_rows, tr("Old and new offsets"), QStringLiteral("offset-preview"), m_card);
    m_table->sortBy(0, Qt::AscendingOrder);
    m_card->body()->addWidget(m_table);
    column->addWidget(m_card, 1000);
    column->addStretch(1);
    m_view = new StateView(content, this);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_view);
    connect(m_view, &StateView::retryRequested, this, &OffsetPreview::retryRequested);
}

void OffsetPreview::showChecking() { m_view->showLoading(tr("Looking where the offsets would go…")); }

void OffsetPreview::showBlocked(const QString& sentence) { m_view->showEmpty(tr("Nothing to preview yet"), sentence); }

void OffsetPreview::showError(const weir::Error& error) { m_view->showError(error); }

void OffsetPreview::showPlan(const UndoPlan& plan)
{
    auto rows = offsetChangeRows(plan);
    if (rows.empty()) {
        m_view->showEmpty(tr("Nothing would change"),
                          countedText(static_cast<qint64>(plan.plan.unchanged.size()),
                                      tr("The committed offset is there already."),
                                      tr("The committed offsets of all %1 partitions are there already.")));
        return;
    }
    m_totals->setText(planTotals(plan));
    const bool one = plan.plan.changes.size() == 1 && plan.plan.changes.front().skipped;
    m_skipped->setVisible(one);
    if (one)
        m_skipped->setText(tr("Skips %1.").arg(skippedText(*plan.plan.changes.front().skipped)));
    showRows(std::move(rows));
}

void OffsetPreview::showResult(const UndoPlan& plan, const OffsetResult& result)
{
    showRows(offsetResultRows(plan, result));
}

void OffsetPreview::showRows(std::vector<OffsetChangeRow> rows)
{
    // A card that is taller than its rows looks as if some of them were missing.
    const int most = static_cast<int>(std::min<std::size_t>(rows.size(), 1000));
    m_card->setMaximumHeight(m_table->horizontalHeader()->sizeHint().height() +
                             most * m_table->verticalHeader()->defaultSectionSize() + 8);
    m_rows.setRows(std::move(rows));
    m_view->showContent();
}

} // namespace weir::ui
