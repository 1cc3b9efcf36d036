// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/groups/group_actions.h"

#include "ui/groups/group_delete_dialog.h"
#include "ui/groups/offset_reset_dialog.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/help_dialog.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QSaveFile>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QMenu>
#include <QtWidgets/QMessageBox>
#include <QtWidgets/QPushButton>

#include <set>

namespace weir::ui {
namespace {

constexpr TimestampMs exportedMs = 30LL * 24 * 3'600 * 1'000;
constexpr std::size_t exportedPoints = 50'000;
constexpr std::chrono::seconds exportWithin{60};

} // namespace

GroupActions::GroupActions(const PageContext& context, std::shared_ptr<LagFeed> feed, std::string group, QWidget* page)
    : QObject(page),
      m_context(context),
      m_feed(std::move(feed)),
      m_group(std::move(group)),
      m_page(page),
      m_alert(plainButton(tr("Alert rule…"), page)),
      m_reset(plainButton(tr("Reset offsets…"), page)),
      m_more(plainButton(QStringLiteral("⋯"), page)),
      m_menu(new QMenu(page))
{
    m_more->setAccessibleName(tr("More about this group"));
    m_more->setToolTip(tr("Delete offsets or the group, pin it"));
    m_more->setMenu(m_menu);
    connect(m_menu, &QMenu::aboutToShow, this, &GroupActions::fillMenu);
    connect(m_alert, &QPushButton::clicked, this,
            [this] { m_context.navigator.go(OpenAlerts{QString::fromStdString(m_group)}); });
    connect(m_reset, &QPushButton::clicked, this, &GroupActions::reset);
}

std::vector<QWidget*> GroupActions::headerButtons() const
{
    return {m_alert, m_reset, m_more};
}

void GroupActions::setGroup(const GroupLag& group)
{
    std::set<std::string> topics;
    for (const PartitionLag& row : group.rows)
        topics.insert(row.partition.topic);
    m_topics.assign(topics.begin(), topics.end());
}

void GroupActions::fillMenu()
{
    m_menu->clear();
    const bool pinned = m_feed->pinned().contains(QString::fromStdString(m_group));
    auto* pin = m_menu->addAction(pinned ? tr("Unpin: sample it only while it is listed") : tr("Pin: sample it even when it is not listed"));
    connect(pin, &QAction::triggered, this, &GroupActions::togglePin);
    connect(m_menu->addAction(tr("How health is judged")), &QAction::triggered, this, [this] {
        auto* help = new HelpDialog(tr("Health of consumer groups"), QStringLiteral("health-of-consumer-groups.md"), m_page);
        help->setAttribute(Qt::WA_DeleteOnClose);
        help->show();
    });
    auto* history = m_menu->addAction(tr("Export the lag history as CSV…"));
    history->setEnabled(m_feed->history() != nullptr && !m_export.isRunning());
    connect(history, &QAction::triggered, this, &GroupActions::chooseExportFile);
    m_menu->addSeparator();
    auto* topics = m_menu->addMenu(tr("Delete offsets of a topic"));
    topics->setEnabled(!m_topics.empty());
    for (const std::string& topic : m_topics) {
        // A single & would underline the next letter.
        const QString name = displayText(std::string_view(topic)).replace(u'&', QStringLiteral("&&"));
        connect(topics->addAction(name + QStringLiteral("…")), &QAction::triggered, this, [this, topic] { deleteOffsets(topic); });
    }
    connect(m_menu->addAction(tr("Delete the group…")), &QAction::triggered, this, &GroupActions::deleteGroup);
}

void GroupActions::togglePin()
{
    QStringList pinned = m_feed->pinned();
    const QString group = QString::fromStdString(m_group);
    if (pinned.contains(group))
        pinned.removeAll(group);
    else
        pinned << group;
    m_feed->setPinned(pinned);
}

void GroupActions::chooseExportFile()
{
    auto* dialog = new QFileDialog(m_page, tr("Export the lag history"), QStringLiteral("lag.csv"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    connect(dialog, &QFileDialog::fileSelected, this, &GroupActions::exportHistory);
    dialog->open();
}

void GroupActions::exportHistory(const QString& file)
{
    const auto history = m_feed->history();
    if (!history)
        return;
    HistoryQuery query;
    query.series = history->seriesOf(m_group);
    query.to = nowMs() + 1;
    query.from = query.to - exportedMs;
    query.mostPoints = exportedPoints;
    m_export.start(
        m_context.tasks,
        [history, query = std::move(query), file](const std::stop_token& stop) -> QString {
            const auto answer = history->read(query, Call::within(exportWithin, stop));
            if (!answer)
                return QString::fromStdString(answer.error().message);
            // Beside the file and renamed: a full disk leaves the old one.
            QSaveFile out(file);
            const QByteArray text = QByteArray::fromStdString(historyCsv(*answer, query.measure));
            if (!out.open(QIODevice::WriteOnly) || out.write(text) != text.size() || !out.commit())
                return tr("%1 could not be written: %2.").arg(file, out.errorString());
            return {};
        },
        [this, file](const QString& trouble) {
            auto* box = new QMessageBox(m_page);
            box->setAttribute(Qt::WA_DeleteOnClose);
            box->setTextFormat(Qt::PlainText);
            box->setIcon(trouble.isEmpty() ? QMessageBox::Information : QMessageBox::Warning);
            box->setText(trouble.isEmpty() ? tr("The lag history of the last 30 days, as far as it is kept, is in %1.").arg(file) : trouble);
            box->open();
        });
}

void GroupActions::openReset(const std::optional<ResetScope>& scope, const std::optional<ResetTarget>& target)
{
    auto* dialog = new OffsetResetDialog(m_context, m_group, scope, target, m_page);
    connect(dialog, &OffsetResetDialog::applied, this, [this](const OffsetPlan&, const OffsetResult& result) {
        const auto count = static_cast<qint64>(result.applied.size());
        noteChange(countedText(count, tr("Weir moved the committed offset of one partition."),
                               tr("Weir moved the committed offsets of %1 partitions.")));
    });
    dialog->open();
}

void GroupActions::reset()
{
    openReset({}, {});
}

void GroupActions::skip(const TopicPartition& partition)
{
    ResetTarget target;
    target.to = ResetTarget::To::SkipRecord;
    openReset(ResetScope{{}, {partition}}, target);
}

void GroupActions::deleteOffsets(const std::string& topic)
{
    auto* dialog = new GroupDeleteDialog(m_context, m_group, topic, m_page);
    connect(dialog, &GroupDeleteDialog::offsetsDeleted, this, [this, topic] {
        noteChange(tr("Weir deleted the committed offsets of %1.").arg(displayText(std::string_view(topic))));
    });
    dialog->open();
}

void GroupActions::deleteGroup()
{
    auto* dialog = new GroupDeleteDialog(m_context, m_group, std::nullopt, m_page);
    connect(dialog, &GroupDeleteDialog::groupDeleted, this, [this] { noteChange(tr("Weir deleted the group.")); });
    dialog->open();
}

void GroupActions::noteChange(const QString& what)
{
    GroupEvent event;
    event.time = nowMs();
    event.kind = GroupEvent::Kind::OffsetsReset;
    event.group = m_group;
    event.text = what.toStdString();
    m_feed->note(event);
    Q_EMIT changed();
}

} // namespace weir::ui
