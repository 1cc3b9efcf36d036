// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/send_page.h"

#include "core/topics/topic_list.h"
#include "ui/events/composer.h"
#include "ui/events/history_tab.h"
#include "ui/events/play_feed.h"
#include "ui/events/play_tab.h"
#include "ui/events/run_feed.h"
#include "ui/events/run_tab.h"
#include "ui/events/template_bar.h"
#include "ui/events/transaction_feed.h"
#include "ui/events/transaction_tab.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/segmented_tabs.h"

#include <QtGui/QShortcut>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStackedWidget>

namespace weir::ui {

SendPage::SendPage(PageContext context, SendWork work, QWidget* parent)
    : Page(tr("Send"), parent),
      m_context(std::move(context)),
      m_work(std::move(work)),
      m_library(new TemplateLibrary(m_context, this)),
      m_history(new SentHistory(m_context, m_context.connection.demo ? std::filesystem::path() : SendHistory::defaultPath(), this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::pageMargin, 14, Theme::pageMargin, 12);
    layout->setSpacing(Theme::gap);
    m_stack = new QStackedWidget(this);
    m_composer = new Composer(m_context, *m_history, *m_library, {m_work.runs != nullptr, m_work.transactions != nullptr}, m_stack);
    layout->addWidget(makeHeader());
    layout->addWidget(m_stack, 1);
    makeTabs();
    addShortcuts();
    connect(m_tabs, &QTabBar::currentChanged, this, &SendPage::tabChanged);
    connect(m_composer, &Composer::writtenChanged, m_templates, &TemplateBar::update);
    connect(m_composer, &Composer::sendingChanged, this, &SendPage::showStatus);
    connect(m_library, &TemplateLibrary::changed, this, &SendPage::showLibrary);
    connect(m_history, &SentHistory::changed, this, [this] {
        m_tabs->setTabText(indexOf(Tab::History), tr("History %1").arg(countText(static_cast<qint64>(m_history->records().size()))));
    });
}

QWidget* SendPage::makeHeader()
{
    auto* header = new QWidget(this);
    auto* column = new QVBoxLayout(header);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(new PlainLabel(title(), PlainLabel::Look::Title, header));
    m_templates = new TemplateBar(*m_library,
                                  {[this] { return m_composer->written(); }, [this] { return m_composer->hasTyping(); }}, header);
    row->addWidget(m_templates, 1);
    m_import = plainButton(tr("Import…"), header);
    m_import->setToolTip(plainToolTip(tr("Sends the records of a file: lines of JSON, CSV, or key and value lines.")));
    m_import->setVisible(m_work.runs != nullptr);
    row->addWidget(m_import);
    column->addLayout(row);
    m_tabs = new SegmentedTabs(tr("What to send"), header);
    column->addWidget(m_tabs);
    m_topicsNotice = new NoticeBar(header);
    m_topicsNotice->hide();
    column->addWidget(m_topicsNotice);
    connect(m_topicsNotice, &NoticeBar::actionRequested, this, &SendPage::refresh);
    connect(m_templates, &TemplateBar::opened, this, [this](const EventTemplate& value) {
        m_composer->open(value);
        select(value.kind == EventTemplate::Kind::Raw ? Tab::Raw : Tab::Event);
    });
    return header;
}

void SendPage::addTab(Tab tab, const QString& title, QWidget* content)
{
    m_tabs->setTabData(m_tabs->addTab(title), static_cast<int>(tab));
    if (m_stack->indexOf(content) < 0)
        m_stack->addWidget(content);
}

void SendPage::makeTabs()
{
    addTab(Tab::Event, tr("Event"), m_composer);
    addTab(Tab::Raw, tr("Raw record"), m_composer);
    makeWorkTabs();
    m_historyTab = new HistoryTab(m_context, *m_history, m_stack);
    addTab(Tab::History, tr("History"), m_historyTab);
    connect(m_historyTab, &HistoryTab::openRequested, this, [this](const EventTemplate& written) {
        m_templates->forget();
        m_composer->open(written);
        select(written.kind == EventTemplate::Kind::Raw ? Tab::Raw : Tab::Event);
    });
    connect(m_historyTab, &HistoryTab::sendAgain, this, [this](const SentRecordPtr& sent) { m_composer->sendAgain(*sent); });
}

void SendPage::makeWorkTabs()
{
    if (m_work.runs) {
        m_run = new RunTab(m_context, m_work.runs, m_stack);
        addTab(Tab::Run, tr("Run"), m_run);
        connect(m_composer, &Composer::sendMany, this, [this](const EventTemplate& value) {
            m_run->useTemplate(value);
            select(Tab::Run);
        });
        connect(m_import, &QPushButton::clicked, this, [this] {
            select(Tab::Run);
            m_run->chooseImport();
        });
    }
    if (m_work.transactions) {
        m_transaction = new TransactionTab(m_context, m_work.transactions, m_stack);
        const auto name = [](int count) { return tr("Transaction %1").arg(count); };
        addTab(Tab::Transaction, name(m_transaction->count()), m_transaction);
        connect(m_transaction, &TransactionTab::countChanged, this,
                [this, name](int count) { m_tabs->setTabText(indexOf(Tab::Transaction), name(count)); });
        connect(m_composer, &Composer::addToTransaction, m_transaction, &TransactionTab::add);
    }
    if (m_work.players) {
        m_play = new PlayTab(m_context, m_work.players, m_stack);
        addTab(Tab::Consumer, tr("Consumer"), m_play);
    }
}

void SendPage::addShortcuts()
{
    for (const auto key : {Qt::Key_Return, Qt::Key_Enter}) {
        auto* shortcut = new QShortcut(QKeySequence(Qt::CTRL | key), this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, [this] {
            if (m_stack->currentWidget() == m_composer)
                m_composer->send();
        });
    }
    auto* save = new QShortcut(QKeySequence(QKeySequence::Save), this);
    save->setContext(Qt::WidgetWithChildrenShortcut);
    connect(save, &QShortcut::activated, m_templates, &TemplateBar::save);
}

SendPage::Tab SendPage::tab() const
{
    return static_cast<Tab>(m_tabs->tabData(m_tabs->currentIndex()).toInt());
}

int SendPage::indexOf(Tab tab) const
{
    for (int index = 0; index < m_tabs->count(); ++index) {
        if (m_tabs->tabData(index).toInt() == static_cast<int>(tab))
            return index;
    }
    return -1;
}

void SendPage::select(Tab tab)
{
    if (const int index = indexOf(tab); index >= 0)
        m_tabs->setCurrentIndex(index);
}

void SendPage::tabChanged()
{
    QWidget* content = m_composer;
    switch (tab()) {
    case Tab::Event: m_composer->setKind(Composer::Kind::Event); break;
    case Tab::Raw: m_composer->setKind(Composer::Kind::Raw); break;
    case Tab::Run: content = m_run; break;
    case Tab::Transaction: content = m_transaction; break;
    case Tab::Consumer: content = m_play; break;
    case Tab::History: content = m_historyTab; break;
    }
    m_stack->setCurrentWidget(content);
    showActive(isActive());
}

void SendPage::showActive(bool active)
{
    if (m_run)
        m_run->setActive(active && tab() == Tab::Run);
    if (m_transaction)
        m_transaction->setActive(active && tab() == Tab::Transaction);
    if (m_play)
        m_play->setActive(active && tab() == Tab::Consumer);
}

void SendPage::activated()
{
    loadTopics();
    m_library->reload();
    if (!m_history->isLoaded())
        m_history->load();
    m_composer->checkTopics();
    showActive(true);
    showStatus();
}

void SendPage::deactivated()
{
    m_topicsTask.cancel();
    showActive(false);
}

void SendPage::refresh()
{
    loadTopics();
    m_library->reload();
    m_history->load();
    m_composer->checkTopics();
}

bool SendPage::focusFilter()
{
    return tab() == Tab::History && m_historyTab->focusFilter();
}

bool SendPage::isSettled() const
{
    return !m_topicsTask.isRunning();
}

void SendPage::open(const Destination& destination)
{
    if (const auto* run = std::get_if<OpenRun>(&destination); run && m_run) {
        select(Tab::Run);
        m_run->showRun(run->run);
    } else if (const auto* transaction = std::get_if<OpenTransaction>(&destination); transaction && m_transaction) {
        select(Tab::Transaction);
        m_transaction->showTransaction(transaction->transaction);
    } else if (const auto* player = std::get_if<OpenPlayConsumer>(&destination); player && m_play) {
        select(Tab::Consumer);
        m_play->showPlayer(player->group);
    } else if (const auto* send = std::get_if<OpenSend>(&destination)) {
        // Without anything to fill in, what somebody was typing stays.
        if (!send->topic && !send->key && !send->value && send->headers.empty())
            return;
        m_templates->forget();
        m_composer->fill(*send);
        select(Tab::Raw);
    }
}

void SendPage::loadTopics()
{
    m_topicsTask.start(
        m_context.tasks,
        [cluster = m_context.cluster](std::stop_token stop) {
            return listTopics(*cluster, Call::within(std::chrono::seconds(15), std::move(stop)));
        },
        [this](const Result<Partial<std::vector<TopicSummary>>>& answer) {
            if (!answer) {
                m_topicsNotice->setNotice(Tone::Warning,
                                          tr("Topic names cannot be completed. %1").arg(sentenceOf(answer.error())),
                                          tr("Retry"), errorDetails(answer.error()));
                m_topicsNotice->show();
                return;
            }
            m_topicsNotice->hide();
            QStringList names;
            for (const TopicSummary& topic : answer->values) {
                if (!topic.internal)
                    names << QString::fromStdString(topic.name);
            }
            m_composer->setTopics(names);
            if (m_play)
                m_play->setTopics(names);
        });
}

void SendPage::showLibrary()
{
    if (m_run) {
        std::vector<EventTemplate> all;
        for (const LibraryTemplate& one : m_library->templates())
            all.push_back(one.value);
        m_run->setTemplates(all, m_library->dataFolder());
    }
    showStatus();
}

void SendPage::showStatus()
{
    Q_EMIT statusText(m_composer->isSending() ? tr("sending…") : tr("templates: %1").arg(m_library->name()));
}

} // namespace weir::ui
