// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/groups/group_delete_dialog.h"

#include "core/groups/group_activity.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/environment.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/state_view.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

namespace weir::ui {
namespace {

constexpr std::chrono::seconds loadTime{20};
constexpr std::chrono::seconds deleteTime{30};
constexpr int shownPlaces = 6;

QString shown(const std::string& name) { return displayText(std::string_view(name), 255); }

QString placesText(const OffsetMap& offsets)
{
    QStringList places;
    for (const auto& [partition, offset] : offsets) {
        if (places.size() == shownPlaces) {
            places << GroupDeleteDialog::tr("and %1 more").arg(countText(static_cast<qint64>(offsets.size()) - shownPlaces));
            break;
        }
        places << GroupDeleteDialog::tr("%1 at %2").arg(shown(toString(partition)), countText(offset));
    }
    return places.join(QStringLiteral(" · "));
}

} // namespace

GroupDeleteDialog::GroupDeleteDialog(PageContext context, std::string group, std::optional<std::string> topic,
                                     QWidget* parent)
    : QDialog(parent),
      m_context(std::move(context)),
      m_group(std::move(group)),
      m_topic(std::move(topic)),
      m_outcome(new NoticeBar(this)),
      m_status(new PlainLabel({}, PlainLabel::Look::Dim, this)),
      m_cancel(plainButton(tr("Cancel"), this)),
      m_confirm(dangerButton(m_topic ? tr("Delete offsets") : tr("Delete group"), this))
{
    setWindowTitle(m_topic ? tr("Delete committed offsets") : tr("Delete consumer group"));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(620, 340);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 18, 20, 16);
    layout->setSpacing(12);
    auto* head = new QHBoxLayout;
    head->setSpacing(10);
    head->addWidget(new PlainLabel(windowTitle(), PlainLabel::Look::Title, this));
    const ConnectionInfo& connection = m_context.connection;
    head->addWidget(new PillLabel(connection.environment.isEmpty()
                                      ? connection.name
                                      : QStringLiteral("%1 · %2").arg(connection.environment, connection.name),
                                  environmentTone(connection.environment), this));
    head->addStretch(1);
    layout->addLayout(head);
    m_view = new StateView(makeContent(), this);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_outcome);
    m_outcome->hide();
    auto* row = new QHBoxLayout;
    row->setSpacing(10);
    m_status->setWordWrap(true);
    row->addWidget(m_status, 1);
    row->addWidget(m_cancel);
    row->addWidget(m_confirm);
    layout->addLayout(row);
    connect(m_cancel, &QPushButton::clicked, this, &GroupDeleteDialog::reject);
    connect(m_confirm, &QPushButton::clicked, this, &GroupDeleteDialog::remove);
    connect(m_view, &StateView::retryRequested, this, &GroupDeleteDialog::load);
    connect(m_refused, &NoticeBar::actionRequested, this, &GroupDeleteDialog::load);
    connect(m_typedName, &QLineEdit::textChanged, this, &GroupDeleteDialog::updateButtons);
    m_confirm->setAutoDefault(false);
    m_cancel->setDefault(true);
    load();
}

QWidget* GroupDeleteDialog::makeContent()
{
    auto* content = new QWidget(this);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    m_what = new PlainLabel({}, PlainLabel::Look::Text, content);
    m_places = new PlainLabel({}, PlainLabel::Look::Dim, content);
    m_refused = new NoticeBar(content);
    m_typedName = new QLineEdit(content);
    m_typedName->setAccessibleName(tr("Name of the group, to confirm"));
    m_typedName->setPlaceholderText(shown(m_group));
    for (PlainLabel* label : {m_what, m_places}) {
        label->setWordWrap(true);
        column->addWidget(label);
    }
    column->addWidget(m_refused);
    column->addStretch(1);
    column->addWidget(new PlainLabel(tr("Type the name of the group to confirm:"), PlainLabel::Look::Text, content));
    column->addWidget(m_typedName);
    return content;
}

void GroupDeleteDialog::load()
{
    m_doomed.reset();
    m_view->showLoading(tr("Looking what would be deleted…"));
    updateButtons();
    m_loading.start(
        m_context.tasks,
        [cluster = m_context.cluster, group = m_group, topic = m_topic](std::stop_token stop) -> Result<Doomed> {
            auto activity = groupActivity(*cluster, group, Call::within(loadTime, stop));
            if (!activity)
                return fail(std::move(activity.error()));
            if (topic) {
                std::erase_if(activity->committed, [&](const auto& entry) { return entry.first.topic != *topic; });
                // Offsets of a topic nobody reads may go while the group is at work (KIP-496): the broker decides.
                activity->refused.reset();
            }
            return Doomed{std::move(activity->committed), std::move(activity->refused)};
        },
        [this](Result<Doomed> doomed) { takeDoomed(std::move(doomed)); });
}

void GroupDeleteDialog::takeDoomed(Result<Doomed> doomed)
{
    if (!doomed)
        return m_view->showError(doomed.error());
    m_doomed = std::move(*doomed);
    const QString count = countedText(static_cast<qint64>(m_doomed->offsets.size()), tr("1 partition"), tr("%1 partitions"));
    m_what->setText(m_topic ? tr("Group %1 forgets where it was in %2 of topic %3. A consumer that reads the topic later "
                                 "begins where its auto.offset.reset says.")
                                  .arg(shown(m_group), count, shown(*m_topic))
                            : tr("Group %1 goes, with its committed offsets in %2. Consumers that join it later begin "
                                 "where their auto.offset.reset says.")
                                  .arg(shown(m_group), count));
    m_places->setText(placesText(m_doomed->offsets) +
                      (m_doomed->offsets.empty() ? QString()
                                                 : QStringLiteral("\n") + tr("These offsets are kept for undo.")));
    m_refused->setVisible(m_doomed->refused.has_value());
    if (m_doomed->refused)
        m_refused->setNotice(Tone::Warning, sentenceOf(*m_doomed->refused), tr("Check again"), {});
    m_view->showContent();
    updateButtons();
}

QString GroupDeleteDialog::whyNot() const
{
    if (m_context.connection.readOnly)
        return tr("This connection is read-only: nothing can be deleted.");
    if (!m_doomed)
        return tr("Nothing is deleted yet.");
    if (m_doomed->refused)
        return tr("Not possible while the group is active.");
    if (m_topic && m_doomed->offsets.empty())
        return tr("The group has no committed offsets there.");
    if (m_typedName->text().toStdString() != m_group)
        return tr("Type the name of the group to confirm.");
    return {};
}

void GroupDeleteDialog::updateButtons()
{
    const QString reason = whyNot();
    m_confirm->setEnabled(reason.isEmpty() && !m_deleting && !m_done);
    m_confirm->setVisible(!m_done);
    m_confirm->setToolTip(plainToolTip(reason));
    m_typedName->setEnabled(!m_deleting && !m_done && !m_context.connection.readOnly);
    m_cancel->setText(m_done ? tr("Close") : tr("Cancel"));
    m_cancel->setAccessibleName(m_cancel->text());
    m_cancel->setEnabled(!m_deleting);
    m_status->setText(m_done ? QString() : m_deleting ? tr("Waiting for the broker's confirmation…") : reason);
}

void GroupDeleteDialog::reject()
{
    if (m_deleting) {
        m_status->setText(tr("Waiting for the broker's answer; what was sent cannot be called back."));
        return;
    }
    QDialog::reject();
}

void GroupDeleteDialog::remove()
{
    if (m_deleting || m_done || !whyNot().isEmpty())
        return;
    m_deleting = true;
    m_outcome->hide();
    updateButtons();
    const std::string profile = m_context.connection.name.toStdString();
    if (!m_topic) {
        m_deleteTask.start(
            m_context.tasks,
            [cluster = m_context.cluster, profile, group = m_group](std::stop_token stop) {
                return deleteGroupNoted(*cluster, profile, group, Call::within(deleteTime, stop));
            },
            [this](const Result<void>& done) { takeGroup(done); });
        return;
    }
    std::vector<TopicPartition> partitions;
    for (const auto& [partition, offset] : m_doomed->offsets)
        partitions.push_back(partition);
    m_deleteTask.start(
        m_context.tasks,
        [cluster = m_context.cluster, profile, group = m_group, partitions](std::stop_token stop) {
            return deleteOffsetsNoted(*cluster, profile, group, partitions, Call::within(deleteTime, stop));
        },
        [this](const Result<NotedResult>& done) { takeOffsets(done); });
}

void GroupDeleteDialog::takeOffsets(const Result<NotedResult>& done)
{
    m_deleting = false;
    if (!done)
        return failed(done.error());
    const OffsetResult& result = done->result;
    if (!result.failures.empty()) {
        Error error = result.failures.front().error;
        error.detail = failureDetails(result.failures).toStdString();
        failed(error);
    } else {
        finished(countedText(static_cast<qint64>(result.applied.size()), tr("1 committed offset was deleted."),
                             tr("%1 committed offsets were deleted.")));
    }
    if (!result.applied.empty())
        Q_EMIT offsetsDeleted(QString::fromStdString(m_group), result);
}

void GroupDeleteDialog::takeGroup(const Result<void>& done)
{
    m_deleting = false;
    if (!done)
        return failed(done.error());
    finished(tr("Group %1 was deleted.").arg(shown(m_group)));
    Q_EMIT groupDeleted(QString::fromStdString(m_group));
}

void GroupDeleteDialog::failed(const Error& error)
{
    m_outcome->setNotice(Tone::Bad, sentenceOf(error), {}, errorDetails(error));
    m_outcome->show();
    updateButtons();
    m_cancel->setFocus();
}

void GroupDeleteDialog::finished(const QString& sentence)
{
    m_done = true;
    m_outcome->setNotice(Tone::Ok, sentence, {}, {});
    m_outcome->show();
    updateButtons();
    m_cancel->setFocus();
}

} // namespace weir::ui
