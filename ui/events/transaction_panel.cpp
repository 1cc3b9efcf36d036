// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/transaction_panel.h"

#include "core/events/transactional_send.h"
#include "ui/events/transaction_words.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/key_figure.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPushButton>

namespace weir::ui {
namespace {

constexpr std::size_t mostReaders = 6;

} // namespace

TransactionPanel::TransactionPanel(Navigator& navigator, QWidget* parent)
    : Card(Padding::Normal, parent),
      m_navigator(navigator),
      m_state(new PillLabel({}, Tone::Neutral, this)),
      m_name(new PlainLabel({}, PlainLabel::Look::Mono, this)),
      m_outcome(new NoticeBar(this)),
      m_sentence(new PlainLabel({}, PlainLabel::Look::Text, this)),
      m_advice(new PlainLabel({}, PlainLabel::Look::Dim, this)),
      m_none(new PlainLabel(tr("What you send as one transaction shows up here: its state, how long it stays open, what readers "
                               "of committed records see meanwhile, and what became of it."),
                            PlainLabel::Look::Dim, this)),
      m_readersTitle(new PlainLabel(tr("Readers of committed records"), PlainLabel::Look::Caption, this)),
      m_readers(new QVBoxLayout)
{
    auto* head = new QHBoxLayout;
    head->setSpacing(10);
    head->addWidget(new PlainLabel(tr("Transaction"), PlainLabel::Look::Strong, this));
    head->addWidget(m_state);
    m_name->setElide(Qt::ElideMiddle);
    head->addWidget(m_name, 1);
    body()->addLayout(head);
    body()->setSpacing(10);
    for (PlainLabel* label : {m_none, m_sentence, m_advice}) {
        label->setWordWrap(true);
        body()->addWidget(label);
    }
    body()->insertWidget(body()->indexOf(m_sentence), m_outcome);
    m_open = makeOpen();
    body()->addWidget(m_open);
    body()->addWidget(m_readersTitle);
    m_readers->setSpacing(4);
    body()->addLayout(m_readers);
    body()->addStretch(1);
    connect(m_outcome, &NoticeBar::actionRequested, this, &TransactionPanel::settleRequested);
    showTransaction(nullptr);
}

QWidget* TransactionPanel::makeOpen()
{
    auto* open = new QWidget(this);
    auto* row = new QHBoxLayout(open);
    row->setContentsMargins(0, 4, 0, 4);
    row->setSpacing(10);
    m_countdown = new KeyFigure(tr("Aborts by itself in"), open);
    row->addWidget(m_countdown);
    row->addSpacing(20);
    m_commit = plainButton(tr("Commit"), open);
    m_abort = dangerButton(tr("Abort"), open);
    row->addWidget(m_commit, 0, Qt::AlignBottom);
    row->addWidget(m_abort, 0, Qt::AlignBottom);
    row->addStretch(1);
    connect(m_commit, &QPushButton::clicked, this, &TransactionPanel::commitRequested);
    connect(m_abort, &QPushButton::clicked, this, &TransactionPanel::abortRequested);
    return open;
}

void TransactionPanel::showTransaction(const TransactionView* view)
{
    m_none->setVisible(view == nullptr);
    m_state->setVisible(view != nullptr);
    if (!view) {
        for (QWidget* part : std::initializer_list<QWidget*>{m_outcome, m_sentence, m_advice, m_open, m_readersTitle})
            part->hide();
        m_name->setText({});
        clearReaders();
        return;
    }
    const QString id = QString::fromStdString(view->id);
    if (id != m_id || view->phase != m_phase)
        clearReaders();
    m_id = id;
    m_phase = view->phase;
    m_state->setPill(phaseWord(view->phase), phaseTone(view->phase));
    m_name->setText(displayText(std::string_view(view->id), 200));
    const bool ended = hasEnded(view->phase);
    const bool unknown = view->phase == TransactionPhase::Unknown;
    const bool open = view->phase == TransactionPhase::Open;
    m_sentence->setText(!ended ? transactionSentence(*view) : view->error ? sentenceOf(*view->error) : QString());
    m_sentence->setVisible(!m_sentence->fullText().isEmpty());
    m_outcome->setVisible(ended);
    if (ended) {
        const bool wanted = view->phase == TransactionPhase::Aborted && !view->error;
        m_outcome->setNotice(wanted ? Tone::Neutral : phaseTone(view->phase), transactionSentence(*view),
                             unknown ? tr("Find out") : QString(), view->error ? errorDetails(*view->error) : QString());
    }
    const QString advice = ended && view->error ? QString::fromStdString(transactionAdvice(*view->error)) : QString();
    m_advice->setText(advice);
    m_advice->setVisible(!advice.isEmpty());
    m_open->setVisible(open || view->phase == TransactionPhase::Sending);
    const auto left = timeLeft(*view, nowMs());
    m_countdown->setVisible(open);
    m_countdown->setValue(countdownText(left), left < std::chrono::seconds(10) ? Tone::Warning : Tone::Neutral);
    m_commit->setEnabled(open);
    if (view->phase == TransactionPhase::Committed && m_readers->count() == 0)
        showPlaces(*view);
    m_readersTitle->setVisible(m_readers->count() > 0);
}

void TransactionPanel::showReaders(const Partial<std::vector<CommittedReach>>& reach, const TransactionView& view)
{
    clearReaders();
    m_readersTitle->setText(tr("Readers of committed records now"));
    for (std::size_t i = 0; i < std::min(reach.values.size(), mostReaders); ++i)
        addReader(readersSentence(reach.values[i], view), reach.values[i].partition, reach.values[i].stable);
    if (reach.values.size() > mostReaders)
        addReader(tr("%1 more partitions").arg(reach.values.size() - mostReaders), {}, -1);
    if (!reach.complete())
        addReader(tr("Could not be seen: %1").arg(sentenceOf(reach.failures.front().error)), {}, -1);
    m_readersTitle->setVisible(m_readers->count() > 0);
}

/// Where the records stand for good.
void TransactionPanel::showPlaces(const TransactionView& view)
{
    m_readersTitle->setText(tr("Where the records are"));
    std::size_t shown = 0;
    const auto places = placesOf(view);
    for (const auto& [partition, offset] : places) {
        if (++shown > mostReaders)
            break;
        addReader(tr("%1 from offset %2 on").arg(displayText(std::string_view(toString(partition)), 260), countText(offset)),
                  partition, offset);
    }
    if (places.size() > mostReaders)
        addReader(tr("%1 more partitions").arg(places.size() - mostReaders), {}, -1);
}

void TransactionPanel::clearReaders()
{
    while (QLayoutItem* item = m_readers->takeAt(0)) {
        if (QWidget* widget = item->widget()) {
            widget->hide();
            widget->deleteLater();
        }
        delete item;
    }
}

void TransactionPanel::addReader(const QString& sentence, const TopicPartition& partition, std::int64_t offset)
{
    auto* line = new QWidget(this);
    auto* row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    auto* text = new PlainLabel(sentence, PlainLabel::Look::Text, line);
    text->setWordWrap(true);
    row->addWidget(text, 1);
    if (offset >= 0) {
        auto* link = linkButton(tr("Show records"), line);
        link->setAccessibleName(tr("Show records of %1").arg(displayText(std::string_view(toString(partition)), 260)));
        connect(link, &QPushButton::clicked, this, [this, partition, offset] {
            OpenRecords records{QString::fromStdString(partition.topic), partition.partition, offset};
            m_navigator.go(records);
        });
        row->addWidget(link);
    }
    m_readers->addWidget(line);
}

} // namespace weir::ui
