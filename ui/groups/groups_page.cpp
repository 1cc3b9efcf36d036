// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/groups/groups_page.h"

#include "ui/groups/sample_state.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/filter_edit.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/state_view.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QInputDialog>
#include <QtWidgets/QPushButton>

#include <algorithm>

namespace weir::ui {
namespace {

constexpr int lagColumn = 2;
constexpr TimestampMs trendMs = 15 * 60 * 1'000;

} // namespace

GroupsPage::GroupsPage(PageContext context, std::shared_ptr<LagFeed> feed, QWidget* parent)
    : Page(tr("Consumer groups"), parent),
      m_context(std::move(context)),
      m_feed(std::move(feed)),
      m_trends([this](const QString& key) {
          const auto history = m_feed->history();
          const auto latest = m_feed->latest();
          if (!history || !latest)
              return std::vector<HistoryPoint>();
          return history->recent({key.toStdString(), {}, -1}, LagMeasure::Records, latest->sample->time - trendMs).points;
      }),
      m_model(groupColumns(m_trends), groupKey)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::pageMargin, 14, Theme::pageMargin, 12);
    layout->setSpacing(Theme::gap);
    layout->addWidget(makeHeader());
    m_view = new StateView(makeContent(), this);
    layout->addWidget(m_view, 1);
    m_state = std::make_unique<SampleState>(*m_feed, *m_view);

    connect(m_state.get(), &SampleState::statusText, this, &Page::statusText);
    connect(m_feed.get(), &LagFeed::sampled, this, &GroupsPage::showLatest);
    connect(m_feed.get(), &LagFeed::countChanged, this, &Page::countChanged);
    connect(m_view, &StateView::retryRequested, this, &GroupsPage::refresh);
    connect(m_view, &StateView::actionRequested, this, &GroupsPage::refresh);
    m_view->showLoading(tr("Reading the consumer groups of %1…").arg(m_context.connection.name));
}

GroupsPage::~GroupsPage()
{
    // Tables go before the models they show: those are members, which end before a widget's children.
    m_state.reset();
    delete m_view;
}

QWidget* GroupsPage::makeHeader()
{
    auto* header = new QWidget(this);
    auto* row = new QHBoxLayout(header);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(10);
    row->addWidget(new PlainLabel(title(), PlainLabel::Look::Title, header));
    m_count = new PillLabel({}, Tone::Neutral, header);
    row->addWidget(m_count);
    m_problems = new PillLabel({}, Tone::Neutral, header);
    row->addWidget(m_problems);
    m_watch = new PillLabel({}, Tone::Neutral, header);
    row->addWidget(m_watch);
    row->addStretch(1);
    auto* pin = plainButton(tr("Pin a group…"), header);
    pin->setToolTip(tr("Sample a group by its name, also when you may not list groups"));
    connect(pin, &QPushButton::clicked, this, &GroupsPage::askForPin);
    m_filter = new FilterEdit(tr("Filter by group, health, state"), header);
    m_filter->setAccessibleName(tr("Filter consumer groups"));
    m_filter->setFixedWidth(240);
    row->addWidget(m_filter);
    row->addWidget(pin);
    row->addWidget(makePace(header));
    return header;
}

QWidget* GroupsPage::makePace(QWidget* parent)
{
    auto* pace = new QComboBox(parent);
    pace->setAccessibleName(tr("Sampling interval"));
    pace->setToolTip(tr("How often all groups are sampled while a page shows them; hidden, every 10 seconds at most"));
    for (const int seconds : {1, 2, 5, 10, 30, 60})
        pace->addItem(tr("every %1 s").arg(seconds), seconds);
    pace->setCurrentIndex(std::max(0, pace->findData(static_cast<int>(m_feed->watchedInterval().count() / 1000))));
    connect(pace, &QComboBox::currentIndexChanged, this,
            [this, pace] { m_feed->setWatchedInterval(std::chrono::seconds(pace->currentData().toInt())); });
    return pace;
}

void GroupsPage::askForPin()
{
    auto* dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Pin a group"));
    dialog->setLabelText(tr("Group id, as Kafka has it:"));
    connect(dialog, &QInputDialog::textValueSelected, this, [this](const QString& name) {
        if (name.isEmpty() || m_feed->pinned().contains(name))
            return;
        m_feed->setPinned(m_feed->pinned() << name);
    });
    dialog->open();
}

QWidget* GroupsPage::makeContent()
{
    auto* card = new Card(Card::Padding::None, this);
    m_table = new DataTable(&m_model, tr("Consumer groups"), QStringLiteral("groups"), card);
    m_table->sortBy(lagColumn, Qt::DescendingOrder);
    m_noMatch = new PlainLabel(tr("No group matches the filter."), PlainLabel::Look::Dim, card);
    m_noMatch->setAlignment(Qt::AlignCenter);
    m_noMatch->hide();
    card->body()->addWidget(m_table, 1);
    card->body()->addWidget(m_noMatch, 1);
    connect(m_filter, &FilterEdit::filterChanged, &m_model, &TableModelBase::setFilter);
    connect(&m_model, &TableModelBase::shownChanged, this, [this](int shown, int total) {
        const bool nothing = shown == 0 && total > 0;
        m_table->setVisible(!nothing);
        m_noMatch->setVisible(nothing);
        m_count->setPill(shown == total ? countedText(total, tr("1 group"), tr("%1 groups")) : tr("%1 of %2 groups").arg(shown).arg(total));
    });
    connect(m_table, &DataTable::rowActivated, this, &GroupsPage::openGroup);
    return card;
}

void GroupsPage::refresh()
{
    if (m_view->state() != StateView::State::Content) {
        m_state->forget();
        m_view->showLoading(tr("Reading the consumer groups of %1…").arg(m_context.connection.name));
    }
    m_feed->sampleNow();
}

bool GroupsPage::focusFilter()
{
    m_filter->setFocus();
    m_filter->selectAll();
    return true;
}

bool GroupsPage::isSettled() const
{
    return m_view->state() != StateView::State::Loading;
}

void GroupsPage::activated()
{
    m_feed->setWatching(this, true);
    showLatest();
    m_state->setActive(true);
}

void GroupsPage::deactivated()
{
    m_state->setActive(false);
    m_feed->setWatching(this, false);
}

void GroupsPage::showLatest()
{
    if (!isActive())
        return;
    if (const auto good = m_feed->lastGood())
        showGroups(*good);
    else
        m_state->showFailureIfAny();
}

void GroupsPage::showGroups(const GroupRound& round)
{
    const auto& answer = *round.sample->groups;
    // A failed round has no new numbers, but the trend lines still move on.
    m_trends.advance(m_feed->latest()->sample->time);
    m_model.setRows(groupRows(round));
    const auto with = [this](Tone tone) {
        return std::ranges::count_if(m_model.rows(), [&](const GroupRow& row) { return std::max(row.note.tone, row.health.tone) == tone; });
    };
    const auto bad = with(Tone::Bad);
    const auto watch = with(Tone::Warning);
    m_problems->setPill(bad > 0 ? countedText(bad, tr("1 needs a look"), tr("%1 need a look")) : QString(), Tone::Bad);
    m_watch->setPill(watch > 0 ? countedText(watch, tr("1 to watch"), tr("%1 to watch")) : QString(), Tone::Warning);
    if (!answer.values.empty())
        return m_state->showContent(answer.failures, answer.values.size() + answer.failures.size(), tr("groups and partitions"));
    if (!answer.failures.empty()) {
        m_state->forget();
        return m_view->showError(answer.failures.front().error);
    }
    if (m_state->showFailureIfAny())
        return;
    m_state->forget();
    m_view->showEmpty(tr("No consumer groups"),
                      tr("A group appears here as soon as a consumer with a group id connects or commits an offset."),
                      tr("Look again"));
}

void GroupsPage::openGroup(const QString& key)
{
    m_context.navigator.go(OpenGroup{key});
}

} // namespace weir::ui
