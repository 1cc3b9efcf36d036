// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/record_links.h"

#include "ui/records/compare_view.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPushButton>

namespace weir::ui {
namespace {

QString placeText(const weir::Record& record)
{
    return RecordLinks::tr("%1:%2").arg(record.partition).arg(countText(record.offset));
}

} // namespace

RecordLinks::RecordLinks(const PageContext& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_previous(linkButton(tr("Compare with previous of this key"), this)),
      m_mark(linkButton({}, this)),
      m_unmark(linkButton(tr("Mark this one instead"), this)),
      m_follow(linkButton(tr("All records of this key"), this)),
      m_status(new PlainLabel({}, PlainLabel::Look::Caption, this)),
      m_statusLink(linkButton({}, this))
{
    m_status->setWordWrap(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    auto* links = new FlowLayout;
    for (QWidget* link : {m_previous, m_mark, m_unmark, m_follow})
        links->addWidget(link);
    auto* line = new QHBoxLayout;
    line->addWidget(m_status, 1);
    line->addWidget(m_statusLink, 0, Qt::AlignTop);
    layout->addLayout(line);
    layout->addLayout(links);

    connect(m_previous, &QPushButton::clicked, this, &RecordLinks::compareWithPrevious);
    connect(m_mark, &QPushButton::clicked, this, &RecordLinks::markOrCompare);
    connect(m_unmark, &QPushButton::clicked, this, [this] {
        m_marked = m_record;
        showMark();
    });
    connect(m_follow, &QPushButton::clicked, this, &RecordLinks::followKeyWanted);
    connect(m_statusLink, &QPushButton::clicked, this, [this] {
        if (m_task.isRunning()) {
            m_task.cancel();
            return say(tr("Stopped. Offsets below %1 were not looked at.").arg(countText(m_lookedAt->load())));
        }
        search(m_goOnBelow);
    });
    m_progress.setInterval(200);
    connect(&m_progress, &QTimer::timeout, this, [this] {
        say(tr("Looking for the previous record of this key: down to offset %1…").arg(countText(m_lookedAt->load())), tr("Stop"));
    });
    connect(&m_task, &LatestTask::runningChanged, this, [this](bool running) {
        if (!running)
            m_progress.stop();
    });
    say({});
    setRecord(nullptr);
}

void RecordLinks::setRecord(std::shared_ptr<const weir::Record> record)
{
    m_task.cancel();
    m_record = std::move(record);
    say({});
    const bool key = m_record && m_record->key;
    m_previous->setEnabled(key && m_context.cluster);
    m_follow->setEnabled(key);
    const QString why = key ? QString() : tr("The record has no key (NULL)");
    m_previous->setToolTip(why);
    m_follow->setToolTip(why);
    showMark();
}

void RecordLinks::showMark()
{
    const bool other = m_marked && m_record && m_marked != m_record;
    const bool same = m_marked && m_marked == m_record;
    m_mark->setText(other  ? tr("Compare with marked %1").arg(placeText(*m_marked))
                    : same ? tr("Marked; choose another record to compare")
                           : tr("Mark to compare"));
    m_mark->setAccessibleName(m_mark->text());
    m_mark->setEnabled(m_record && !same);
    m_unmark->setVisible(other);
}

void RecordLinks::markOrCompare()
{
    if (!m_record)
        return;
    if (m_marked && m_marked != m_record)
        return openComparison(m_marked, m_record);
    m_marked = m_record;
    showMark();
}

void RecordLinks::compareWithPrevious()
{
    if (m_record && m_record->key && m_context.cluster)
        search(m_record->offset);
}

void RecordLinks::search(std::int64_t below)
{
    if (!m_record)
        return;
    m_lookedAt = std::make_shared<std::atomic<std::int64_t>>(below);
    say(tr("Looking for the previous record of this key…"), tr("Stop"));
    m_task.start(
        m_context.tasks,
        [cluster = m_context.cluster, record = m_record, below, lookedAt = m_lookedAt](std::stop_token stop) {
            return weir::findPreviousOfKey(*cluster, {record->topic, record->partition}, below, record->key,
                                           weir::Call::within(searchTime, std::move(stop)),
                                           [lookedAt](std::int64_t offset) { lookedAt->store(offset); });
        },
        [this](const weir::Result<weir::PreviousOfKey>& answer) { showAnswer(answer); });
    m_progress.start();
}

void RecordLinks::showAnswer(const weir::Result<weir::PreviousOfKey>& answer)
{
    m_progress.stop();
    if (!answer) {
        say(sentenceOf(answer.error()));
        return;
    }
    if (answer->record) {
        say(tr("The previous record of this key is at offset %1.").arg(countText(answer->record->offset)));
        return openComparison(std::make_shared<const weir::Record>(*answer->record), m_record);
    }
    if (answer->reachedLogStart())
        return say(tr("No earlier record of this key in partition %1: all back to the log start at %2 were looked at.")
                       .arg(m_record->partition)
                       .arg(countText(answer->logStart)));
    m_goOnBelow = answer->lookedFrom;
    say(tr("No record of this key from offset %1 on; older ones were not looked at.").arg(countText(answer->lookedFrom)),
        tr("Look further"));
}

void RecordLinks::openComparison(std::shared_ptr<const weir::Record> left, std::shared_ptr<const weir::Record> right)
{
    auto* view = new CompareView(m_context, std::move(left), std::move(right), this);
    view->setAttribute(Qt::WA_DeleteOnClose);
    view->show();
}

CompareView* RecordLinks::comparison() const
{
    const auto all = findChildren<CompareView*>();
    return all.isEmpty() ? nullptr : all.last();
}

void RecordLinks::say(const QString& text, const QString& link)
{
    m_status->setText(text);
    m_status->setVisible(!text.isEmpty());
    m_statusLink->setText(link);
    m_statusLink->setAccessibleName(link);
    m_statusLink->setVisible(!link.isEmpty());
}

QString RecordLinks::status() const
{
    return m_status->fullText();
}

} // namespace weir::ui
