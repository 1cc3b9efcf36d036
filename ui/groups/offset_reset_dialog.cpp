// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/groups/offset_reset_dialog.h"

#include "core/groups/group_lag.h"
#include "core/topics/topic_list.h"
#include "ui/groups/offset_preview.h"
#include "ui/groups/offset_reset_form.h"
#include "ui/groups/offset_undo_dialog.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/environment.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

namespace weir::ui {
namespace {

constexpr std::chrono::seconds planTime{30};
constexpr std::chrono::seconds applyTime{60};

QString shown(const std::string& group) { return displayText(std::string_view(group), 255); }

} // namespace

OffsetResetDialog::OffsetResetDialog(PageContext context, std::string group, std::optional<ResetScope> scope,
                                     std::optional<ResetTarget> target, QWidget* parent)
    : QDialog(parent),
      m_context(std::move(context)),
      m_group(std::move(group)),
      m_form(new OffsetResetForm(m_group, this)),
      m_preview(new OffsetPreview(this)),
      m_refused(new NoticeBar(this)),
      m_outcome(new NoticeBar(this))
{
    const bool skips = target && target->to == ResetTarget::To::SkipRecord;
    setWindowTitle(skips ? tr("Skip a record") : tr("Reset offsets"));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(1080, skips ? 440 : 660);
    if (scope)
        m_form->setScope(*scope);
    if (target)
        m_form->setTarget(*target);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 18, 20, 16);
    layout->setSpacing(12);
    layout->addWidget(makeHead());
    layout->addWidget(m_form);
    layout->addWidget(m_refused);
    layout->addWidget(m_preview, 1);
    layout->addWidget(m_outcome);
    layout->addWidget(makeTools());
    layout->addWidget(makeConfirm());
    layout->addWidget(makeButtons());
    m_refused->hide();
    m_outcome->hide();
    connectParts();
    loadNames();
    makePlan();
    if (isProduction(m_context.connection.environment))
        m_cancel->setFocus();
}

QWidget* OffsetResetDialog::makeHead()
{
    auto* head = new QWidget(this);
    auto* layout = new QVBoxLayout(head);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    auto* first = new QHBoxLayout;
    first->setSpacing(10);
    first->addWidget(new PlainLabel(windowTitle(), PlainLabel::Look::Title, head));
    const ConnectionInfo& connection = m_context.connection;
    const QString place = connection.environment.isEmpty()
                              ? connection.name
                              : QStringLiteral("%1 · %2").arg(connection.environment, connection.name);
    first->addWidget(new PillLabel(place, environmentTone(connection.environment), head));
    first->addStretch(1);
    layout->addLayout(first);
    auto* sentence = new PlainLabel(
        tr("Group %1 reads on from the new offsets when its consumers start again. The old ones are kept for undo.")
            .arg(shown(m_group)),
        PlainLabel::Look::Dim, head);
    sentence->setWordWrap(true);
    layout->addWidget(sentence);
    return head;
}

QWidget* OffsetResetDialog::makeTools()
{
    auto* tools = new QWidget(this);
    auto* row = new QHBoxLayout(tools);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(16);
    m_copy = linkButton(tr("Copy as kafka-consumer-groups command"), tools);
    m_save = linkButton(tr("Save current offsets…"), tools);
    m_earlier = linkButton(tr("Undo earlier reset…"), tools);
    for (QPushButton* button : {m_copy, m_save, m_earlier})
        row->addWidget(button);
    row->addStretch(1);
    return tools;
}

QWidget* OffsetResetDialog::makeConfirm()
{
    m_confirmArea = new QWidget(this);
    auto* row = new QHBoxLayout(m_confirmArea);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(10);
    m_typedName = new QLineEdit(m_confirmArea);
    m_typedName->setAccessibleName(tr("Name of the group, to confirm"));
    m_typedName->setPlaceholderText(shown(m_group));
    m_typedName->setFixedWidth(300);
    row->addWidget(new PlainLabel(tr("This is production. Type the name of the group to confirm:"),
                                  PlainLabel::Look::Text, m_confirmArea));
    row->addWidget(m_typedName);
    row->addStretch(1);
    m_confirmArea->setVisible(isProduction(m_context.connection.environment));
    return m_confirmArea;
}

QWidget* OffsetResetDialog::makeButtons()
{
    auto* buttons = new QWidget(this);
    auto* row = new QHBoxLayout(buttons);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(10);
    m_status = new PlainLabel({}, PlainLabel::Look::Dim, buttons);
    m_status->setWordWrap(true);
    m_undo = plainButton(tr("Undo…"), buttons);
    m_undo->hide();
    m_cancel = plainButton(tr("Cancel"), buttons);
    m_confirm = primaryButton(tr("Reset"), buttons);
    row->addWidget(m_status, 1);
    row->addWidget(m_undo);
    row->addWidget(m_cancel);
    row->addWidget(m_confirm);
    return buttons;
}

void OffsetResetDialog::connectParts()
{
    m_typing.setSingleShot(true);
    m_typing.setInterval(250);
    connect(&m_typing, &QTimer::timeout, this, &OffsetResetDialog::makePlan);
    connect(m_form, &OffsetResetForm::changed, this, &OffsetResetDialog::formChanged);
    connect(m_preview, &OffsetPreview::retryRequested, this, &OffsetResetDialog::makePlan);
    connect(m_refused, &NoticeBar::actionRequested, this, &OffsetResetDialog::makePlan);
    connect(m_typedName, &QLineEdit::textChanged, this, &OffsetResetDialog::updateButtons);
    connect(m_copy, &QPushButton::clicked, this, &OffsetResetDialog::copyCommand);
    connect(m_save, &QPushButton::clicked, this, &OffsetResetDialog::chooseSaveFile);
    connect(m_earlier, &QPushButton::clicked, this, &OffsetResetDialog::chooseUndo);
    connect(m_undo, &QPushButton::clicked, this, &OffsetResetDialog::undoLast);
    connect(m_cancel, &QPushButton::clicked, this, &OffsetResetDialog::reject);
    connect(m_confirm, &QPushButton::clicked, this, &OffsetResetDialog::apply);
}

void OffsetResetDialog::loadNames()
{
    // Without names nothing is completed; what is typed is checked by the plan all the same.
    m_groupsTask.start(
        m_context.tasks,
        [cluster = m_context.cluster](std::stop_token stop) { return listGroups(*cluster, Call::within(planTime, stop)); },
        [this](const Result<Partial<std::vector<GroupListing>>>& answer) {
            QStringList names;
            for (const GroupListing& group : answer ? answer->values : std::vector<GroupListing>())
                if (group.id != m_group)
                    names << QString::fromStdString(group.id);
            m_form->setGroups(names);
        });
    m_topicsTask.start(
        m_context.tasks,
        [cluster = m_context.cluster](std::stop_token stop) { return listTopics(*cluster, Call::within(planTime, stop)); },
        [this](const Result<Partial<std::vector<TopicSummary>>>& answer) {
            QStringList names;
            for (const TopicSummary& topic : answer ? answer->values : std::vector<TopicSummary>())
                if (!topic.internal)
                    names << QString::fromStdString(topic.name);
            m_form->setTopics(names);
        });
}

void OffsetResetDialog::reject()
{
    if (m_applying) {
        m_status->setText(tr("Waiting for the broker's answer; what was sent cannot be called back."));
        return;
    }
    QDialog::reject();
}

void OffsetResetDialog::formChanged()
{
    // The confirm button must never act on a plan other than the one chosen now.
    m_planning.cancel();
    m_plan.reset();
    m_undoing.reset();
    m_problem.clear();
    m_preview->showChecking();
    updateButtons();
    m_typing.start();
}

void OffsetResetDialog::makePlan()
{
    m_typing.stop();
    m_plan.reset();
    m_problem.clear();
    m_refused->hide();
    m_outcome->hide();
    m_done = false;
    if (m_undoing) {
        m_question = OffsetQuestion{m_group, {}, {}, {}, m_undoing};
    } else if (auto question = m_form->question()) {
        m_question = std::move(*question);
    } else {
        m_question.reset();
        m_problem = question.error();
        m_planning.cancel();
        m_preview->showBlocked(m_problem);
        return updateButtons();
    }
    m_preview->showChecking();
    updateButtons();
    m_planning.start(
        m_context.tasks,
        [cluster = m_context.cluster, question = *m_question](std::stop_token stop) {
            return askPlan(*cluster, question, Call::within(planTime, stop));
        },
        [this](Result<UndoPlan> plan) { takePlan(std::move(plan)); });
}

void OffsetResetDialog::takePlan(Result<UndoPlan> plan)
{
    if (plan) {
        m_preview->showPlan(*plan);
        if (plan->plan.refused) {
            m_refused->setNotice(Tone::Warning, sentenceOf(*plan->plan.refused), tr("Check again"), {});
            m_refused->show();
        }
        m_plan = std::move(*plan);
    } else {
        m_problem = sentenceOf(plan.error());
        m_preview->showError(plan.error());
    }
    updateButtons();
}

QString OffsetResetDialog::whyNot() const
{
    if (m_context.connection.readOnly)
        return tr("This connection is read-only: no offset can be changed.");
    if (!m_problem.isEmpty())
        return m_problem;
    if (!m_plan)
        return tr("Looking where the offsets would go…");
    if (m_plan->plan.changes.empty() && m_plan->forget.empty())
        return tr("There is nothing to change.");
    if (m_plan->plan.refused)
        return tr("Not possible while the group is active.");
    if (isProduction(m_context.connection.environment) && m_typedName->text().toStdString() != m_group)
        return tr("Type the name of the group to confirm.");
    return {};
}

QString OffsetResetDialog::confirmText() const
{
    if (m_applying)
        return tr("Changing…");
    const qint64 count = m_plan ? static_cast<qint64>(m_plan->plan.changes.size() + m_plan->forget.size()) : 0;
    if (m_undoing)
        return count == 0 ? tr("Undo") : countedText(count, tr("Put back 1 partition"), tr("Put back %1 partitions"));
    if (m_form->to() == ResetTarget::To::SkipRecord)
        return count <= 1 ? tr("Skip it") : tr("Skip one record in %1 partitions").arg(countText(count));
    return count == 0 ? tr("Reset") : countedText(count, tr("Reset 1 partition"), tr("Reset %1 partitions"));
}

void OffsetResetDialog::updateButtons()
{
    m_confirm->setText(confirmText());
    m_confirm->setAccessibleName(m_confirm->text());
    const QString reason = whyNot();
    m_confirm->setVisible(!m_done);
    m_confirm->setEnabled(reason.isEmpty() && !m_applying && !m_done);
    m_confirm->setToolTip(plainToolTip(reason));
    m_cancel->setText(m_done ? tr("Close") : tr("Cancel"));
    m_cancel->setAccessibleName(m_cancel->text());
    m_cancel->setEnabled(!m_applying);
    m_undo->setVisible(m_done && m_lastReset && !m_context.connection.readOnly);
    m_confirmArea->setVisible(!m_done && isProduction(m_context.connection.environment));
    m_form->setLocked(m_applying || m_done);
    m_copy->setEnabled(m_plan && m_question && !m_question->undoOf && !m_done && !m_plan->plan.changes.empty());
    m_earlier->setEnabled(!m_applying);
    if (!m_done)
        m_status->setText(m_applying         ? tr("Waiting for the broker's confirmation…")
                          : reason.isEmpty() ? tr("Nothing is changed yet.")
                                             : reason);
    const bool careful = isProduction(m_context.connection.environment);
    m_cancel->setDefault(careful || m_done);
    m_confirm->setDefault(!careful && m_confirm->isEnabled());
}

void OffsetResetDialog::apply()
{
    if (!m_plan || m_applying || m_done || !whyNot().isEmpty())
        return;
    m_applying = true;
    m_outcome->hide();
    updateButtons();
    m_applyTask.start(
        m_context.tasks,
        [cluster = m_context.cluster, profile = m_context.connection.name.toStdString(), plan = *m_plan,
         question = *m_question](std::stop_token stop) {
            return applyNoted(*cluster, profile, plan, question, Call::within(applyTime, stop));
        },
        [this](Result<NotedResult> done) { takeResult(std::move(done)); });
}

void OffsetResetDialog::takeResult(Result<NotedResult> done)
{
    m_applying = false;
    if (done)
        return showDone(*done);
    m_outcome->setNotice(Tone::Bad, sentenceOf(done.error()), tr("Preview again"), errorDetails(done.error()));
    m_outcome->show();
    connect(m_outcome, &NoticeBar::actionRequested, this, &OffsetResetDialog::makePlan, Qt::UniqueConnection);
    updateButtons();
    m_status->setText(tr("Nothing is known to have changed."));
    m_cancel->setFocus();
}

void OffsetResetDialog::showDone(const NotedResult& done)
{
    const OffsetResult& result = done.result;
    m_done = true;
    m_undoing.reset();
    m_lastReset = result.applied.empty() ? std::nullopt : done.undo;
    m_typedName->clear();
    m_preview->showResult(*m_plan, result);
    QStringList sentences{countedText(static_cast<qint64>(result.applied.size()), tr("1 partition was changed."),
                                      tr("%1 partitions were changed."))};
    if (!result.failures.empty())
        sentences << countedText(static_cast<qint64>(result.failures.size()), tr("1 failed and is as it was."),
                                 tr("%1 failed and are as they were."));
    if (!result.changedSince.empty())
        sentences << countedText(static_cast<qint64>(result.changedSince.size()),
                                 tr("1 had moved since the preview and was left alone."),
                                 tr("%1 had moved since the preview and were left alone."));
    const bool clean = result.failures.empty() && result.changedSince.empty();
    m_outcome->setNotice(clean ? Tone::Ok : result.applied.empty() ? Tone::Bad : Tone::Warning,
                         sentences.join(QLatin1Char(' ')), clean ? QString() : tr("Preview again"),
                         failureDetails(result.failures));
    connect(m_outcome, &NoticeBar::actionRequested, this, &OffsetResetDialog::makePlan, Qt::UniqueConnection);
    m_outcome->show();
    updateButtons();
    m_status->setText({});
    m_cancel->setFocus();
    const OffsetPlan plan = m_plan->plan;
    Q_EMIT applied(plan, result);
}

void OffsetResetDialog::undoLast()
{
    if (m_lastReset)
        beginUndo(*m_lastReset);
}

void OffsetResetDialog::chooseUndo()
{
    auto* dialog = new OffsetUndoDialog(m_context, m_group, this);
    connect(dialog, &OffsetUndoDialog::chosen, this, &OffsetResetDialog::beginUndo);
    dialog->open();
}

void OffsetResetDialog::beginUndo(const UndoEntry& entry)
{
    m_undoing = entry;
    makePlan();
}

void OffsetResetDialog::copyCommand()
{
    if (!m_plan || !m_question)
        return;
    const QString servers = m_context.connection.servers;
    copyText(QString::fromStdString(resetCommand(servers.isEmpty() ? "localhost:9092" : servers.toStdString(), m_group,
                                                 m_question->target, m_question->scope, m_plan->plan)));
    m_status->setText(tr("The command is on the clipboard. It changes offsets when it is run."));
}

void OffsetResetDialog::chooseSaveFile()
{
    auto* dialog = new QFileDialog(this, tr("Save current offsets"), QStringLiteral("offsets.csv"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    connect(dialog, &QFileDialog::fileSelected, this, &OffsetResetDialog::save);
    dialog->open();
}

void OffsetResetDialog::save(const QString& file)
{
    m_saveTask.start(
        m_context.tasks,
        [cluster = m_context.cluster, group = m_group, path = file.toStdString()](std::stop_token stop) {
            return saveOffsets(*cluster, group, path, Call::within(planTime, stop));
        },
        [this, file](const Result<std::size_t>& saved) {
            m_status->setText(saved ? tr("The offsets of %1 partitions were saved to %2.")
                                          .arg(countText(static_cast<qint64>(*saved)), displayText(std::string_view(file.toStdString()), 1'000))
                                    : sentenceOf(saved.error()));
        });
}

} // namespace weir::ui
