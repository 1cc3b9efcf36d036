// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/play_panel.h"

#include "ui/events/play_feed.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/key_figure.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPushButton>

namespace weir::ui {
namespace {

constexpr int recordColumn = 1;

Card* tableCard(const QString& title, DataTable* table, QWidget* parent)
{
    auto* card = new Card(Card::Padding::None, parent);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(16, 10, 16, 6);
    head->addWidget(new PlainLabel(title, PlainLabel::Look::Strong, card));
    card->body()->addLayout(head);
    card->body()->addWidget(table, 1);
    return card;
}

} // namespace

PlayPanel::PlayPanel(Navigator& navigator, QWidget* parent)
    : QWidget(parent), m_navigator(navigator), m_memberRows(playMemberColumns(), playMemberKey),
      m_recordRows(playedColumns(), playedKey)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::gap);
    layout->addWidget(makeHead());
    m_members = new DataTable(&m_memberRows, tr("Members"), QStringLiteral("play-members"), this);
    m_members->sortBy(0, Qt::AscendingOrder);
    m_membersCard = tableCard(tr("Members"), m_members, this);
    m_membersCard->setFixedHeight(172);
    layout->addWidget(m_membersCard);
    m_records = new DataTable(&m_recordRows, tr("Newest records"), QStringLiteral("play-records"), this);
    m_records->sortBy(0, Qt::DescendingOrder);
    m_recordsCard = tableCard(tr("Newest records"), m_records, this);
    layout->addWidget(m_recordsCard, 1);
    layout->addStretch(0);
    const auto openRecord = [this](const QString& key) {
        if (const PlayedRow* row = m_recordRows.find(key))
            m_navigator.go(OpenRecords{QString::fromStdString(row->record.partition.topic), row->record.partition.partition,
                                       row->record.offset});
    };
    connect(m_records, &DataTable::rowActivated, this, openRecord);
    connect(m_records, &DataTable::linkActivated, this, [openRecord](const QString& key, int column) {
        if (column == recordColumn)
            openRecord(key);
    });
    showPlayer(nullptr);
}

PlayPanel::~PlayPanel()
{
    delete m_members; // before the models they show
    delete m_records;
}

QWidget* PlayPanel::makeHead()
{
    auto* card = new Card(Card::Padding::Normal, this);
    card->body()->setSpacing(10);
    auto* head = new QHBoxLayout;
    head->setSpacing(10);
    head->addWidget(new PlainLabel(tr("Play consumer"), PlainLabel::Look::Strong, card));
    m_state = new PillLabel({}, Tone::Neutral, card);
    head->addWidget(m_state);
    m_name = new PlainLabel({}, PlainLabel::Look::Mono, card);
    m_name->setElide(Qt::ElideMiddle);
    head->addWidget(m_name, 1);
    m_lag = linkButton(tr("Lag of the group"), card);
    m_inbox = linkButton(tr("Dead letters"), card);
    card->body()->addLayout(head);
    m_none = new PlainLabel(tr("Members of a group that run inside Weir and misbehave on purpose, so that lag, rebalances and dead "
                               "letters can be seen. Their client ids begin with weir-play. Start one, and what it does shows up here."),
                            PlainLabel::Look::Dim, card);
    m_none->setWordWrap(true);
    card->body()->addWidget(m_none);
    m_notice = new NoticeBar(card);
    card->body()->addWidget(m_notice);
    m_figures = new QWidget(card);
    auto* row = new QHBoxLayout(m_figures);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(20);
    m_handled = new KeyFigure(tr("Handled"), m_figures);
    m_failed = new KeyFigure(tr("Failed tries"), m_figures);
    m_deadLetters = new KeyFigure(tr("Dead letters"), m_figures);
    m_rebalances = new KeyFigure(tr("Rebalances"), m_figures);
    for (KeyFigure* figure : {m_handled, m_failed, m_deadLetters, m_rebalances})
        row->addWidget(figure);
    row->addStretch(1);
    card->body()->addWidget(m_figures);
    auto* links = new QHBoxLayout;
    links->setSpacing(16);
    links->addWidget(m_lag);
    links->addWidget(m_inbox);
    links->addStretch(1);
    card->body()->addLayout(links);
    connect(m_lag, &QPushButton::clicked, this, [this] { m_navigator.go(OpenGroup{m_group}); });
    connect(m_inbox, &QPushButton::clicked, this, [this] { m_navigator.go(OpenDeadLetters{m_letters}); });
    return card;
}

void PlayPanel::showPlayer(const PlayView* view)
{
    const bool any = view != nullptr;
    m_none->setVisible(!any);
    for (QWidget* part : std::initializer_list<QWidget*>{m_state, m_name, m_lag, m_inbox, m_figures, m_membersCard, m_recordsCard})
        part->setVisible(any);
    m_notice->setVisible(false);
    if (!any)
        return;
    const PlayProgress& progress = view->progress;
    m_group = QString::fromStdString(view->options.groupId);
    m_letters = QString::fromStdString(view->options.topics.front() + ".dlq");
    m_name->setText(tr("group %1").arg(displayText(std::string_view(view->options.groupId), 200)));
    m_state->setPill(workItem(*view).state, progress.ended ? Tone::Bad : progress.running ? Tone::Ok : Tone::Neutral);
    const auto count = [](std::uint64_t value) { return countText(static_cast<qint64>(value)); };
    m_handled->setValue(count(progress.handled));
    m_failed->setValue(count(progress.failedTries), progress.failedTries > 0 ? Tone::Warning : Tone::Neutral);
    m_deadLetters->setValue(count(progress.deadLetters), progress.deadLetters > 0 ? Tone::Bad : Tone::Neutral);
    m_rebalances->setValue(count(progress.rebalances));
    showNotice(*view);
    m_memberRows.setRows(progress.members);
    m_membersCard->setVisible(!progress.members.empty());
    m_recordRows.setRows(playedRows(progress.newest));
}

void PlayPanel::showNotice(const PlayView& view)
{
    const PlayProgress& progress = view.progress;
    if (progress.ended)
        m_notice->setNotice(Tone::Bad, tr("It stopped by itself. %1").arg(sentenceOf(*progress.ended)), {}, errorDetails(*progress.ended));
    else if (progress.trouble && progress.running)
        m_notice->setNotice(Tone::Warning, sentenceOf(*progress.trouble), {}, errorDetails(*progress.trouble));
    m_notice->setVisible(progress.ended || (progress.trouble && progress.running));
}

} // namespace weir::ui
