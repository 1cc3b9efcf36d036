// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/groups/alerts_page.h"

#include "ui/groups/alert_actions_panel.h"
#include "ui/groups/alert_rules_panel.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/filter_edit.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/segmented_tabs.h"
#include "ui/widgets/state_view.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStackedWidget>

#include <algorithm>

namespace weir::ui {
namespace {

enum Tab { AlertsTab, RulesTab, ActionsTab };

} // namespace

AlertsPage::AlertsPage(PageContext context, std::shared_ptr<AlertFeed> feed, QWidget* parent)
    : Page(tr("Alerts"), parent), m_context(std::move(context)), m_feed(std::move(feed)), m_model(alertColumns(), alertKey)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::pageMargin, 14, Theme::pageMargin, 12);
    layout->setSpacing(Theme::gap);
    layout->addWidget(makeHeader());
    m_view = new StateView(makeContent(), this);
    layout->addWidget(m_view, 1);
    connect(m_feed.get(), &AlertFeed::changed, this, &AlertsPage::showFeed);
    connect(m_feed.get(), &AlertFeed::refused, this, [this](const weir::Error& error) {
        m_refused->setNotice(Tone::Bad, sentenceOf(error), {}, errorDetails(error));
        m_refused->show();
    });
    connect(m_feed.get(), &AlertFeed::saved, m_refused, &QWidget::hide);
    connect(m_view, &StateView::retryRequested, this, &AlertsPage::refresh);
    m_clock.setInterval(5'000);
    connect(&m_clock, &QTimer::timeout, this, &AlertsPage::showFeed);
    m_view->showLoading(tr("Reading the alerts of %1…").arg(m_context.connection.name));
    if (m_feed->isLoaded() || m_feed->error())
        showFeed();
}

AlertsPage::~AlertsPage()
{
    delete m_view; // tables go before the models they show
}

QWidget* AlertsPage::makeHeader()
{
    auto* header = new QWidget(this);
    auto* row = new QHBoxLayout(header);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(10);
    row->addWidget(new PlainLabel(title(), PlainLabel::Look::Title, header));
    m_count = new PillLabel({}, Tone::Neutral, header);
    row->addWidget(m_count);
    row->addStretch(1);
    m_filter = new FilterEdit(tr("Filter by rule, group, words"), header);
    m_filter->setAccessibleName(tr("Filter alerts"));
    m_filter->setFixedWidth(280);
    // The tabs below stay where they are while it is hidden.
    QSizePolicy policy = m_filter->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    m_filter->setSizePolicy(policy);
    row->addWidget(m_filter);
    return header;
}

QWidget* AlertsPage::makeContent()
{
    auto* content = new QWidget(this);
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::gap);
    m_tabs = new SegmentedTabs(tr("Parts of the alerts page"), content);
    m_tabs->addTab(tr("Alerts"));
    m_tabs->addTab(tr("Rules"));
    m_tabs->addTab(tr("What happens"));
    layout->addWidget(m_tabs);
    m_refused = new NoticeBar(content);
    m_refused->hide();
    layout->addWidget(m_refused);
    m_notKept = new NoticeBar(content);
    m_notKept->hide();
    layout->addWidget(m_notKept);
    m_stack = new QStackedWidget(content);
    m_rules = new AlertRulesPanel(m_feed, m_stack);
    m_actions = new AlertActionsPanel(m_feed, m_stack);
    m_stack->addWidget(makeList());
    m_stack->addWidget(m_rules);
    m_stack->addWidget(m_actions);
    layout->addWidget(m_stack, 1);
    connect(m_tabs, &QTabBar::currentChanged, m_stack, &QStackedWidget::setCurrentIndex);
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int tab) { m_filter->setVisible(tab != ActionsTab); });
    connect(m_filter, &FilterEdit::filterChanged, this, [this](const QString& text) {
        m_model.setFilter(text);
        m_rules->setFilter(text);
    });
    return content;
}

QWidget* AlertsPage::makeList()
{
    auto* list = new QWidget(m_stack);
    auto* layout = new QVBoxLayout(list);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(10);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    auto* openOnly = new Chip(tr("Open only"), list);
    openOnly->setCheckable(true);
    m_acknowledge = plainButton(tr("&Acknowledge"), list);
    m_acknowledgeAll = plainButton(tr("Acknowledge a&ll"), list);
    row->addWidget(openOnly);
    row->addStretch(1);
    row->addWidget(m_acknowledge);
    row->addWidget(m_acknowledgeAll);
    layout->addLayout(row);
    auto* card = new Card(Card::Padding::None, list);
    m_table = new DataTable(&m_model, tr("Alerts"), QStringLiteral("alerts"), card);
    m_noMatch = new PlainLabel(tr("No alert matches the filter."), PlainLabel::Look::Dim, card);
    m_noMatch->setAlignment(Qt::AlignCenter);
    m_noMatch->hide();
    card->body()->addWidget(m_table, 1);
    card->body()->addWidget(m_noMatch, 1);
    layout->addWidget(card, 1);
    m_list = new StateView(list, m_stack);
    connect(openOnly, &QAbstractButton::toggled, this, [this](bool on) {
        m_openOnly = on;
        m_model.setPredicate(on ? [](const AlertRow& one) { return !one.alert.ended; } : std::function<bool(const AlertRow&)>());
    });
    connect(m_acknowledge, &QPushButton::clicked, this, [this] {
        if (const auto* current = m_model.find(m_table->currentKey()))
            m_feed->acknowledge({current->alert.id});
    });
    connect(m_acknowledgeAll, &QPushButton::clicked, m_feed.get(), &AlertFeed::acknowledgeAll);
    connect(m_table, &DataTable::currentKeyChanged, this, &AlertsPage::updateButtons);
    connect(m_table, &DataTable::rowActivated, this, &AlertsPage::goTo);
    connect(m_table, &DataTable::linkActivated, this, [this](const QString& key, int column) {
        if (column == alertSubjectColumn)
            goTo(key);
    });
    connect(&m_model, &TableModelBase::shownChanged, this, [this](int shown, int total) {
        const bool nothing = shown == 0 && total > 0;
        m_table->setVisible(!nothing);
        m_noMatch->setVisible(nothing);
    });
    connect(m_list, &StateView::actionRequested, this, [this] { m_tabs->setCurrentIndex(RulesTab); });
    return m_list;
}

void AlertsPage::refresh() { m_feed->load(); }

void AlertsPage::open(const Destination& destination)
{
    const auto* alerts = std::get_if<OpenAlerts>(&destination);
    if (!alerts || alerts->group.isEmpty())
        return;
    m_newRuleFor = alerts->group;
    beginWaitingRule();
}

void AlertsPage::beginWaitingRule()
{
    if (!m_newRuleFor || !m_feed->isLoaded())
        return;
    m_tabs->setCurrentIndex(RulesTab);
    m_rules->beginRule(*std::exchange(m_newRuleFor, std::nullopt));
}

bool AlertsPage::focusFilter()
{
    if (m_filter->isHidden())
        return false;
    m_filter->setFocus();
    m_filter->selectAll();
    return true;
}

bool AlertsPage::isSettled() const { return m_view->state() != StateView::State::Loading; }

void AlertsPage::activated()
{
    m_clock.start();
    if (!m_feed->isLoaded())
        m_feed->load();
    showFeed();
}

void AlertsPage::deactivated() { m_clock.stop(); }

void AlertsPage::showFeed()
{
    const int unseen = m_feed->unseen();
    Q_EMIT countChanged(unseen > 0 ? QStringLiteral("· %1").arg(unseen) : QString());
    if (m_feed->error()) {
        m_view->showFailure(*m_feed->error(), m_feed->isLoaded() ? m_loadedAt : QDateTime());
        if (!m_feed->isLoaded())
            return;
    } else if (m_feed->isLoaded()) {
        m_loadedAt = QDateTime::currentDateTime();
        m_view->showContent();
    } else {
        return;
    }
    showStoreTrouble();
    showAlerts();
    m_rules->showRules();
    m_actions->showAction();
    beginWaitingRule();
}

void AlertsPage::showStoreTrouble()
{
    const auto& trouble = m_feed->storeTrouble();
    m_notKept->setVisible(trouble.has_value());
    if (trouble)
        m_notKept->setNotice(Tone::Warning, tr("Alerts and changed rules may be gone when Weir ends. %1").arg(sentenceOf(*trouble)), {},
                             errorDetails(*trouble));
}

void AlertsPage::showAlerts()
{
    const weir::TimestampMs now = nowMs();
    std::vector<AlertRow> rows;
    int open = 0;
    bool serious = false;
    for (const weir::Alert& alert : m_feed->alerts()) {
        rows.push_back({alert, displayText(std::string_view(alert.subject)), now});
        open += alert.ended ? 0 : 1;
        serious = serious || (!alert.ended && alert.serious);
    }
    const bool none = rows.empty();
    m_model.setRows(std::move(rows));
    m_count->setPill(open == 0 ? tr("none open") : countedText(open, tr("1 open"), tr("%1 open")),
                     open == 0 ? Tone::Ok : serious ? Tone::Bad : Tone::Warning);
    const auto on = std::ranges::count_if(m_feed->rules(), &weir::AlertRule::enabled);
    if (none)
        m_list->showEmpty(tr("No alerts"),
                          on == 0 ? tr("No rule is switched on, so nobody would be told.")
                                  : countedText(on, tr("1 rule is watching; nothing has hurt so far."), tr("%1 rules are watching; nothing has hurt so far.")),
                          tr("Show the rules"));
    else
        m_list->showContent();
    Q_EMIT statusText(countedText(on, tr("1 rule on"), tr("%1 rules on")));
    updateButtons();
}

void AlertsPage::updateButtons()
{
    const auto* current = m_model.find(m_table->currentKey());
    m_acknowledge->setEnabled(current != nullptr && !current->alert.acknowledged);
    const auto isNew = [](const weir::Alert& alert) { return !alert.acknowledged.has_value(); };
    m_acknowledgeAll->setEnabled(std::ranges::any_of(m_feed->alerts(), isNew));
}

void AlertsPage::goTo(const QString& key)
{
    const auto* row = m_model.find(key);
    if (!row)
        return;
    const QString subject = QString::fromStdString(row->alert.subject);
    const auto rule = std::ranges::find(m_feed->rules(), row->alert.rule, &weir::AlertRule::id);
    // An alert outlives its rule; the shipped ones keep their ids, and their topics are not groups.
    const bool isTopic = rule != m_feed->rules().end() ? rule->condition == weir::AlertRule::Condition::DeadLetterGrowth
                                                       : row->alert.rule == "default-dead-letters";
    if (isTopic)
        m_context.navigator.go(OpenDeadLetters{subject});
    else
        m_context.navigator.go(OpenGroup{subject});
}

} // namespace weir::ui
