// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/failures_tab.h"

#include "ui/deadletters/failure_panel.h"
#include "ui/deadletters/inbox_feed.h"
#include "ui/deadletters/letter_words.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/state_view.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QInputDialog>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSplitter>

#include <algorithm>

namespace weir::ui {
namespace {

constexpr std::chrono::milliseconds showPause{150};

} // namespace

FailuresTab::FailuresTab(InboxFeed& feed, QWidget* parent)
    : QWidget(parent), m_feed(feed), m_model(failureGroupColumns(), failureGroupKey)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    auto* across = new QSplitter(Qt::Horizontal, this);
    across->setChildrenCollapsible(false);
    across->setHandleWidth(Theme::gap);
    across->addWidget(makeLists());
    m_panel = new FailurePanel(m_feed, across);
    m_panel->setMinimumWidth(340);
    across->addWidget(m_panel);
    across->setStretchFactor(0, 58);
    across->setStretchFactor(1, 42);
    across->setSizes({680, 490});
    m_view = new StateView(across, this);
    layout->addWidget(m_view);
    m_soon.setSingleShot(true);
    m_soon.setInterval(showPause);
    connectParts();
    m_model.setPredicate([this](const FailureGroupRow& row) { return m_closedShown || row.open > 0; });
    m_view->showLoading(tr("Looking for dead letters in %1…").arg(m_feed.context().connection.name));
}

FailuresTab::~FailuresTab()
{
    // Tables go before the models they show: those are members, which end before a widget's children.
    delete m_view;
}

QWidget* FailuresTab::makeLists()
{
    auto* column = new QWidget(this);
    auto* layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    auto* down = new QSplitter(Qt::Vertical, column);
    down->setChildrenCollapsible(false);
    down->setHandleWidth(Theme::gap);
    auto* groups = new Card(Card::Padding::None, down);
    m_groups = new DataTable(&m_model, tr("Failures"), QStringLiteral("failures"), groups);
    m_groups->setRowHeight(Theme::twoLineRowHeight);
    m_groups->setMinimumHeight(120);
    m_groups->setColumnHidden(failureTopicsColumn, true);
    m_groups->sortBy(failureCountColumn, Qt::DescendingOrder);
    groups->body()->addWidget(m_groups);
    down->addWidget(groups);
    m_letters = new LetterCard(m_feed, down);
    down->addWidget(m_letters);
    down->setStretchFactor(0, 4);
    down->setStretchFactor(1, 6);
    down->setSizes({270, 430});
    layout->addWidget(down, 1);
    layout->addLayout(makeFoot());
    return column;
}

QLayout* FailuresTab::makeFoot()
{
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(2, 0, 0, 0);
    foot->setSpacing(4);
    m_coverage = new PlainLabel({}, PlainLabel::Look::Caption, this);
    m_coverage->setElide(Qt::ElideRight);
    foot->addWidget(m_coverage, 1);
    m_scan = linkButton(tr("Stop"), this);
    foot->addWidget(m_scan);
    m_pause = linkButton(tr("Pause refreshing"), this);
    foot->addWidget(m_pause);
    return foot;
}

void FailuresTab::connectParts()
{
    connect(&m_soon, &QTimer::timeout, this, &FailuresTab::showInbox);
    const auto soon = [this] {
        if (!m_soon.isActive())
            m_soon.start();
    };
    connect(&m_feed, &InboxFeed::inboxChanged, this, soon);
    connect(&m_feed, &InboxFeed::statesChanged, this, soon);
    connect(&m_feed, &InboxFeed::topicsChanged, this, soon);
    connect(m_view, &StateView::retryRequested, this, [this] { m_feed.look(); });
    connect(m_view, &StateView::actionRequested, this, [this] { m_feed.look(); });
    connect(m_groups, &DataTable::currentKeyChanged, this, &FailuresTab::showChosen);
    connect(m_letters, &LetterCard::allRequested, this, [this] { m_groups->setCurrentIndex({}); });
    connect(m_letters, &LetterCard::currentChanged, m_panel, &FailurePanel::setLetter);
    connect(m_letters, &LetterCard::actionRequested, this, &FailuresTab::apply);
    connect(m_letters, &LetterCard::activated, this, [this](const LetterPlace& place) { Q_EMIT replayWanted(place, false); });
    connect(&m_letters->rows(), &LetterRows::checkedChanged, this, &FailuresTab::showActions);
    connect(m_panel, &FailurePanel::replayWanted, this, &FailuresTab::replayWanted);
    connect(m_scan, &QPushButton::clicked, this, [this] {
        if (m_feed.state()->running)
            m_feed.stop();
        else
            m_feed.goOn();
    });
    connect(m_pause, &QPushButton::clicked, this, [this] { m_feed.setPaused(!m_feed.paused()); });
}

void FailuresTab::setFilter(const QString& text)
{
    m_model.setFilter(text);
    if (m_groups->currentKey().isEmpty())
        showChosen();
    Q_EMIT choiceChanged();
}

void FailuresTab::setClosedShown(bool shown)
{
    m_closedShown = shown;
    m_model.setPredicate([this](const FailureGroupRow& row) { return m_closedShown || row.open > 0; });
    showState();
    Q_EMIT choiceChanged();
}

void FailuresTab::showInbox()
{
    const InboxState& state = *m_feed.state();
    const auto& marks = m_feed.states()->groups;
    std::vector<FailureGroupRow> rows;
    rows.reserve(state.groups.size());
    std::int64_t open = 0;
    int kinds = 0;
    for (const FailureGroup& group : state.groups) {
        FailureGroupRow row{group, m_feed.open(group)};
        row.tally = m_feed.tally(group.id);
        if (const auto mark = marks.find(group.id); mark != marks.end())
            row.note = mark->second.word.note;
        open += row.open;
        kinds += row.open > 0 ? 1 : 0;
        rows.push_back(std::move(row));
    }
    for (FailureGroupRow& row : rows)
        row.share = open > 0 ? static_cast<double>(row.open) / static_cast<double>(open) : 0;
    m_model.setRows(std::move(rows));
    if (!m_everChosen && m_model.rowCount() > 0 && m_feed.settled()) {
        m_everChosen = true;
        m_groups->selectKey(m_model.keyAt(0));
    }
    showChosen();
    showState();
    showFoot();
    if (std::exchange(m_openKinds, kinds) != kinds)
        Q_EMIT countChanged();
}

int FailuresTab::openKinds() const { return m_openKinds; }

bool FailuresTab::isSettled() const
{
    return m_view->state() != StateView::State::Loading && m_feed.settled() && !m_soon.isActive();
}

void FailuresTab::showState()
{
    const InboxState& state = *m_feed.state();
    const auto since = m_feed.foundAt();
    if (!m_feed.found()) {
        if (m_feed.lookError())
            m_view->showFailure(*m_feed.lookError(), since);
        else
            m_view->showLoading(tr("Looking for dead letters in %1…").arg(m_feed.context().connection.name));
        return;
    }
    const auto& found = *m_feed.found();
    const bool nothing = state.groups.empty();
    if (found.values.topics.empty() && !found.failures.empty())
        return m_view->showError(found.failures.front().error);
    if (nothing && !m_feed.settled())
        return m_view->showLoading(tr("Reading the dead letters…"));
    if (nothing && state.error)
        return m_view->showError(*state.error);
    auto failures = inboxFailures(state);
    if (nothing && !failures.empty())
        return m_view->showError(failures.front().error);
    if (nothing)
        return m_view->showEmpty(
            tr("No dead letters"),
            found.values.topics.empty()
                ? tr("No topic looks like dead letters, neither by its name (.dlq, -dlt, error.…) nor by its records. If yours has another name, say so on the tab Topics.")
                : countedText(static_cast<qint64>(found.values.topics.size()), tr("The one dead-letter or retry topic holds no failures."),
                              tr("The %1 dead-letter and retry topics hold no failures.")),
            tr("Look again"));
    if (m_view->state() != StateView::State::Content)
        m_view->showContent();
    failures.insert(failures.end(), found.failures.begin(), found.failures.end());
    m_view->showPartial(failures, std::max(state.coverage.size(), failures.size()), tr("partitions and topics"));
    if (state.error)
        m_view->showStale(*state.error, since);
    else if (m_feed.lookError())
        m_view->showStale(*m_feed.lookError(), since);
    else if (m_view->isStale()) {
        m_view->showContent();
        m_view->showPartial(failures, std::max(state.coverage.size(), failures.size()), tr("partitions and topics"));
    }
}

void FailuresTab::showFoot()
{
    const InboxState& state = *m_feed.state();
    m_coverage->setText(inboxCoverage(state));
    const bool behind = state.offsetsScanned < state.offsetsInRange;
    const QString words = state.running ? tr("Stop") : behind ? tr("Continue") : tr("Refresh");
    m_scan->setText(words);
    m_scan->setAccessibleName(state.running ? tr("Stop looking") : behind ? tr("Continue looking") : tr("Refresh the dead letters"));
    const QString pause = m_feed.paused() ? tr("Refresh by itself") : tr("Pause refreshing");
    m_pause->setText(pause);
    m_pause->setAccessibleName(pause);
}

// --- what is chosen ---------------------------------------------------------------------------

void FailuresTab::showChosen()
{
    const QString key = m_groups->currentKey();
    const FailureGroupRow* row = m_model.find(key);
    if (row) {
        m_letters->setGroups({row->group.id}, failureName(row->group.key), row->open);
    } else {
        const LetterChoice all = choice();
        const bool filtered = m_model.rowCount() < static_cast<int>(m_model.rows().size());
        qint64 open = 0;
        for (int i = 0; i < m_model.rowCount(); ++i)
            open += m_model.at(i).open;
        m_letters->setGroups(filtered ? all.groups : std::vector<std::string>(), tr("All failures"), open);
    }
    showActions();
}

void FailuresTab::showActions()
{
    const FailureGroupRow* row = m_model.find(m_groups->currentKey());
    const bool possible = m_feed.canMark() && (row || !m_letters->rows().checked().empty());
    m_letters->setActions(possible, possible ? QString() : m_feed.canMark() ? tr("Choose a failure or tick letters first.") : m_feed.whyNotMark());
    Q_EMIT choiceChanged();
}

LetterChoice FailuresTab::choice() const
{
    LetterChoice result;
    result.ticked = m_letters->rows().checked();
    const FailureGroupRow* row = m_model.find(m_groups->currentKey());
    QString what = row ? failureName(row->group.key) : tr("all failures");
    if (!result.ticked.empty()) {
        result.count = static_cast<qint64>(result.ticked.size());
    } else if (row) {
        result.groups = {row->group.id};
        result.count = row->open;
    } else {
        for (int i = 0; i < m_model.rowCount(); ++i) {
            result.groups.push_back(m_model.at(i).group.id);
            result.count += m_model.at(i).open;
        }
        if (m_model.rowCount() < static_cast<int>(m_model.rows().size()))
            what = countedText(m_model.rowCount(), tr("1 kind of failure"), tr("%1 kinds of failure"));
    }
    result.title = tr("%1, %2").arg(countedText(result.count, tr("1 letter"), tr("%1 letters")), what);
    return result;
}

// --- marks ------------------------------------------------------------------------------------

void FailuresTab::apply(LetterCard::Action action)
{
    const bool letters = !m_letters->rows().checked().empty();
    if (action == LetterCard::Action::Note)
        return askForNote();
    const LetterMark mark = action == LetterCard::Action::Handled ? LetterMark::Handled
        : action == LetterCard::Action::Ignore                    ? LetterMark::Ignored
                                                                  : LetterMark::Open;
    if (letters)
        markLetters(mark, {});
    else
        markGroup(mark, std::nullopt);
}

void FailuresTab::markLetters(LetterMark mark, const QString& note)
{
    const auto& ticked = m_letters->rows().checked();
    const MarkedLetter word{mark, note.toStdString(), nowMs()};
    if (mark == LetterMark::Open && note.isEmpty()) {
        const FailureGroupRow* row = m_model.find(m_groups->currentKey());
        const auto& groups = m_feed.states()->groups;
        const bool byGroup = row ? groups.contains(row->group.id) : !groups.empty();
        // A single letter has no word against its group's.
        if (byGroup)
            Q_EMIT noticeWanted(tr("Letters of a failure that is handled or ignored as a whole stay so until the failure itself is opened again."));
    }
    m_feed.markLetters({ticked.begin(), ticked.end()}, word);
    m_letters->rows().uncheckAll();
}

void FailuresTab::markGroup(LetterMark mark, const std::optional<QString>& note)
{
    const FailureGroupRow* row = m_model.find(m_groups->currentKey());
    if (!row)
        return;
    MarkedGroup word;
    // Without a new note the old one stays, unless everything is taken back.
    word.word = {mark, note ? note->toStdString() : mark == LetterMark::Open ? std::string() : row->note, nowMs()};
    word.until = row->group.lastSeen.value_or(word.word.time);
    m_feed.markGroups({{row->group.id, word}});
}

void FailuresTab::askForNote()
{
    const bool letters = !m_letters->rows().checked().empty();
    const FailureGroupRow* row = m_model.find(m_groups->currentKey());
    if (!letters && !row)
        return;
    auto* dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Note"));
    dialog->setOption(QInputDialog::UsePlainTextEditForTextInput);
    dialog->setLabelText(letters ? countedText(static_cast<qint64>(m_letters->rows().checked().size()), tr("A note on the letter, kept on this computer:"),
                                               tr("A note on the %1 letters, kept on this computer:"))
                                 : tr("A note on this kind of failure, kept on this computer:"));
    LetterMark mark = LetterMark::Open;
    if (!letters) {
        dialog->setTextValue(QString::fromStdString(row->note));
        const auto& marks = m_feed.states()->groups;
        if (const auto known = marks.find(row->group.id); known != marks.end())
            mark = known->second.word.mark;
    } else {
        const auto& marks = m_feed.states()->letters;
        const auto known = marks.find(*m_letters->rows().checked().begin());
        if (known != marks.end()) {
            mark = known->second.mark;
            dialog->setTextValue(QString::fromStdString(known->second.note));
        }
    }
    connect(dialog, &QInputDialog::textValueSelected, this, [this, letters, mark](const QString& text) {
        if (letters)
            markLetters(mark, text.trimmed());
        else
            markGroup(mark, text.trimmed());
    });
    dialog->open();
}

} // namespace weir::ui
