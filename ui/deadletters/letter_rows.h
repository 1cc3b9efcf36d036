// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/async/latest_task.h"
#include "ui/deadletters/letter_details.h"
#include "ui/deadletters/listed_letters.h"
#include "ui/widgets/sparse_rows.h"

#include <QtCore/QTimer>

#include <memory>
#include <set>

namespace weir::ui {

class InboxFeed;

/// The dead letters of a failure group (or of all groups) for a SparseTable, newest first. What the inbox knows is there at
/// once; keys, tries and origins are read in the background for what is in view. Positions count from the oldest letter
/// (the last one is -1), so that new letters move nothing. GUI thread.
class LetterRows : public SparseRows
{
    Q_OBJECT
public:
    enum Column { CheckColumn, TimeColumn, OriginColumn, KeyColumn, TriesColumn, FailureColumn, StateColumn };

    explicit LetterRows(InboxFeed& feed, QObject* parent = nullptr);
    ~LetterRows() override;

    /// Shows the letters of these groups; empty: of all. Boxes that were ticked are forgotten when they are other groups.
    void setGroups(std::vector<std::string> ids);
    [[nodiscard]] const std::vector<std::string>& groups() const { return m_ids; }
    /// Asks the inbox again.
    void reload();
    /// The list of the groups was read at least once.
    [[nodiscard]] bool isLoaded() const { return m_loaded; }
    [[nodiscard]] const ListedLetters& list() const { return *m_list; }
    [[nodiscard]] qint64 count() const { return static_cast<qint64>(m_list->size()); }

    [[nodiscard]] std::optional<LetterPlace> placeAt(qint64 position) const;
    [[nodiscard]] std::optional<qint64> positionOf(const LetterPlace& place) const;
    /// Id of the failure group of that letter; empty when there is no such row.
    [[nodiscard]] std::string groupAt(qint64 position) const;

    [[nodiscard]] const std::set<LetterPlace>& checked() const { return m_checked; }
    void setChecked(qint64 first, qint64 last, bool checked);
    /// Ticks all of these, or, when all are ticked, none of them.
    void toggle(qint64 first, qint64 last);
    void uncheckAll();

    // --- SparseRows
    [[nodiscard]] qint64 begin() const override { return -count(); }
    [[nodiscard]] qint64 end() const override { return 0; }
    [[nodiscard]] Lookup atOrAfter(qint64 position) override;
    [[nodiscard]] Lookup before(qint64 position) override;
    void setVisible(qint64 first, qint64 last) override;
    [[nodiscard]] const std::vector<SparseColumn>& columns() const override { return m_columns; }
    [[nodiscard]] SparseCell cell(qint64 position, int column) const override;
    [[nodiscard]] QString fullText(qint64 position, int column) const override;

Q_SIGNALS:
    /// Another list; `shifted`: letters came in between, so a position means another letter now.
    void listed(bool shifted);
    void checkedChanged();

private:
    [[nodiscard]] std::size_t indexOf(qint64 position) const { return static_cast<std::size_t>(position + count()); }
    [[nodiscard]] const LetterDetails* detailsAt(qint64 position) const;
    [[nodiscard]] SparseCell stateCell(qint64 position) const;
    void takeList(ListedLetters list);
    void readDetails();
    void takeDetails(std::map<LetterPlace, LetterDetails> details);

    InboxFeed& m_feed;
    std::vector<std::string> m_ids;
    std::shared_ptr<const ListedLetters> m_list;
    bool m_asked = false;
    bool m_loaded = false;
    bool m_another = false; ///< the inbox changed while the list was read
    std::map<LetterPlace, LetterDetails> m_details;
    std::set<LetterPlace> m_checked;
    std::pair<qint64, qint64> m_visible{0, -1};
    std::vector<SparseColumn> m_columns;
    QTimer m_pause; ///< scrolling past asks for nothing
    LatestTask m_listTask;
    LatestTask m_detailsTask;
};

} // namespace weir::ui
