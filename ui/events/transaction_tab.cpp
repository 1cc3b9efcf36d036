// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/transaction_tab.h"

#include "ui/async/latest_task.h"
#include "ui/events/confirm_work_dialog.h"
#include "ui/events/transaction_feed.h"
#include "ui/events/transaction_list.h"
#include "ui/events/transaction_panel.h"
#include "ui/events/transaction_rows.h"
#include "ui/events/transaction_words.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/environment.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QPointer>
#include <QtCore/QTimer>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSpinBox>
#include <QtWidgets/QSplitter>

#include <algorithm>
#include <array>

namespace weir::ui {
namespace {

/// As the choice lists them.
constexpr std::array ends{TransactionEnd::Commit, TransactionEnd::LeaveOpen, TransactionEnd::Abort};
constexpr int leaveOpen = 1;
constexpr int lookMs = 2'000;
constexpr std::chrono::seconds lookTime{8};

} // namespace

struct TransactionTab::Parts {
    PageContext context;
    std::shared_ptr<TransactionFeed> feed;
    TableModel<TransactionView> earlier{transactionColumns(), transactionKey};
    QString shown{}; ///< the id in the panel
    bool active = false;
    TransactionList* list = nullptr;
    QLineEdit* id = nullptr;
    QComboBox* end = nullptr;
    QSpinBox* openFor = nullptr;
    PlainLabel* reason = nullptr;
    NoticeBar* failure = nullptr;
    QPushButton* send = nullptr;
    TransactionPanel* panel = nullptr;
    QWidget* earlierCard = nullptr;
    DataTable* table = nullptr;
    QSplitter* across = nullptr;
    QPointer<QDialog> confirm{};
    QTimer looking{};
    LatestTask readers{};
};

TransactionTab::TransactionTab(PageContext context, std::shared_ptr<TransactionFeed> feed, QWidget* parent)
    : QWidget(parent), m_parts(new Parts{std::move(context), std::move(feed)})
{
    Parts& parts = *m_parts;
    parts.across = new QSplitter(Qt::Horizontal, this);
    parts.across->setChildrenCollapsible(false);
    auto* left = new QWidget(parts.across);
    auto* column = new QVBoxLayout(left);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::gap);
    parts.list = new TransactionList(parts.context.navigator, left);
    column->addWidget(parts.list, 1);
    column->addWidget(makeOptions());
    auto* right = new QWidget(parts.across);
    auto* second = new QVBoxLayout(right);
    second->setContentsMargins(0, 0, 0, 0);
    second->setSpacing(Theme::gap);
    parts.panel = new TransactionPanel(parts.context.navigator, right);
    parts.panel->setMinimumHeight(220);
    second->addWidget(parts.panel, 3);
    parts.earlierCard = makeEarlier();
    second->addWidget(parts.earlierCard, 2);
    left->setMinimumWidth(400);
    right->setMinimumWidth(400);
    parts.across->setSizes({520, 560});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(parts.across);

    parts.looking.setInterval(lookMs);
    connect(&parts.looking, &QTimer::timeout, this, &TransactionTab::lookAtReaders);
    connect(parts.list, &TransactionList::changed, this, [this] {
        showChoice();
        Q_EMIT countChanged(count());
    });
    connect(parts.panel, &TransactionPanel::commitRequested, this, [this] { m_parts->feed->commit(m_parts->shown); });
    connect(parts.panel, &TransactionPanel::abortRequested, this, [this] { m_parts->feed->abort(m_parts->shown); });
    connect(parts.panel, &TransactionPanel::settleRequested, this, [this] { m_parts->feed->settle(m_parts->shown); });
    if (parts.feed) {
        connect(parts.feed.get(), &TransactionFeed::changed, this, &TransactionTab::showFeed);
        connect(parts.feed.get(), &TransactionFeed::started, this, &TransactionTab::showTransaction);
        connect(parts.feed.get(), &TransactionFeed::startFailed, this, [this](const weir::Error& error) {
            m_parts->failure->setNotice(Tone::Bad, tr("Nothing was sent. %1").arg(sentenceOf(error)), {}, errorDetails(error));
            m_parts->failure->show();
        });
    }
    showFeed();
}

TransactionTab::~TransactionTab()
{
    delete m_parts->across; // tables go before the models they show
}

QWidget* TransactionTab::makeOptions()
{
    Parts& parts = *m_parts;
    auto* card = new Card(Card::Padding::Normal, this);
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(4);
    const auto add = [&](int column, const QString& caption, QWidget* field) {
        grid->addWidget(new PlainLabel(caption, PlainLabel::Look::Caption, card), 0, column);
        grid->addWidget(field, 1, column);
    };
    parts.end = new QComboBox(card);
    parts.end->addItems({tr("Commit"), tr("Leave open"), tr("Abort")});
    parts.end->setAccessibleName(tr("When all are written"));
    parts.openFor = new QSpinBox(card);
    parts.openFor->setRange(1, 900);
    parts.openFor->setValue(60);
    parts.openFor->setSuffix(tr(" s"));
    parts.openFor->setAccessibleName(tr("Open for, in seconds"));
    parts.id = new QLineEdit(card);
    parts.id->setAccessibleName(tr("Transactional id"));
    parts.id->setPlaceholderText(tr("a random one"));
    parts.id->setFont(Theme::monoFont());
    parts.id->setMaxLength(200);
    add(0, tr("When all are written"), parts.end);
    add(1, tr("Open for"), parts.openFor);
    add(2, tr("Transactional id"), parts.id);
    grid->setColumnStretch(2, 1);
    card->body()->addLayout(grid);
    parts.failure = new NoticeBar(card);
    parts.failure->hide();
    card->body()->addWidget(parts.failure);
    auto* row = new QHBoxLayout;
    row->setSpacing(10);
    parts.send = primaryButton(tr("Send as one transaction"), card);
    row->addWidget(parts.send);
    parts.reason = new PlainLabel({}, PlainLabel::Look::Dim, card);
    parts.reason->setWordWrap(true);
    row->addWidget(parts.reason, 1);
    card->body()->addLayout(row);
    connect(parts.end, &QComboBox::currentIndexChanged, this, &TransactionTab::showChoice);
    connect(parts.send, &QPushButton::clicked, this, &TransactionTab::askToStart);
    return card;
}

QWidget* TransactionTab::makeEarlier()
{
    auto* card = new Card(Card::Padding::None, this);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(16, 12, 16, 8);
    head->addWidget(new PlainLabel(tr("All of this connection"), PlainLabel::Look::Strong, card));
    card->body()->addLayout(head);
    m_parts->table = new DataTable(&m_parts->earlier, tr("Transactions"), QStringLiteral("transactions"), card);
    m_parts->table->sortBy(0, Qt::DescendingOrder);
    card->body()->addWidget(m_parts->table, 1);
    connect(m_parts->table, &DataTable::currentKeyChanged, this, [this](const QString& key) {
        const TransactionView* row = m_parts->earlier.find(key);
        if (!row)
            return;
        m_parts->shown = QString::fromStdString(row->id);
        showFeed();
    });
    return card;
}

void TransactionTab::add(const OutgoingRecord& record) { m_parts->list->add(record); }

int TransactionTab::count() const { return m_parts->list->count(); }

void TransactionTab::showTransaction(const QString& id)
{
    m_parts->shown = id;
    m_parts->failure->hide();
    showFeed();
    if (const TransactionView* view = m_parts->feed ? m_parts->feed->transaction(id) : nullptr)
        m_parts->table->selectKey(transactionKey(*view));
}

void TransactionTab::setActive(bool active)
{
    m_parts->active = active;
    if (!active)
        m_parts->readers.cancel();
    showFeed();
}

QString TransactionTab::whyNot() const
{
    const Parts& parts = *m_parts;
    if (parts.context.connection.readOnly)
        return tr("This connection is read-only: nothing can be sent.");
    if (parts.list->count() == 0)
        return tr("Add records first.");
    if (!parts.feed)
        return tr("Transactions cannot be sent here.");
    if (parts.feed->isStarting())
        return tr("Beginning…");
    return {};
}

void TransactionTab::showChoice()
{
    Parts& parts = *m_parts;
    parts.openFor->setEnabled(parts.end->currentIndex() == leaveOpen);
    const QString reason = whyNot();
    parts.send->setEnabled(reason.isEmpty());
    parts.reason->setText(reason);
}

void TransactionTab::askToStart()
{
    Parts& parts = *m_parts;
    if (!whyNot().isEmpty() || parts.confirm)
        return;
    if (!isProduction(parts.context.connection.environment))
        return start();
    const bool open = parts.openFor->isEnabled();
    const QString records = countedText(count(), tr("One record goes"), tr("%1 records go"));
    const QString topics = topicsOf(parts.list->records());
    const QString sentence = open ? tr("%1 to %2 in one transaction that is left open: until it ends, every reader of committed "
                                       "records of these partitions waits, real services too.")
                                        .arg(records, topics)
                                  : tr("%1 to %2 in one transaction. Every consumer of the topics will see what is committed, and "
                                       "it cannot be taken back.")
                                        .arg(records, topics);
    parts.confirm = new ConfirmWorkDialog(parts.context.connection, tr("Send to %1?").arg(parts.context.connection.environment),
                                          sentence, tr("Send"), this);
    connect(parts.confirm, &QDialog::accepted, this, &TransactionTab::start);
    parts.confirm->open();
}

void TransactionTab::start()
{
    Parts& parts = *m_parts;
    parts.failure->hide();
    parts.feed->start(parts.list->records(), ends.at(static_cast<std::size_t>(std::max(parts.end->currentIndex(), 0))),
                      std::chrono::seconds(parts.openFor->value()), parts.id->text().trimmed().toStdString());
}

void TransactionTab::showFeed()
{
    Parts& parts = *m_parts;
    showChoice();
    if (!parts.feed) {
        parts.earlierCard->hide();
        return;
    }
    const auto& all = parts.feed->transactions();
    parts.earlier.setRows(uniqueTransactions(all));
    parts.earlierCard->setVisible(!all.empty());
    const TransactionView* view = parts.feed->transaction(parts.shown);
    if (!view && !all.empty()) {
        view = &all.front();
        parts.shown = QString::fromStdString(view->id);
    }
    parts.panel->showTransaction(view);
    const bool look = parts.active && view && view->phase == TransactionPhase::Open;
    if (look && !parts.looking.isActive()) {
        parts.looking.start();
        lookAtReaders();
    } else if (!look && parts.looking.isActive()) {
        parts.looking.stop();
        parts.readers.cancel();
    }
}

void TransactionTab::lookAtReaders()
{
    Parts& parts = *m_parts;
    const TransactionView* view = parts.feed ? parts.feed->transaction(parts.shown) : nullptr;
    if (!view || parts.readers.isRunning())
        return;
    std::vector<TopicPartition> partitions;
    for (const auto& [partition, offset] : placesOf(*view))
        partitions.push_back(partition);
    parts.readers.start(
        parts.context.tasks,
        [cluster = parts.context.cluster, partitions](std::stop_token stop) {
            return committedReach(*cluster, partitions, Call::within(lookTime, stop));
        },
        [this, id = parts.shown](const Partial<std::vector<CommittedReach>>& reach) { takeReaders(reach, id); });
}

void TransactionTab::takeReaders(const Partial<std::vector<CommittedReach>>& reach, const QString& id)
{
    const TransactionView* view = m_parts->feed->transaction(id);
    if (view && id == m_parts->shown && view->phase == TransactionPhase::Open)
        m_parts->panel->showReaders(reach, *view);
}

} // namespace weir::ui
