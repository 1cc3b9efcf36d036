// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/canary_card.h"

#include "ui/async/task_pool.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPushButton>

namespace weir::ui {
namespace {

constexpr std::size_t readAtFirst = 200;
constexpr int mostLinks = 12;

} // namespace

CanaryCard::CanaryCard(PageContext context, QWidget* parent)
    : Card(Padding::Normal, parent),
      m_context(std::move(context)),
      m_sentence(new PlainLabel({}, PlainLabel::Look::Text, this)),
      m_links(new QWidget(this)),
      m_flow(new FlowLayout(12, 4, m_links)),
      m_goOn(primaryButton(tr("Go on"), this))
{
    setAccessibleName(tr("Canary"));
    body()->setContentsMargins(14, 10, 14, 10);
    body()->setSpacing(6);
    auto* row = new QHBoxLayout;
    row->setSpacing(12);
    m_sentence->setWordWrap(true);
    row->addWidget(m_sentence, 1);
    row->addWidget(m_goOn);
    body()->addLayout(row);
    body()->addWidget(m_links);
    connect(m_goOn, &QPushButton::clicked, this, &CanaryCard::goOn);
    hide();
}

void CanaryCard::showJob(const std::shared_ptr<ReplayJournal>& journal, const ReplayProgress& progress)
{
    const ReplayJobInfo& info = progress.info;
    const bool waits = info.state == ReplayState::Canary;
    setVisible(waits);
    if (!waits) {
        m_shown.clear();
        return;
    }
    setBar(themeOf(this).fillOf(Tone::Warning));
    m_sentence->setText(countedText(info.counts.committed, tr("1 record is committed. Look at it and at what its consumers make of it, then go on."),
                                    tr("%1 records are committed. Look at them and at what their consumers make of them, then go on.")));
    m_goOn->setText(countedText(info.counts.pending, tr("Go on with the last one"), tr("Go on with the other %1")));
    m_goOn->setAccessibleName(m_goOn->text());
    m_goOn->setEnabled(!m_context.connection.readOnly);
    if (m_shown == info.job || !journal)
        return;
    m_shown = info.job;
    showPlaces({});
    m_task.start(
        m_context.tasks,
        [journal, job = info.job](std::stop_token) { return journal->results(job, 0, readAtFirst); },
        [this](const Result<std::vector<ReplayResult>>& results) {
            // Without links the table below has the same records.
            if (results)
                showPlaces(*results);
        });
}

void CanaryCard::showPlaces(const std::vector<ReplayResult>& results)
{
    qDeleteAll(m_links->findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly));
    int shown = 0;
    for (const ReplayResult& result : results) {
        if (result.outcome != ReplayOutcome::Committed || !result.targetPartition || !result.targetOffset)
            continue;
        if (++shown > mostLinks)
            break;
        const std::string partition = toString({result.targetTopic, *result.targetPartition});
        const QString name = QStringLiteral("%1@%2").arg(displayText(std::string_view(partition), 120)).arg(*result.targetOffset);
        auto* link = linkButton(QString(name).replace(QLatin1Char('&'), QLatin1String("&&")), m_links);
        link->setAccessibleName(tr("Open %1").arg(name));
        const OpenRecords there{QString::fromStdString(result.targetTopic), *result.targetPartition, *result.targetOffset};
        connect(link, &QPushButton::clicked, this, [this, there] { m_context.navigator.go(there); });
        m_flow->addWidget(link);
        link->show();
    }
    m_links->setVisible(shown > 0);
    m_links->updateGeometry();
}

} // namespace weir::ui
