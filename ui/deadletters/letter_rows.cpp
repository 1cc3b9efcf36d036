// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/letter_rows.h"

#include "ui/deadletters/failure_words.h"
#include "ui/deadletters/inbox_feed.h"
#include "ui/deadletters/letter_words.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/plain_text.h"

#include <algorithm>

namespace weir::ui {
namespace {

constexpr std::chrono::milliseconds scrollPause{60};
constexpr std::chrono::seconds detailsTime{20};
constexpr qint64 around = 30;           ///< rows beside the visible ones that are read, too
constexpr std::size_t mostDetails = 4'000;
constexpr qint64 mostChecked = 200'000; ///< by one wave of the hand

std::vector<SparseColumn> columnsFor(bool all)
{
    using Rows = LetterRows;
    std::vector<SparseColumn> columns{
        {QStringLiteral("check"), QString(), 32, Qt::AlignLeft, false},
        {QStringLiteral("failed"), Rows::tr("Failed at"), 112, Qt::AlignLeft, true},
        {QStringLiteral("origin"), Rows::tr("Origin P:offset"), 110, Qt::AlignRight, true},
        {QStringLiteral("key"), Rows::tr("Key"), 0, Qt::AlignLeft, true},
        {QStringLiteral("tries"), Rows::tr("Tries"), 50, Qt::AlignRight, true},
        {QStringLiteral("failure"), Rows::tr("Failure"), 108, Qt::AlignLeft, false},
        {QStringLiteral("state"), Rows::tr("State"), 126, Qt::AlignLeft, false},
    };
    // Of one group every letter has the same failure.
    if (!all)
        columns[Rows::FailureColumn].title = Rows::tr("Letter P:offset");
    if (!all) {
        columns[Rows::FailureColumn].mono = true;
        columns[Rows::FailureColumn].alignment = Qt::AlignRight;
        columns[Rows::FailureColumn].id = QStringLiteral("letter");
        columns[Rows::FailureColumn].width = 108;
    }
    return columns;
}

} // namespace

LetterRows::LetterRows(InboxFeed& feed, QObject* parent)
    : SparseRows(parent), m_feed(feed), m_list(std::make_shared<ListedLetters>()), m_columns(columnsFor(true))
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(scrollPause);
    connect(&m_pause, &QTimer::timeout, this, &LetterRows::readDetails);
    connect(&m_feed, &InboxFeed::inboxChanged, this, &LetterRows::reload);
    connect(&m_feed, &InboxFeed::statesChanged, this, &SparseRows::changed);
    connect(&m_feed, &InboxFeed::conventionsChanged, this, [this] { m_details.clear(); });
}

LetterRows::~LetterRows() = default;

void LetterRows::setGroups(std::vector<std::string> ids)
{
    if (std::exchange(m_asked, true) && ids == m_ids)
        return;
    const bool otherColumns = m_ids.size() == 1 ? ids.size() != 1 : ids.size() == 1;
    m_ids = std::move(ids);
    m_loaded = false;
    m_list = std::make_shared<ListedLetters>();
    m_visible = {0, -1};
    m_checked.clear();
    m_columns = columnsFor(m_ids.size() != 1);
    Q_EMIT reset();
    if (otherColumns)
        Q_EMIT columnsChanged();
    Q_EMIT checkedChanged();
    m_listTask.cancel();
    m_another = false;
    reload();
}

void LetterRows::reload()
{
    const auto inbox = m_feed.inbox();
    if (!inbox)
        return;
    // While much comes in, the inbox changes faster than a long list can be read.
    if (m_listTask.isRunning()) {
        m_another = true;
        return;
    }
    m_listTask.start(
        m_feed.context().tasks, [inbox, ids = m_ids](std::stop_token) { return ListedLetters::read(*inbox, ids); },
        [this](ListedLetters list) {
            takeList(std::move(list));
            if (std::exchange(m_another, false))
                reload();
        });
}

void LetterRows::takeList(ListedLetters list)
{
    const bool first = !std::exchange(m_loaded, true);
    if (!first && list == *m_list)
        return;
    // The last of the old rows is the first that differs when letters came in between, or went.
    const std::size_t known = m_list->size();
    bool shifted = !first && list.size() < known;
    for (std::size_t i : {std::size_t{0}, known / 2, known - 1}) {
        if (!first && !shifted && known > 0)
            shifted = list.place(list.size() - known + i) != m_list->place(i);
    }
    m_list = std::make_shared<const ListedLetters>(std::move(list));
    Q_EMIT changed();
    Q_EMIT listed(shifted);
    m_pause.start();
}

std::optional<LetterPlace> LetterRows::placeAt(qint64 position) const
{
    if (position < begin() || position >= 0)
        return std::nullopt;
    return m_list->place(indexOf(position));
}

std::optional<qint64> LetterRows::positionOf(const LetterPlace& place) const
{
    const auto index = m_list->find(place);
    return index ? std::optional<qint64>(static_cast<qint64>(*index) - count()) : std::nullopt;
}

std::string LetterRows::groupAt(qint64 position) const
{
    return position < begin() || position >= 0 ? std::string() : m_list->group(indexOf(position));
}

// --- boxes ------------------------------------------------------------------------------------

void LetterRows::setChecked(qint64 first, qint64 last, bool checked)
{
    first = std::max(first, begin());
    last = std::min({last, qint64{-1}, first + mostChecked - 1});
    for (qint64 position = first; position <= last; ++position) {
        if (checked)
            m_checked.insert(m_list->place(indexOf(position)));
        else
            m_checked.erase(m_list->place(indexOf(position)));
    }
    Q_EMIT changed();
    Q_EMIT checkedChanged();
}

void LetterRows::toggle(qint64 first, qint64 last)
{
    first = std::max(first, begin());
    last = std::min({last, qint64{-1}, first + mostChecked - 1});
    bool all = true;
    for (qint64 position = first; position <= last && all; ++position)
        all = m_checked.contains(m_list->place(indexOf(position)));
    setChecked(first, last, !all);
}

void LetterRows::uncheckAll()
{
    if (m_checked.empty())
        return;
    m_checked.clear();
    Q_EMIT changed();
    Q_EMIT checkedChanged();
}

// --- rows -------------------------------------------------------------------------------------

SparseRows::Lookup LetterRows::atOrAfter(qint64 position)
{
    position = std::max(begin(), position);
    return position < 0 ? Lookup{Lookup::State::Row, position} : Lookup{};
}

SparseRows::Lookup LetterRows::before(qint64 position)
{
    position = std::min<qint64>(position, 0) - 1;
    return position >= begin() ? Lookup{Lookup::State::Row, position} : Lookup{};
}

void LetterRows::setVisible(qint64 first, qint64 last)
{
    m_visible = {first, last};
    m_pause.start();
}

void LetterRows::readDetails()
{
    std::vector<LetterPlace> wanted;
    bool visible = false;
    const qint64 first = std::max(begin(), m_visible.first - around);
    const qint64 last = std::min<qint64>(-1, m_visible.second + around);
    for (qint64 position = first; position <= last; ++position) {
        const LetterPlace place = m_list->place(indexOf(position));
        const auto known = m_details.find(place);
        if (known != m_details.end() && !known->second.error)
            continue;
        wanted.push_back(place);
        visible = visible || (position >= m_visible.first && position <= m_visible.second);
    }
    if (!visible)
        return;
    m_detailsTask.start(
        m_feed.context().tasks,
        [cluster = m_feed.context().cluster, wanted = std::move(wanted), own = m_feed.conventions()](std::stop_token stop) {
            return readLetterDetails(*cluster, wanted, own, Call::within(detailsTime, std::move(stop)));
        },
        [this](std::map<LetterPlace, LetterDetails> details) { takeDetails(std::move(details)); });
}

void LetterRows::takeDetails(std::map<LetterPlace, LetterDetails> details)
{
    if (m_details.size() + details.size() > mostDetails)
        m_details.clear();
    for (auto& [place, what] : details)
        m_details[place] = std::move(what);
    Q_EMIT changed();
}

const LetterDetails* LetterRows::detailsAt(qint64 position) const
{
    const auto found = m_details.find(m_list->place(indexOf(position)));
    return found == m_details.end() ? nullptr : &found->second;
}

SparseCell LetterRows::stateCell(qint64 position) const
{
    const std::size_t index = indexOf(position);
    const LetterState state = m_feed.states()->of(m_list->place(index), m_list->time(index), m_list->group(index));
    SparseCell cell;
    cell.text = letterStateText(state);
    cell.mark = PillCell{cell.text, letterStateTone(state)};
    return cell;
}

SparseCell LetterRows::cell(qint64 position, int column) const
{
    if (position < begin() || position >= 0)
        return {};
    const std::size_t index = indexOf(position);
    const LetterDetails* details = detailsAt(position);
    const QString unknown = details ? QStringLiteral("–") : QStringLiteral("…");
    SparseCell cell;
    switch (column) {
    case CheckColumn: {
        const bool checked = m_checked.contains(m_list->place(index));
        cell.text = checked ? QStringLiteral("☑") : QStringLiteral("☐");
        cell.tone = checked ? Tone::Accent : Tone::Neutral;
        break;
    }
    case TimeColumn: cell.text = momentText(m_list->time(index)); break;
    case OriginColumn:
        cell.text = details && (details->originPartition || details->originOffset) ? originPosition(*details) : unknown;
        break;
    case KeyColumn:
        cell.text = letterKeyText(details);
        if (details && (details->gone || details->error))
            cell.tone = Tone::Warning;
        break;
    case TriesColumn:
        cell.text = details && details->attempts ? countText(*details->attempts) : unknown;
        break;
    case FailureColumn:
        cell.text = m_ids.size() == 1 ? placePosition(m_list->place(index))
                                      : groupTitle(*m_feed.state(), m_list->group(index));
        break;
    case StateColumn: return stateCell(position);
    default: break;
    }
    return cell;
}

QString LetterRows::fullText(qint64 position, int column) const
{
    if (position < begin() || position >= 0)
        return {};
    const std::size_t index = indexOf(position);
    if (column == CheckColumn)
        return m_checked.contains(m_list->place(index)) ? tr("ticked") : tr("not ticked");
    if (column == TimeColumn && m_list->time(index))
        return QString::fromStdString(formatUtc(*m_list->time(index)));
    if (column == KeyColumn) {
        const LetterDetails* details = detailsAt(position);
        if (details && details->error)
            return sentenceOf(*details->error);
    }
    if (column == FailureColumn && m_ids.size() == 1)
        return QString::fromStdString(placeText(m_list->place(index)));
    if (column == StateColumn)
        return letterStateDetails(m_feed.states()->of(m_list->place(index), m_list->time(index), m_list->group(index)));
    return cell(position, column).text;
}

} // namespace weir::ui
