// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/groups/offset_undo_dialog.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/state_view.h"

#include <QtCore/QDateTime>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPushButton>

#include <set>

namespace weir::ui {
namespace {

constexpr std::chrono::seconds loadTime{15};

QString keyOfEntry(const UndoEntry& entry) { return QString::number(entry.id); }

QString topicsOf(const UndoEntry& entry)
{
    std::set<std::string> topics;
    for (const auto& [partition, offset] : entry.before)
        topics.insert(partition.topic);
    for (const TopicPartition& partition : entry.added)
        topics.insert(partition.topic);
    QStringList names;
    for (const std::string& topic : topics)
        names << displayText(std::string_view(topic), 249);
    return names.join(QStringLiteral(", "));
}

std::vector<Column<UndoEntry>> entryColumns()
{
    return {
        {.id = QStringLiteral("time"),
         .title = OffsetUndoDialog::tr("When"),
         .text = [](const UndoEntry& entry) {
             return QDateTime::fromMSecsSinceEpoch(entry.time).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
         },
         .width = 160,
         .mono = true,
         .sortKey = [](const UndoEntry& entry) { return SortKey(qint64{entry.id}); }},
        {.id = QStringLiteral("what"),
         .title = OffsetUndoDialog::tr("Reset"),
         .text = [](const UndoEntry& entry) { return displayText(std::string_view(entry.what)); },
         .width = 220},
        {.id = QStringLiteral("partitions"),
         .title = OffsetUndoDialog::tr("Partitions"),
         .text = [](const UndoEntry& entry) {
             return countText(static_cast<qint64>(entry.before.size() + entry.added.size()));
         },
         .width = 84,
         .alignment = Qt::AlignRight,
         .mono = true},
        {.id = QStringLiteral("topics"),
         .title = OffsetUndoDialog::tr("Topics"),
         .text = topicsOf,
         .width = 0,
         .toolTip = topicsOf},
    };
}

} // namespace

OffsetUndoDialog::OffsetUndoDialog(PageContext context, std::string group, QWidget* parent)
    : QDialog(parent), m_context(std::move(context)), m_group(std::move(group)), m_rows(entryColumns(), &keyOfEntry)
{
    setWindowTitle(tr("Undo an earlier reset"));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(760, 420);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 18, 20, 16);
    layout->setSpacing(12);
    layout->addWidget(new PlainLabel(windowTitle(), PlainLabel::Look::Title, this));
    layout->addWidget(new PlainLabel(tr("Choose what to take back. It is previewed before anything changes."),
                                     PlainLabel::Look::Dim, this));
    auto* card = new Card(Card::Padding::None, this);
    m_table = new DataTable(&m_rows, tr("Earlier resets"), QStringLiteral("offset-undo"), card);
    m_table->sortBy(0, Qt::DescendingOrder);
    card->body()->addWidget(m_table);
    m_view = new StateView(card, this);
    layout->addWidget(m_view, 1);
    auto* row = new QHBoxLayout;
    auto* cancel = plainButton(tr("Cancel"), this);
    m_choose = primaryButton(tr("Preview undo"), this);
    m_choose->setEnabled(false);
    row->addStretch(1);
    row->addWidget(cancel);
    row->addWidget(m_choose);
    layout->addLayout(row);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_choose, &QPushButton::clicked, this, &OffsetUndoDialog::choose);
    connect(m_table, &DataTable::rowActivated, this, &OffsetUndoDialog::choose);
    connect(m_table, &DataTable::currentKeyChanged, this,
            [this](const QString& key) { m_choose->setEnabled(!key.isEmpty()); });
    connect(m_view, &StateView::retryRequested, this, &OffsetUndoDialog::load);
    load();
}

void OffsetUndoDialog::load()
{
    m_view->showLoading(tr("Reading what was kept…"));
    m_loading.start(
        m_context.tasks,
        [cluster = m_context.cluster, group = m_group](std::stop_token stop) {
            return earlierResets(*cluster, group, Call::within(loadTime, stop));
        },
        [this](Result<std::vector<UndoEntry>> entries) {
            if (!entries)
                return m_view->showError(entries.error());
            if (entries->empty())
                return m_view->showEmpty(tr("No reset is kept"),
                                         tr("Only resets made through Weir on this computer can be undone."));
            m_rows.setRows(std::move(*entries));
            m_view->showContent();
            m_table->selectKey(m_rows.keyAt(0));
            m_table->setFocus();
        });
}

void OffsetUndoDialog::choose()
{
    const UndoEntry* entry = m_rows.find(m_table->currentKey());
    if (!entry)
        return;
    const UndoEntry copy = *entry;
    accept();
    Q_EMIT chosen(copy);
}

} // namespace weir::ui
