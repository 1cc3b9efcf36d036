// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/republish_dialog.h"

#include "core/topics/topic_list.h"
#include "ui/deadletters/failure_words.h"
#include "ui/deadletters/republish_form.h"
#include "ui/deadletters/republish_preview.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/environment.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPushButton>

namespace weir::ui {
namespace {

constexpr std::chrono::seconds planTime{10};
constexpr std::chrono::seconds sendTime{20};

} // namespace

RepublishDialog::RepublishDialog(PageContext context, FailureRow row, const QString& stemOrigin, QWidget* parent)
    : QDialog(parent),
      m_context(std::move(context)),
      m_row(std::move(row)),
      m_preview(new RepublishPreview(this)),
      m_outcome(new NoticeBar(this))
{
    setWindowTitle(tr("Republish a dead letter"));
    resize(920, 640);
    const auto& named = m_row.report.originTopic;
    const QString origin = named ? QString::fromStdString(*named) : stemOrigin;
    const QString proposedBy = named ? tr("proposed by the failure headers")
                               : stemOrigin.isEmpty() ? tr("no origin is known")
                                                      : tr("proposed by the name of the dead-letter topic");
    m_form = new RepublishForm(origin, proposedBy, m_row.report, this);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 18, 20, 16);
    layout->setSpacing(14);
    layout->addWidget(makeHead());
    layout->addWidget(m_form);
    layout->addWidget(m_preview, 1);
    layout->addWidget(m_outcome);
    layout->addWidget(makeButtons());
    m_outcome->hide();

    m_typing.setSingleShot(true);
    m_typing.setInterval(250);
    connect(&m_typing, &QTimer::timeout, this, &RepublishDialog::makePlan);
    connect(m_form, &RepublishForm::changed, this, [this] {
        // The confirm button must never act on a plan other than the one chosen now.
        m_planning.cancel();
        m_plan.reset();
        m_problem.clear();
        m_preview->showChecking();
        updateConfirm();
        m_typing.start();
    });
    connect(m_preview, &RepublishPreview::retryRequested, this, &RepublishDialog::makePlan);
    loadTopics();
    makePlan();
    if (isProduction(m_context.connection.environment))
        m_cancel->setFocus();
}

QWidget* RepublishDialog::makeHead()
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
    const Record& record = *m_row.record;
    const QString what = tr("%1 from %2, partition %3, offset %4. The dead letter itself stays where it is.")
                             .arg(failureTitle(m_row.report), displayText(std::string_view(record.topic), 249))
                             .arg(record.partition)
                             .arg(countText(record.offset));
    auto* sentence = new PlainLabel(what, PlainLabel::Look::Dim, head);
    sentence->setWordWrap(true);
    layout->addWidget(sentence);
    if (!m_row.republished.isEmpty()) {
        auto* again = new PlainLabel(tr("This dead letter was already %1 from this window.").arg(m_row.republished),
                                     PlainLabel::Look::Text, head);
        again->setTone(Tone::Warning);
        layout->addWidget(again);
    }
    return head;
}

QWidget* RepublishDialog::makeButtons()
{
    auto* buttons = new QWidget(this);
    auto* row = new QHBoxLayout(buttons);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(10);
    m_status = new PlainLabel({}, PlainLabel::Look::Dim, buttons);
    m_status->setWordWrap(true);
    m_open = linkButton(tr("Open the record"), buttons);
    m_open->hide();
    m_cancel = plainButton(tr("Cancel"), buttons);
    m_confirm = primaryButton(tr("Republish 1 record"), buttons);
    row->addWidget(m_status, 1);
    row->addWidget(m_open);
    row->addWidget(m_cancel);
    row->addWidget(m_confirm);
    connect(m_cancel, &QPushButton::clicked, this, &RepublishDialog::reject);
    connect(m_confirm, &QPushButton::clicked, this, &RepublishDialog::send);
    connect(m_open, &QPushButton::clicked, this, [this] {
        const OpenRecords records{QString::fromStdString(m_plan->record.topic), m_delivery->partition, m_delivery->offset};
        accept();
        m_context.navigator.go(records);
    });
    return buttons;
}

void RepublishDialog::loadTopics()
{
    m_topicsTask.start(
        m_context.tasks,
        [cluster = m_context.cluster](std::stop_token stop) {
            return listTopics(*cluster, Call::within(planTime, stop));
        },
        [this](const Result<Partial<std::vector<TopicSummary>>>& answer) {
            // Without names nothing is completed; the target is checked by the plan all the same.
            if (!answer)
                return;
            QStringList names;
            for (const TopicSummary& topic : answer->values) {
                if (!topic.internal && topic.name != m_row.record->topic)
                    names << QString::fromStdString(topic.name);
            }
            m_form->setTopics(names);
        });
}

void RepublishDialog::reject()
{
    if (m_sending) {
        m_status->setText(tr("Waiting for the broker's answer; what was sent cannot be called back."));
        return;
    }
    QDialog::reject();
}

void RepublishDialog::makePlan()
{
    m_typing.stop();
    m_plan.reset();
    m_problem.clear();
    if (m_form->target().isEmpty()) {
        m_problem = tr("Name the topic to send to.");
        m_preview->showBlocked(m_problem);
        return updateConfirm();
    }
    m_preview->showChecking();
    updateConfirm();
    m_planning.start(
        m_context.tasks,
        [cluster = m_context.cluster, record = m_row.record, options = m_form->options()](std::stop_token stop) {
            return planRepublish(*cluster, *record, options, Call::within(planTime, stop));
        },
        [this](Result<RepublishPlan> plan) { takePlan(std::move(plan)); });
}

void RepublishDialog::takePlan(Result<RepublishPlan> plan)
{
    if (plan) {
        m_preview->showPlan(*plan);
        m_plan = std::move(*plan);
    } else {
        m_problem = sentenceOf(plan.error());
        m_preview->showError(plan.error());
    }
    updateConfirm();
}

QString RepublishDialog::whyNot() const
{
    if (m_context.connection.readOnly)
        return tr("This connection is read-only: nothing can be sent.");
    if (!m_problem.isEmpty())
        return m_problem;
    if (!m_plan)
        return tr("Checking what would be sent…");
    return {};
}

void RepublishDialog::updateConfirm()
{
    const QString target = m_plan ? displayText(std::string_view(m_plan->record.topic), 249) : QString();
    const QString text = m_sending          ? tr("Sending…")
                         : target.isEmpty() ? tr("Republish 1 record")
                                            : tr("Republish 1 record to %1").arg(target);
    m_confirm->setText(QString(text).replace(QLatin1Char('&'), QLatin1String("&&")));
    m_confirm->setAccessibleName(text);
    const QString reason = whyNot();
    m_confirm->setEnabled(reason.isEmpty() && !m_sending);
    m_confirm->setToolTip(plainToolTip(reason));
    m_status->setText(m_sending ? tr("Waiting for the broker's confirmation…")
                      : reason.isEmpty() ? tr("Nothing is sent yet.")
                                         : reason);
    const bool careful = isProduction(m_context.connection.environment);
    m_cancel->setDefault(careful);
    m_confirm->setDefault(!careful && m_confirm->isEnabled());
}

void RepublishDialog::send()
{
    if (!m_plan || m_sending || !whyNot().isEmpty())
        return;
    m_sending = true;
    m_outcome->hide();
    m_form->setLocked(true);
    m_cancel->setEnabled(false);
    updateConfirm();
    m_sendTask.start(
        m_context.tasks,
        [cluster = m_context.cluster, plan = *m_plan](std::stop_token stop) {
            return republish(*cluster, plan, Call::within(sendTime, stop));
        },
        [this](const Result<Delivery>& delivery) { takeDelivery(delivery); });
}

void RepublishDialog::takeDelivery(const Result<Delivery>& delivery)
{
    m_sending = false;
    m_cancel->setEnabled(true);
    if (delivery)
        return showDone(*delivery);
    m_form->setLocked(false);
    updateConfirm();
    m_outcome->setNotice(Tone::Bad, sentenceOf(delivery.error()), {}, errorDetails(delivery.error()));
    m_outcome->show();
    m_status->setText(tr("Not confirmed by the broker."));
    m_cancel->setFocus();
}

void RepublishDialog::showDone(const Delivery& delivery)
{
    m_delivery = delivery;
    const std::string written = toString({m_plan->record.topic, delivery.partition});
    m_outcome->setNotice(Tone::Ok,
                         tr("Written to %1 at offset %2, confirmed by the broker after %3 ms.")
                             .arg(displayText(std::string_view(written)), countText(delivery.offset),
                                  QString::number(static_cast<double>(delivery.latency.count()) / 1000.0, 'f', 1)),
                         {}, {});
    m_outcome->show();
    m_status->setText({});
    m_confirm->hide();
    m_open->show();
    m_cancel->setText(tr("Close"));
    m_cancel->setAccessibleName(tr("Close"));
    m_cancel->setDefault(true);
    m_cancel->setFocus();
    Q_EMIT republished(QString::fromStdString(m_plan->record.topic), delivery.partition, delivery.offset);
}

} // namespace weir::ui
