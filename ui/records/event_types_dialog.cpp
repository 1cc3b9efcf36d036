// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/event_types_dialog.h"

#include "core/records/filter_terms.h"
#include "core/topics/topic_list.h"
#include "ui/records/event_summary_panel.h"
#include "ui/widgets/plain_text.h"

#include <QtWidgets/QBoxLayout>

namespace weir::ui {

using namespace std::chrono_literals;

EventTypesDialog::EventTypesDialog(const PageContext& context, std::string topic, weir::ResolvedRange range,
                                   weir::Isolation isolation, QWidget* parent)
    : QDialog(parent),
      m_context(context),
      m_range(std::move(range)),
      m_isolation(isolation),
      m_panel(new EventSummaryPanel(this)),
      m_mailbox(std::make_shared<Mailbox>(this))
{
    setWindowTitle(tr("Event types in %1").arg(displayText(std::string_view(topic), 80)));
    resize(900, 640);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::pageMargin, Theme::pageMargin - 4, Theme::pageMargin, Theme::gap);
    layout->addWidget(m_panel);
    connect(m_panel, &EventSummaryPanel::countRequested, this, &EventTypesDialog::count);
    connect(m_panel, &EventSummaryPanel::stopRequested, this, &EventTypesDialog::stop);
    connect(m_panel, &EventSummaryPanel::recordRequested, this, [this](int partition, qint64 offset) {
        Q_EMIT recordRequested(partition, offset);
        accept();
    });
    connect(m_panel, &EventSummaryPanel::typeRequested, this, [this](const QString& type) {
        weir::FieldPath path;
        path.steps = {{weir::FieldPath::Step::Kind::Member, "event_type", 0}};
        const std::string value = type.toStdString();
        Q_EMIT filterRequested(QString::fromStdString(weir::filterTerm(path, std::string_view(value), false)));
        accept();
    });
    askCatalogue();
    count();
}

EventTypesDialog::~EventTypesDialog()
{
    m_mailbox->close();
}

void EventTypesDialog::askCatalogue()
{
    if (!m_context.cluster)
        return;
    m_asking.start(
        m_context.tasks,
        [cluster = m_context.cluster](std::stop_token stop) {
            return weir::listTopics(*cluster, weir::Call::within(15s, std::move(stop)));
        },
        [this](const weir::Result<weir::Partial<std::vector<weir::TopicSummary>>>& answer) {
            if (!answer)
                return; // then no type is called unknown
            std::vector<std::string> names;
            for (const weir::TopicSummary& topic : answer->values)
                names.push_back(topic.name);
            m_panel->setCatalogue(weir::eventCatalogue(names));
        });
}

void EventTypesDialog::count()
{
    if (!m_context.cluster)
        return;
    m_panel->setLoading();
    const quint64 question = ++m_question;
    const auto tell = [this, question, mailbox = m_mailbox](const weir::EventScan& scan) {
        mailbox->post([this, question, scan] {
            if (question != m_question)
                return;
            m_last = scan;
            m_panel->setSummary(scan, EventSummaryPanel::Phase::Counting);
        });
    };
    m_counting.start(
        m_context.tasks,
        [cluster = m_context.cluster, range = m_range, isolation = m_isolation, tell](std::stop_token stop) {
            return weir::scanEvents(*cluster, range, isolation, tell, weir::Call{weir::Deadline::never(), std::move(stop)});
        },
        [this](const weir::Result<weir::Partial<weir::EventScan>>& answer) {
            ++m_question;
            if (!answer) {
                m_panel->setFailed(answer.error());
                return;
            }
            m_panel->setSummary(answer->values,
                                answer->values.finished ? EventSummaryPanel::Phase::Finished
                                                        : EventSummaryPanel::Phase::Stopped,
                                answer->failures);
        });
}

void EventTypesDialog::stop()
{
    ++m_question;
    m_counting.cancel();
    m_panel->setSummary(m_last.value_or(weir::EventScan{}), EventSummaryPanel::Phase::Stopped);
}

} // namespace weir::ui
