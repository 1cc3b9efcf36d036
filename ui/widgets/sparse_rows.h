// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/cell.h"

#include <QtCore/QObject>
#include <QtCore/QString>

#include <optional>
#include <vector>

namespace weir::ui {

/// One column of a SparseTable.
struct SparseColumn {
    QString id;    ///< for remembered widths and order
    QString title; ///< translated
    int width = 120; ///< 0: takes the space that is left
    Qt::Alignment alignment = Qt::AlignLeft;
    bool mono = false;

    bool operator==(const SparseColumn&) const = default;
};

/// What a cell of a SparseTable shows. Made for visible rows only.
struct SparseCell {
    QString text;
    CellMark mark{};
    Tone tone = Tone::Neutral;
    bool strong = false;
};

/// The rows of a SparseTable: they lie at positions of a 64-bit space, in order, with gaps; any number of them, few of
/// them loaded. All calls are answered at once from what is there; what is not there is asked for in the background and
/// announced by changed(). GUI thread.
class SparseRows : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    struct Lookup {
        enum class State {
            Row,     ///< a loaded row at `position`
            Loading, ///< asked for; `position` is where it is guessed to be
            None,    ///< there is no further row in that direction
        };
        State state = State::None;
        qint64 position = 0;
    };

    /// Positions lie in [begin, end); both may move while records arrive or are deleted.
    [[nodiscard]] virtual qint64 begin() const = 0;
    [[nodiscard]] virtual qint64 end() const = 0;
    /// The first row at or after `position`.
    [[nodiscard]] virtual Lookup atOrAfter(qint64 position) = 0;
    /// The last row before `position`.
    [[nodiscard]] virtual Lookup before(qint64 position) = 0;
    /// The view shows positions around here: load them first, drop what is far away.
    virtual void setVisible(qint64 first, qint64 last) = 0;

    [[nodiscard]] virtual const std::vector<SparseColumn>& columns() const = 0;
    /// Of a loaded row.
    [[nodiscard]] virtual SparseCell cell(qint64 position, int column) const = 0;
    /// What screen readers and the clipboard get; plain text.
    [[nodiscard]] virtual QString fullText(qint64 position, int column) const { return cell(position, column).text; }

Q_SIGNALS:
    /// Rows were loaded, dropped or changed, or the span moved.
    void changed();
    /// Every position means something else now (another topic, another order): the view starts again at the begin.
    void reset();
    void columnsChanged();
    /// Nothing that is shown is loaded yet, and what was asked for at `from` turned out to lie at `to`: a view that shows
    /// `from` shows `to` in its place.
    void displaced(qint64 from, qint64 to);
};

} // namespace weir::ui
