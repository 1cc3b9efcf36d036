// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/replay_plan_dialog.h"

#include "core/topics/topic_list.h"
#include "ui/async/mailbox.h"
#include "ui/async/task_pool.h"
#include "ui/deadletters/edit_panel.h"
#include "ui/deadletters/plan_form.h"
#include "ui/deadletters/plan_preview.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/environment.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/segmented_tabs.h"

#include <QtCore/QTimer>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QScrollArea>
#include <QtWidgets/QStackedWidget>

#include <atomic>

namespace weir::ui {
namespace {

/// Millions of letters are read for a plan; whoever does not want to wait so long stops it.
constexpr std::chrono::hours planTime{2};
constexpr std::chrono::seconds topicsTime{20};
enum Tab { ChoicesTab, EditTab };

QScrollArea* scrolled(QWidget* content, const QString& name, QWidget* parent)
{
    auto* area = new QScrollArea(parent);
    area->setAccessibleName(name);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    // Room for the scroll bar beside the fields, and for their focus rings.
    content->setContentsMargins(2, 8, 12, 4);
    area->setWidget(content);
    return area;
}

} // namespace

struct ReplayPlanDialog::Parts {
    PageContext context;
    std::shared_ptr<ReplayFeed> feed;
    LetterSelection selection;
    QString title;
    std::shared_ptr<Mailbox> mailbox;
    std::shared_ptr<const ReplayPlan> plan{};
    QString problem{};       ///< why there is no plan
    std::string starting{};  ///< the job that is being started
    quint64 round = 0;       ///< of planning, so that late progress is not shown

    PlanForm* form = nullptr;
    EditPanel* edit = nullptr;
    SegmentedTabs* tabs = nullptr;
    PlanPreview* preview = nullptr;
    NoticeBar* refused = nullptr;
    QWidget* confirmArea = nullptr;
    QCheckBox* looked = nullptr;
    QWidget* typeArea = nullptr;
    PlainLabel* typeCaption = nullptr;
    QLineEdit* typed = nullptr;
    PlainLabel* status = nullptr;
    QPushButton* cancel = nullptr;
    QPushButton* confirm = nullptr;
    QTimer typing{};
    LatestTask topics{};
    LatestTask planning{};
};

ReplayPlanDialog::ReplayPlanDialog(PageContext context, std::shared_ptr<ReplayFeed> feed, LetterSelection selection,
                                   QString title, ReplayOptions options, QWidget* parent)
    : QDialog(parent), m_parts(new Parts{std::move(context), std::move(feed), std::move(selection), std::move(title),
                                         std::make_shared<Mailbox>(this)})
{
    setWindowTitle(tr("Plan a replay"));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(1180, 740);
    m_parts->preview = new PlanPreview(m_parts->context.tasks, this);
    m_parts->preview->setMinimumWidth(480);
    m_parts->refused = new NoticeBar(this);
    m_parts->refused->hide();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 18, 20, 16);
    layout->setSpacing(12);
    layout->addWidget(makeHead());
    auto* across = new QHBoxLayout;
    across->setSpacing(16);
    across->addWidget(makeChoices(options), 4);
    across->addWidget(m_parts->preview, 6);
    layout->addLayout(across, 1);
    layout->addWidget(m_parts->refused);
    layout->addWidget(makeConfirm());
    layout->addWidget(makeButtons());
    connectParts();
    loadTopics();
    makePlan();
    if (isProduction(m_parts->context.connection.environment))
        m_parts->cancel->setFocus();
}

ReplayPlanDialog::~ReplayPlanDialog()
{
    m_parts->mailbox->close();
    destroyElsewhere(std::const_pointer_cast<ReplayPlan>(m_parts->plan));
}

QWidget* ReplayPlanDialog::makeHead()
{
    auto* head = new QWidget(this);
    auto* layout = new QVBoxLayout(head);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    auto* first = new QHBoxLayout;
    first->setSpacing(10);
    first->addWidget(new PlainLabel(windowTitle(), PlainLabel::Look::Title, head));
    const ConnectionInfo& connection = m_parts->context.connection;
    const QString place = connection.environment.isEmpty()
                              ? connection.name
                              : QStringLiteral("%1 · %2").arg(connection.environment, connection.name);
    first->addWidget(new PillLabel(place, environmentTone(connection.environment), head));
    first->addStretch(1);
    layout->addLayout(first);
    auto* sentence = new PlainLabel(tr("%1. The dead letters themselves stay where they are; copies are sent.").arg(m_parts->title),
                                    PlainLabel::Look::Dim, head);
    sentence->setWordWrap(true);
    layout->addWidget(sentence);
    return head;
}

QWidget* ReplayPlanDialog::makeChoices(const ReplayOptions& options)
{
    auto* left = new QWidget(this);
    left->setMinimumWidth(420);
    auto* layout = new QVBoxLayout(left);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_parts->tabs = new SegmentedTabs(tr("What to choose"), left);
    m_parts->tabs->addTab(tr("Choices"));
    m_parts->tabs->addTab(tr("Edit"));
    layout->addWidget(m_parts->tabs);
    auto* stack = new QStackedWidget(left);
    m_parts->form = new PlanForm(options, stack);
    m_parts->edit = new EditPanel(options, m_parts->selection.places.size() == 1, stack);
    stack->addWidget(scrolled(m_parts->form, tr("Choices"), stack));
    stack->addWidget(scrolled(m_parts->edit, tr("Edit"), stack));
    layout->addWidget(stack, 1);
    connect(m_parts->tabs, &QTabBar::currentChanged, stack, &QStackedWidget::setCurrentIndex);
    const bool edited = !options.edit.empty() || !options.edits.empty();
    m_parts->tabs->setCurrentIndex(edited ? EditTab : ChoicesTab);
    return left;
}

QWidget* ReplayPlanDialog::makeConfirm()
{
    Parts& parts = *m_parts;
    parts.confirmArea = new QWidget(this);
    auto* column = new QVBoxLayout(parts.confirmArea);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    parts.looked = new QCheckBox(tr("I have looked at the targets: only headers of the records name them"), parts.confirmArea);
    parts.looked->setAccessibleName(parts.looked->text());
    column->addWidget(parts.looked);
    parts.typeArea = new QWidget(parts.confirmArea);
    auto* row = new QHBoxLayout(parts.typeArea);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(10);
    parts.typeCaption = new PlainLabel({}, PlainLabel::Look::Text, parts.typeArea);
    parts.typed = new QLineEdit(parts.typeArea);
    parts.typed->setAccessibleName(tr("Name, to confirm"));
    parts.typed->setFixedWidth(300);
    row->addWidget(parts.typeCaption);
    row->addWidget(parts.typed);
    row->addStretch(1);
    column->addWidget(parts.typeArea);
    return parts.confirmArea;
}

QWidget* ReplayPlanDialog::makeButtons()
{
    auto* buttons = new QWidget(this);
    auto* row = new QHBoxLayout(buttons);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(10);
    m_parts->status = new PlainLabel({}, PlainLabel::Look::Dim, buttons);
    m_parts->status->setWordWrap(true);
    m_parts->cancel = plainButton(tr("Cancel"), buttons);
    m_parts->confirm = primaryButton(tr("Replay"), buttons);
    row->addWidget(m_parts->status, 1);
    row->addWidget(m_parts->cancel);
    row->addWidget(m_parts->confirm);
    return buttons;
}

void ReplayPlanDialog::connectParts()
{
    Parts& parts = *m_parts;
    parts.typing.setSingleShot(true);
    parts.typing.setInterval(350);
    connect(&parts.typing, &QTimer::timeout, this, &ReplayPlanDialog::makePlan);
    connect(parts.form, &PlanForm::changed, this, &ReplayPlanDialog::optionsChanged);
    connect(parts.edit, &EditPanel::changed, this, &ReplayPlanDialog::optionsChanged);
    connect(parts.preview, &PlanPreview::retryRequested, this, [this] {
        m_parts->feed->retry();
        makePlan();
    });
    connect(parts.preview, &PlanPreview::stopRequested, this, &ReplayPlanDialog::stopPlanning);
    connect(parts.looked, &QCheckBox::toggled, this, &ReplayPlanDialog::updateButtons);
    connect(parts.typed, &QLineEdit::textChanged, this, &ReplayPlanDialog::updateButtons);
    connect(parts.cancel, &QPushButton::clicked, this, &ReplayPlanDialog::reject);
    connect(parts.confirm, &QPushButton::clicked, this, &ReplayPlanDialog::start);
    connect(parts.feed.get(), &ReplayFeed::readyChanged, this, [this] {
        // A plan without the journal does not know what was replayed already.
        if (!m_parts->plan)
            makePlan();
    });
    connect(parts.feed.get(), &ReplayFeed::jobStarted, this, [this](const QString& id) {
        if (m_parts->starting.empty() || id.toStdString() != m_parts->starting)
            return;
        m_parts->starting.clear();
        Q_EMIT started(id);
        accept();
    });
    connect(parts.feed.get(), &ReplayFeed::startFailed, this, [this] {
        if (m_parts->starting.empty() || m_parts->feed->isStarting(m_parts->starting))
            return;
        if (const auto error = m_parts->feed->startError(m_parts->starting))
            takeStartError(*error);
    });
}

void ReplayPlanDialog::loadTopics()
{
    m_parts->topics.start(
        m_parts->context.tasks,
        [cluster = m_parts->context.cluster](std::stop_token stop) { return listTopics(*cluster, Call::within(topicsTime, stop)); },
        [this](const Result<Partial<std::vector<TopicSummary>>>& answer) {
            // Without names nothing is completed; the target is checked by the plan all the same.
            QStringList names;
            for (const TopicSummary& topic : answer ? answer->values : std::vector<TopicSummary>())
                if (!topic.internal)
                    names << QString::fromStdString(topic.name);
            m_parts->form->setTopics(names);
        });
}

void ReplayPlanDialog::reject()
{
    if (!m_parts->starting.empty()) {
        m_parts->status->setText(tr("The replay is being started; it can be paused or cancelled in a moment."));
        return;
    }
    QDialog::reject();
}

Result<ReplayOptions> ReplayPlanDialog::chosen() const
{
    if (const QString problem = m_parts->form->problem(); !problem.isEmpty())
        return fail(ErrorKind::InvalidInput, problem.toStdString());
    ReplayOptions options = m_parts->form->options();
    if (const auto edited = m_parts->edit->apply(options); !edited)
        return fail(edited.error());
    if (const auto checked = checkOptions(options); !checked)
        return fail(checked.error());
    return options;
}

void ReplayPlanDialog::optionsChanged()
{
    // The confirm button must never act on a plan other than the one chosen now.
    m_parts->planning.cancel();
    ++m_parts->round;
    destroyElsewhere(std::const_pointer_cast<ReplayPlan>(std::exchange(m_parts->plan, nullptr)));
    m_parts->problem.clear();
    m_parts->refused->hide();
    m_parts->preview->showPlanning();
    const int changes = m_parts->edit->count();
    m_parts->tabs->setTabText(EditTab, changes == 0 ? tr("Edit") : tr("Edit %1").arg(changes));
    updateButtons();
    m_parts->typing.start();
}

void ReplayPlanDialog::makePlan()
{
    Parts& parts = *m_parts;
    parts.typing.stop();
    parts.planning.cancel();
    parts.plan.reset();
    parts.problem.clear();
    const quint64 round = ++parts.round;
    auto options = chosen();
    if (!options) {
        parts.problem = sentenceOf(options.error());
        parts.preview->showBlocked(parts.problem);
        return updateButtons();
    }
    parts.preview->showPlanning();
    updateButtons();
    if (!parts.feed->ready()) {
        if (!parts.feed->trouble())
            return; // readyChanged() follows
        parts.problem = tr("The replay journal cannot be opened.");
        parts.preview->showError(*parts.feed->trouble());
        return updateButtons();
    }
    const auto told = std::make_shared<std::atomic<std::int64_t>>(0);
    const auto selected = static_cast<qint64>(parts.selection.places.size());
    const auto progress = [this, round, mailbox = parts.mailbox, told, selected](std::int64_t looked) {
        // A thousandth of a second is no news; each message costs the window one.
        if (looked - told->load() < 500 && looked != selected)
            return;
        told->store(looked);
        mailbox->post([this, round, looked, selected] {
            if (round == m_parts->round && m_parts->planning.isRunning())
                m_parts->preview->showProgress(looked, selected);
        });
    };
    parts.planning.start(
        parts.context.tasks,
        [cluster = parts.context.cluster, plan = parts.feed->calls().plan, selection = parts.selection, options = *options,
         journal = parts.feed->journal(), progress](std::stop_token stop) -> Result<std::shared_ptr<const ReplayPlan>> {
            auto made = plan(*cluster, selection, options, journal.get(), progress, Call::within(planTime, stop));
            if (!made)
                return fail(std::move(made.error()));
            return std::make_shared<const ReplayPlan>(std::move(*made));
        },
        [this](Result<std::shared_ptr<const ReplayPlan>> plan) { takePlan(std::move(plan)); });
}

void ReplayPlanDialog::stopPlanning()
{
    m_parts->planning.cancel();
    m_parts->typing.stop();
    m_parts->problem = tr("Looking was stopped, so there is no plan.");
    m_parts->preview->showError({ErrorKind::Cancelled, m_parts->problem.toStdString(), {}, 0, true});
    updateButtons();
}

void ReplayPlanDialog::takePlan(Result<std::shared_ptr<const ReplayPlan>> plan)
{
    if (plan) {
        m_parts->plan = std::move(*plan);
        m_parts->preview->showPlan(m_parts->plan);
        if (m_parts->edit->wantsLetter() && !m_parts->plan->samples.empty()) {
            const ReplaySample& sample = m_parts->plan->samples.front();
            m_parts->edit->setLetter(sample.place, sample.before);
        }
    } else {
        m_parts->problem = sentenceOf(plan.error());
        m_parts->preview->showError(plan.error());
    }
    updateButtons();
}

QString ReplayPlanDialog::nameToType() const
{
    if (!m_parts->plan || !isProduction(m_parts->context.connection.environment))
        return {};
    std::vector<std::string> topics;
    for (const ReplayTarget& target : m_parts->plan->targets)
        if (target.ready > 0)
            topics.push_back(target.topic);
    return topics.size() == 1 ? QString::fromStdString(topics.front()) : m_parts->context.connection.name;
}

QString ReplayPlanDialog::whyNot() const
{
    const Parts& parts = *m_parts;
    if (parts.context.connection.readOnly)
        return tr("This connection is read-only: the plan can be looked at, and nothing can be sent.");
    if (!parts.problem.isEmpty())
        return parts.problem;
    if (!parts.plan)
        return tr("Looking what would be sent…");
    if (parts.plan->ready() == 0)
        return tr("No record can be sent by this plan.");
    if (namedByHeadersOnly(*parts.plan) && !parts.looked->isChecked())
        return tr("Look at the targets first: only headers name them.");
    if (const QString name = nameToType(); !name.isEmpty() && parts.typed->text() != name)
        return tr("Type the name to confirm.");
    return {};
}

void ReplayPlanDialog::updateButtons()
{
    Parts& parts = *m_parts;
    const bool starting = !parts.starting.empty();
    const QString text = starting ? tr("Starting…") : parts.plan ? startText(*parts.plan) : tr("Replay");
    parts.confirm->setText(QString(text).replace(QLatin1Char('&'), QLatin1String("&&")));
    parts.confirm->setAccessibleName(text);
    const QString reason = whyNot();
    parts.confirm->setEnabled(reason.isEmpty() && !starting);
    parts.confirm->setToolTip(plainToolTip(reason));
    parts.cancel->setEnabled(!starting);
    parts.form->setLocked(starting);
    parts.edit->setEnabled(!starting);
    const bool writable = !parts.context.connection.readOnly && parts.plan && parts.plan->ready() > 0;
    parts.looked->setVisible(writable && namedByHeadersOnly(*parts.plan));
    const QString name = nameToType();
    parts.typeArea->setVisible(writable && !name.isEmpty());
    if (!name.isEmpty()) {
        const bool topic = name != parts.context.connection.name;
        parts.typeCaption->setText(topic ? tr("This is production. Type the name of the target topic to confirm:")
                                         : tr("This is production. Type the name of the connection to confirm:"));
        parts.typed->setPlaceholderText(displayText(std::string_view(name.toStdString()), 249));
    }
    parts.status->setText(starting           ? tr("Writing the plan down and starting…")
                          : reason.isEmpty() ? tr("Nothing is sent yet.")
                                             : reason);
    const bool careful = isProduction(parts.context.connection.environment);
    parts.cancel->setDefault(careful);
    parts.confirm->setDefault(!careful && parts.confirm->isEnabled());
}

void ReplayPlanDialog::start()
{
    if (!m_parts->plan || !m_parts->starting.empty() || !whyNot().isEmpty())
        return;
    m_parts->starting = m_parts->plan->job;
    m_parts->refused->hide();
    m_parts->feed->start(m_parts->plan, m_parts->title);
    updateButtons();
}

void ReplayPlanDialog::takeStartError(const weir::Error& error)
{
    m_parts->starting.clear();
    // A job that is in the journal already is resumed there, never started a second time under its name.
    optionsChanged();
    m_parts->refused->setNotice(Tone::Bad, sentenceOf(error), {}, errorDetails(error));
    m_parts->refused->show();
    m_parts->status->setText(tr("Nothing is known to have been sent."));
    m_parts->cancel->setFocus();
}

} // namespace weir::ui
