// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/connections_page.h"

#include "ui/connections/connection_details.h"
#include "ui/connections/profile_form.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/state_view.h"

#include <QtCore/QEvent>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSplitter>

#include <utility>

namespace weir::ui {

ConnectionsPage::ConnectionsPage(const PageContext& context, weir::ProfileFile file, weir::EnvironmentLookup environment,
                                 ConnectionProbe probe, QWidget* parent)
    : Page(tr("Connections"), parent),
      m_context(context),
      m_file(std::move(file)),
      m_environment(std::move(environment)),
      m_probe(std::move(probe)),
      m_model(new TableModel<ConnectionRow>(connectionColumns(), [](const ConnectionRow& row) { return row.key(); }, this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::pageMargin, Theme::pageMargin - 4, Theme::pageMargin, Theme::gap);
    layout->setSpacing(Theme::gap);
    layout->addWidget(buildHeader());
    m_fileProblem = new NoticeBar(this);
    m_environmentProblem = new NoticeBar(this);
    m_removed = new NoticeBar(this);
    for (auto* bar : {m_fileProblem, m_environmentProblem, m_removed}) {
        bar->hide();
        layout->addWidget(bar);
    }
    m_state = new StateView(buildContent(), this);
    m_state->showLoading(tr("Reading the connections…"));
    layout->addWidget(m_state, 1);
    connect(m_fileProblem, &NoticeBar::actionRequested, this, &ConnectionsPage::refresh);
    connect(m_removed, &NoticeBar::actionRequested, this, [this] {
        if (!m_undo)
            return;
        const weir::Profile back = *std::exchange(m_undo, std::nullopt);
        m_wanted = ConnectionRow::savedKey(QString::fromStdString(back.name));
        change([back](const weir::ProfileFile& to) { return to.put(back, false); },
               [this](const auto&) { m_removed->hide(); });
    });
    connect(m_table, &DataTable::currentKeyChanged, this, [this] {
        // The result of a test belongs to the connection it was made for.
        if (!formIsOpen())
            stopTest();
        showCurrent();
    });
    connect(m_table, &DataTable::rowActivated, this, &ConnectionsPage::connectToCurrent);
}

QWidget* ConnectionsPage::buildHeader()
{
    auto* header = new QWidget(this);
    auto* row = new QHBoxLayout(header);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Theme::gap);
    row->addWidget(new PlainLabel(tr("Connections"), PlainLabel::Look::Title, header));
    m_count = new PillLabel({}, Tone::Neutral, header);
    row->addWidget(m_count);
    row->addStretch(1);
    m_add = plainButton(tr("&Add connection…"), header);
    row->addWidget(m_add);
    connect(m_add, &QPushButton::clicked, this, &ConnectionsPage::addConnection);
    return header;
}

QWidget* ConnectionsPage::buildContent()
{
    auto* splitter = new QSplitter(Qt::Horizontal, this);
    splitter->setChildrenCollapsible(false);
    auto* card = new Card(Card::Padding::None, splitter);
    m_table = new DataTable(m_model, tr("Connections"), QStringLiteral("connections"), card);
    m_table->setRowHeight(Theme::twoLineRowHeight);
    card->body()->addWidget(m_table);
    splitter->addWidget(card);
    splitter->addWidget(buildPanel());
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 0);
    splitter->setSizes({700, 440});
    return splitter;
}

QWidget* ConnectionsPage::buildPanel()
{
    m_panel = new Card(Card::Padding::Normal, this);
    m_panel->setMinimumWidth(360);
    m_details = new ConnectionDetails(m_panel);
    m_form = new ProfileForm(m_panel);
    m_result = new NoticeBar(m_panel);
    m_result->hide();
    m_form->hide();
    m_panel->body()->addWidget(m_details);
    m_panel->body()->addWidget(m_form);
    m_panel->body()->addWidget(m_result);
    m_panel->body()->addStretch(1);
    connect(m_details, &ConnectionDetails::connectRequested, this, &ConnectionsPage::connectToCurrent);
    connect(m_details, &ConnectionDetails::testRequested, this, [this] {
        if (const auto* row = current())
            test(row->profile);
    });
    connect(m_details, &ConnectionDetails::editRequested, this, [this] {
        if (const auto* row = current()) {
            const QString name = QString::fromStdString(row->profile.name);
            openForm(tr("Edit connection"), row->profile, name);
        }
    });
    connect(m_details, &ConnectionDetails::duplicateRequested, this, &ConnectionsPage::duplicate);
    connect(m_details, &ConnectionDetails::removeRequested, this, &ConnectionsPage::remove);
    connect(m_form, &ProfileForm::saveRequested, this, &ConnectionsPage::save);
    connect(m_form, &ProfileForm::cancelled, this, &ConnectionsPage::closeForm);
    connect(m_form, &ProfileForm::testRequested, this, [this] { test(m_form->profile()); });
    connect(m_form, &ProfileForm::environmentChanged, this, [this](weir::Environment environment) {
        if (formIsOpen())
            showEnvironment(environment);
    });
    connect(m_result, &NoticeBar::actionRequested, this, &ConnectionsPage::stopTest);
    return m_panel;
}

void ConnectionsPage::activated()
{
    refresh();
}

void ConnectionsPage::deactivated()
{
    m_load.cancel();
    stopTest();
}

void ConnectionsPage::refresh()
{
    m_load.start(
        m_context.tasks,
        [file = m_file, environment = m_environment](const std::stop_token&) {
            return Answer{file.load(), weir::profileFromEnvironment(environment)};
        },
        [this](const Answer& answer) { showAnswer(answer); });
}

void ConnectionsPage::showAnswer(const Answer& answer)
{
    m_settled = true;
    std::vector<ConnectionRow> rows;
    if (answer.saved) {
        for (const auto& profile : *answer.saved)
            rows.push_back({ConnectionRow::Source::Saved, profile, false});
    }
    if (answer.environment && *answer.environment)
        rows.push_back({ConnectionRow::Source::Environment, **answer.environment, false});
    rows.push_back({ConnectionRow::Source::BuiltIn, weir::demoProfile(), false});
    for (auto& row : rows)
        row.connected = isCurrentlyOpen(row);
    m_count->setPill(countText(static_cast<qint64>(rows.size())));
    m_model->setRows(std::move(rows));
    m_state->showContent();
    showProblems(answer);
    if (m_wanted.isEmpty() || !m_table->selectKey(std::exchange(m_wanted, {}))) {
        if (m_table->currentKey().isEmpty())
            m_table->selectKey(m_model->keyAt(0));
    }
    showCurrent();
}

void ConnectionsPage::showProblems(const Answer& answer)
{
    if (!answer.saved)
        m_fileProblem->setNotice(Tone::Bad, sentenceOf(answer.saved.error()), tr("Retry"),
                                 errorDetails(answer.saved.error()));
    m_fileProblem->setVisible(!answer.saved);
    if (!answer.environment)
        m_environmentProblem->setNotice(Tone::Warning, sentenceOf(answer.environment.error()), {},
                                        errorDetails(answer.environment.error()));
    m_environmentProblem->setVisible(!answer.environment);
    const QString locked = answer.saved ? QString() : tr("The connections file has to be put right first");
    m_add->setEnabled(locked.isEmpty() && !formIsOpen());
    m_add->setToolTip(locked);
    m_details->setLocked(locked);
}

const ConnectionRow* ConnectionsPage::current() const
{
    return m_model->find(m_table->currentKey());
}

bool ConnectionsPage::isCurrentlyOpen(const ConnectionRow& row) const
{
    return m_context.cluster && m_context.connection.demo == row.profile.demo
           && m_context.connection.name == QString::fromStdString(row.profile.name);
}

void ConnectionsPage::showCurrent()
{
    const auto* row = current();
    if (!row || formIsOpen())
        return;
    m_details->showConnection(*row);
    showEnvironment(row->profile.environment);
}

void ConnectionsPage::showEnvironment(weir::Environment environment)
{
    m_shownEnvironment = environment;
    m_panel->setBar(themeOf(this).fillOf(environmentTone(environment)));
}

void ConnectionsPage::changeEvent(QEvent* event)
{
    Page::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_panel)
        showEnvironment(m_shownEnvironment);
}

bool ConnectionsPage::formIsOpen() const
{
    return !m_form->isHidden();
}

void ConnectionsPage::openForm(const QString& title, const weir::Profile& profile, const QString& replaces)
{
    stopTest();
    m_removed->hide();
    m_replaces = replaces;
    QSet<QString> taken;
    for (const auto& row : m_model->rows()) {
        const QString name = QString::fromStdString(row.profile.name);
        if (row.source != ConnectionRow::Source::Environment && name != replaces)
            taken.insert(name);
    }
    m_details->hide();
    m_form->show();
    showEnvironment(profile.environment);
    // What is typed belongs to this connection until it is saved or cancelled.
    m_table->setEnabled(false);
    m_add->setEnabled(false);
    m_form->edit(title, profile, taken);
}

void ConnectionsPage::closeForm()
{
    stopTest();
    m_form->hide();
    m_details->show();
    m_table->setEnabled(true);
    m_add->setEnabled(true);
    m_table->setFocus();
    showCurrent();
}

void ConnectionsPage::addConnection()
{
    openForm(tr("New connection"), weir::Profile(), {});
}

void ConnectionsPage::duplicate()
{
    const auto* row = current();
    if (!row)
        return;
    weir::Profile copy = row->profile;
    const QString name = QString::fromStdString(copy.name);
    QString free = tr("%1 copy").arg(name);
    for (int i = 2; m_model->find(ConnectionRow::savedKey(free)); ++i)
        free = tr("%1 copy %2").arg(name).arg(i);
    copy.name = free.toStdString();
    openForm(tr("New connection"), copy, {});
}

void ConnectionsPage::save()
{
    if (!m_form->obstacle().isEmpty())
        return;
    const weir::Profile profile = m_form->profile();
    const std::string old = m_replaces.toStdString();
    m_form->setBusy(true);
    change(
        [profile, old](const weir::ProfileFile& file) -> weir::Result<void> {
            auto put = file.put(profile, profile.name == old);
            // A new name is written before the old one goes, so that a failure never loses the connection.
            if (put && !old.empty() && profile.name != old)
                return file.remove(old);
            return put;
        },
        [this, profile](const weir::Result<void>& saved) {
            m_form->setBusy(false);
            if (!saved)
                return;
            m_wanted = ConnectionRow::savedKey(QString::fromStdString(profile.name));
            closeForm();
        });
}

void ConnectionsPage::remove()
{
    const auto* row = current();
    if (!row || row->source != ConnectionRow::Source::Saved)
        return;
    const weir::Profile gone = row->profile;
    change([name = gone.name](const weir::ProfileFile& file) { return file.remove(name); },
           [this, gone](const weir::Result<void>& removed) {
               if (!removed)
                   return;
               m_undo = gone;
               m_removed->setNotice(Tone::Neutral, tr("Removed “%1”.").arg(displayText(std::string_view(gone.name))),
                                    tr("Undo"), {});
               m_removed->show();
           });
}

void ConnectionsPage::change(std::function<weir::Result<void>(const weir::ProfileFile&)> work,
                             std::function<void(const weir::Result<void>&)> done)
{
    runTask(
        this, m_context.tasks, [file = m_file, work = std::move(work)](const std::stop_token&) { return work(file); },
        [this, done = std::move(done)](const weir::Result<void>& result) {
            done(result);
            if (!result) {
                m_result->setNotice(Tone::Bad, sentenceOf(result.error()), {}, errorDetails(result.error()));
                m_result->show();
            }
            refresh();
        });
}

void ConnectionsPage::test(const weir::Profile& profile)
{
    m_result->setNotice(Tone::Neutral, tr("Asking %1…").arg(addressText(profile)), tr("Stop"), {});
    m_result->show();
    m_test.start(
        m_context.tasks,
        [probe = m_probe, profile](std::stop_token stop) {
            return probe(profile, weir::Call::within(std::chrono::seconds(10), std::move(stop)));
        },
        [this](const weir::Result<weir::PingReply>& reply) {
            if (reply)
                m_result->setNotice(Tone::Ok, tr("Connected: %1").arg(describePing(*reply)), {}, {});
            else
                m_result->setNotice(Tone::Bad, sentenceOf(reply.error()), {}, errorDetails(reply.error()));
        });
}

void ConnectionsPage::stopTest()
{
    m_test.cancel();
    m_result->hide();
}

void ConnectionsPage::connectToCurrent()
{
    if (const auto* row = current())
        m_context.navigator.go(UseConnection{QString::fromStdString(row->profile.name)});
}

} // namespace weir::ui
