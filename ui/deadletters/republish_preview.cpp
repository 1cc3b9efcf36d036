// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/republish_preview.h"

#include "ui/deadletters/header_table.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QCoreApplication>
#include <QtWidgets/QBoxLayout>

#include <algorithm>

namespace weir::ui {
namespace {

using Row = HeaderDecisionRow;

class PreviewWords
{
    Q_DECLARE_TR_FUNCTIONS(RepublishPreview)
};

PillCell fatePill(HeaderFate fate)
{
    switch (fate) {
    case HeaderFate::Kept: return {PreviewWords::tr("kept"), Tone::Neutral};
    case HeaderFate::Removed: return {PreviewWords::tr("removed"), Tone::Warning};
    case HeaderFate::Added: return {PreviewWords::tr("added"), Tone::Ok};
    }
    return {};
}

QString payloadSize(const OptionalBytes& bytes)
{
    return bytes ? sizeText(static_cast<qint64>(bytes->size())) : QStringLiteral("NULL");
}

} // namespace

std::vector<HeaderDecisionRow> headerDecisionRows(const std::vector<HeaderDecision>& decisions)
{
    std::vector<Row> rows;
    rows.reserve(decisions.size());
    for (const HeaderDecision& decision : decisions)
        rows.push_back({static_cast<int>(rows.size()), decision});
    return rows;
}

QString headerDecisionKey(const HeaderDecisionRow& row)
{
    return QString::number(row.index);
}

std::vector<Column<HeaderDecisionRow>> headerDecisionColumns()
{
    return {
        {.id = QStringLiteral("fate"),
         .title = PreviewWords::tr("Header is"),
         .text = [](const Row& row) { return fatePill(row.decision.fate).text; },
         .width = 92,
         .mark = [](const Row& row) -> CellMark { return fatePill(row.decision.fate); }},
        {.id = QStringLiteral("name"),
         .title = PreviewWords::tr("Name"),
         .text = [](const Row& row) { return displayText(std::string_view(row.decision.header.name)); },
         .width = 250,
         .mono = true,
         .toolTip = [](const Row& row) { return displayText(std::string_view(row.decision.header.name)); }},
        {.id = QStringLiteral("value"),
         .title = PreviewWords::tr("Value"),
         .text = [](const Row& row) { return headerValueText(row.decision.header.value); },
         .width = 170,
         .mono = true,
         .tone = [](const Row&) { return Tone::Neutral; },
         .toolTip = [](const Row& row) { return headerValueText(row.decision.header.value); }},
        {.id = QStringLiteral("reason"),
         .title = PreviewWords::tr("Why"),
         .text = [](const Row& row) { return displayText(std::string_view(row.decision.reason)); },
         .width = 0,
         .tone = [](const Row&) { return Tone::Neutral; },
         .toolTip = [](const Row& row) { return displayText(std::string_view(row.decision.reason)); }},
    };
}

RepublishPreview::RepublishPreview(QWidget* parent)
    : Card(Padding::None, parent),
      m_model(headerDecisionColumns(), headerDecisionKey),
      m_state(new PillLabel({}, Tone::Neutral, this)),
      m_summary(new PlainLabel({}, PlainLabel::Look::Text, this)),
      m_headerCounts(new PlainLabel({}, PlainLabel::Look::Dim, this)),
      m_error(new NoticeBar(this)),
      m_warnings(new PlainLabel({}, PlainLabel::Look::Text, this)),
      m_table(new DataTable(&m_model, tr("Headers as they will be sent"), QStringLiteral("republish-headers"), this))
{
    setAccessibleName(tr("What will be sent"));
    auto* head = new QVBoxLayout;
    head->setContentsMargins(15, 10, 15, 8);
    head->setSpacing(6);
    auto* first = new QHBoxLayout;
    first->setSpacing(8);
    first->addWidget(new PlainLabel(tr("Plan"), PlainLabel::Look::Strong, this));
    first->addWidget(m_state);
    first->addStretch(1);
    first->addWidget(m_headerCounts);
    head->addLayout(first);
    m_summary->setWordWrap(true);
    head->addWidget(m_summary);
    m_warnings->setWordWrap(true);
    m_warnings->setTone(Tone::Warning);
    head->addWidget(m_warnings);
    head->addWidget(m_error);
    body()->addLayout(head);
    body()->addWidget(m_table, 1);
    connect(m_error, &NoticeBar::actionRequested, this, &RepublishPreview::retryRequested);
    showChecking();
}

RepublishPreview::~RepublishPreview()
{
    // The table goes before the model it shows: that is a member, which end before a widget's children.
    delete m_table;
}

void RepublishPreview::showChecking()
{
    // The old plan stays visible below, but it no longer counts: the pill says so.
    m_state->setPill(tr("checking…"), Tone::Neutral);
    m_error->hide();
}

void RepublishPreview::showPlan(const RepublishPlan& plan)
{
    m_state->setPill(plan.warnings.empty() ? tr("ready") : tr("ready, look first"),
                     plan.warnings.empty() ? Tone::Ok : Tone::Warning);
    const QString topic = displayText(std::string_view(plan.record.topic), 249);
    const QString where = plan.record.partition ? tr("%1, partition %2").arg(topic).arg(*plan.record.partition)
                                                : tr("%1, partition by key").arg(topic);
    m_summary->setText(tr("To %1 · key %2 · value %3, byte for byte as in the dead letter")
                           .arg(where, payloadSize(plan.record.key), payloadSize(plan.record.value)));
    const auto count = [&](HeaderFate fate) { return std::ranges::count(plan.headers, fate, &HeaderDecision::fate); };
    m_headerCounts->setText(tr("headers: %1 kept · %2 removed · %3 added")
                                .arg(count(HeaderFate::Kept)).arg(count(HeaderFate::Removed)).arg(count(HeaderFate::Added)));
    QStringList warnings;
    for (const std::string& warning : plan.warnings)
        warnings << QStringLiteral("⚠ %1").arg(displayText(std::string_view(warning), 1000));
    m_warnings->setText(warnings.join(QLatin1Char('\n')));
    m_warnings->setVisible(!warnings.isEmpty());
    m_error->hide();
    m_model.setRows(headerDecisionRows(plan.headers));
    m_table->show();
}

void RepublishPreview::showBlocked(const QString& sentence)
{
    m_state->setPill(tr("not ready"), Tone::Neutral);
    m_summary->setText(sentence);
    m_headerCounts->setText({});
    m_warnings->hide();
    m_error->hide();
    m_model.setRows({});
}

void RepublishPreview::showError(const weir::Error& error)
{
    m_state->setPill(tr("not possible"), Tone::Bad);
    m_summary->setText(tr("Nothing was sent."));
    m_headerCounts->setText({});
    m_warnings->hide();
    m_model.setRows({});
    m_error->setNotice(Tone::Bad, sentenceOf(error), tr("Check again"), errorDetails(error));
    m_error->show();
}

} // namespace weir::ui
