// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/hop_path.h"

#include "ui/deadletters/failure_words.h"
#include "ui/deadletters/letter_words.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtWidgets/QPushButton>

namespace weir::ui {
namespace {

QString hopText(const FailureHop& hop)
{
    FailureReport report;
    report.originTopic = hop.topic;
    report.originPartition = hop.partition;
    report.originOffset = hop.offset;
    return originText(report);
}

QString hopDetails(const FailureHop& hop)
{
    QStringList lines;
    if (!hop.convention.empty())
        lines << HopPath::tr("told by the headers of %1").arg(displayText(std::string_view(hop.convention), 60));
    if (hop.consumerGroup)
        lines << HopPath::tr("group %1").arg(displayText(std::string_view(*hop.consumerGroup), 200));
    if (hop.exceptionClass)
        lines << displayText(std::string_view(*hop.exceptionClass), 300);
    if (hop.timestamp)
        lines << momentDetails(hop.timestamp);
    return lines.join(QLatin1Char('\n'));
}

OpenRecords recordsOf(const FailureHop& hop)
{
    OpenRecords to{QString::fromStdString(*hop.topic), hop.partition, {}};
    if (hop.partition && hop.offset)
        to.offset = *hop.offset;
    return to;
}

} // namespace

HopPath::HopPath(Navigator& navigator, QWidget* parent)
    : QWidget(parent), m_navigator(navigator), m_flow(new FlowLayout(6, 2, this))
{
    setAccessibleName(tr("The record's way"));
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void HopPath::setPath(const FailureReport& report, const LetterPlace& here)
{
    while (QLayoutItem* item = m_flow->takeAt(0)) {
        if (item->widget())
            item->widget()->deleteLater();
        delete item;
    }
    std::vector<FailureHop> hops;
    for (const FailureHop& hop : report.hops) {
        const bool again = !hops.empty() && hops.back().topic == hop.topic && hops.back().partition == hop.partition
            && hops.back().offset == hop.offset;
        if (hop.topic && !again)
            hops.push_back(hop);
    }
    if (hops.empty() && report.originTopic)
        hops.push_back({report.convention, report.originTopic, report.originPartition, report.originOffset,
                        report.originTimestamp, report.consumerGroup, report.exceptionClass});
    const std::size_t left = hops.size() > mostHops ? hops.size() - mostHops : 0;
    for (std::size_t i = 0; i < hops.size(); ++i) {
        // The first one is the origin, and the newest are what happened last.
        if (left > 0 && i == 1) {
            m_flow->addWidget(new PlainLabel(tr("%1 more").arg(left), PlainLabel::Look::Dim, this));
            addArrow();
        }
        if (i >= 1 && i <= left)
            continue;
        addPlace(hopText(hops[i]), hopDetails(hops[i]), recordsOf(hops[i]), false);
        addArrow();
    }
    addPlace(placeWords(here), tr("The dead letter itself"),
             {QString::fromStdString(here.partition.topic), here.partition.partition, here.offset}, true);
    updateGeometry();
}

void HopPath::addArrow()
{
    auto* arrow = new PlainLabel(QStringLiteral("→"), PlainLabel::Look::Dim, this);
    arrow->setAccessibleName(tr("went to"));
    m_flow->addWidget(arrow);
    arrow->show();
}

void HopPath::addPlace(const QString& text, const QString& toolTip, const OpenRecords& to, bool strong)
{
    auto* place = linkButton(text, this);
    place->setAccessibleName(tr("Open %1").arg(text));
    place->setToolTip(plainToolTip(toolTip));
    if (strong) {
        QFont font = place->font();
        font.setWeight(QFont::DemiBold);
        place->setFont(font);
    }
    connect(place, &QPushButton::clicked, this, [this, to] { m_navigator.go(to); });
    m_flow->addWidget(place);
    place->show();
}

} // namespace weir::ui
