// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/ui/page_stand.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/sparse_table.h"

#include <QtGui/QWheelEvent>

#include <algorithm>
#include <memory>

namespace weir::test {

/// Rows at every `step`-th position of [first, last), of which [loadedFrom, loadedTo) are loaded. Counts what it is asked.
class FakeRows : public ui::SparseRows
{
    Q_OBJECT
public:
    explicit FakeRows(qint64 first, qint64 last, qint64 gap = 1) : step(gap), from(first), to(last) { loadAll(); }

    qint64 begin() const override { return from; }
    qint64 end() const override { return to; }
    Lookup atOrAfter(qint64 position) override
    {
        ++lookups;
        position = std::max(position, from);
        const qint64 row = from + (position - from + step - 1) / step * step;
        if (position >= to)
            return {};
        // What is not loaded is not known: the guess is the position itself.
        if (position < loadedFrom || position >= loadedTo)
            return {Lookup::State::Loading, position};
        if (row < loadedTo)
            return row < to ? Lookup{Lookup::State::Row, row} : Lookup{};
        return loadedTo < to ? Lookup{Lookup::State::Loading, loadedTo} : Lookup{};
    }
    Lookup before(qint64 position) override
    {
        ++lookups;
        position = std::min(position, to) - 1;
        if (position < from)
            return {};
        const qint64 row = from + (position - from) / step * step;
        if (position < loadedFrom || position >= loadedTo)
            return {Lookup::State::Loading, position};
        if (row >= loadedFrom)
            return {Lookup::State::Row, row};
        return loadedFrom > from ? Lookup{Lookup::State::Loading, loadedFrom - 1} : Lookup{};
    }
    void setVisible(qint64 first, qint64 last) override { visible = {first, last}; }
    const std::vector<ui::SparseColumn>& columns() const override { return shownColumns; }
    ui::SparseCell cell(qint64 position, int column) const override
    {
        ++cells;
        if (position < loadedFrom || position >= loadedTo || (position - from) % step != 0)
            ++wrongCells;
        switch (column) {
        case 0: return {QStringLiteral("14:07:%1.208").arg(position % 60, 2, 10, QLatin1Char('0')), {}, {}, false};
        case 1: return {QString::number(position % 4), {}, {}, false};
        case 2: return {ui::countText(position), {}, {}, false};
        case 3:
            if (position % 7 == 0)
                return {{}, ui::PillCell{QStringLiteral("NULL"), ui::Tone::Neutral}, {}, false};
            return {QStringLiteral("ord-%1").arg(position * 7919 % 100'000), {}, {}, false};
        case 4: return {QStringLiteral("OrderPaid"), {}, {}, false};
        case 5:
            return {QStringLiteral("{\"event_id\":\"%1\",\"event_type\":\"OrderPaid\",\"data\":{\"order\":\"ord-%2\",\"amount\":%3}}")
                        .arg(position * 2654435761, 16, 16, QLatin1Char('0')).arg(position).arg(position % 997),
                    {}, {}, false};
        default: return {QStringLiteral("%1 B").arg(200 + position % 400), {}, {}, false};
        }
    }

    void loadAll()
    {
        loadedFrom = from;
        loadedTo = to;
    }
    void load(qint64 first, qint64 last)
    {
        loadedFrom = first;
        loadedTo = last;
        Q_EMIT changed();
    }
    void grow(qint64 rows)
    {
        if (loadedTo == to)
            loadedTo += rows * step;
        to += rows * step;
        Q_EMIT changed();
    }
    void setColumns(std::vector<ui::SparseColumn> columns)
    {
        shownColumns = std::move(columns);
        Q_EMIT columnsChanged();
    }

    std::vector<ui::SparseColumn> shownColumns{
        {QStringLiteral("time"), QStringLiteral("Time"), 152, Qt::AlignLeft, true},
        {QStringLiteral("partition"), QStringLiteral("P"), 40, Qt::AlignRight, true},
        {QStringLiteral("offset"), QStringLiteral("Offset"), 110, Qt::AlignRight, true},
        {QStringLiteral("key"), QStringLiteral("Key"), 106, Qt::AlignLeft, true},
        {QStringLiteral("event"), QStringLiteral("Event type"), 124, Qt::AlignLeft, false},
        {QStringLiteral("value"), QStringLiteral("Value"), 0, Qt::AlignLeft, true},
        {QStringLiteral("size"), QStringLiteral("Size"), 76, Qt::AlignRight, false}};
    const qint64 step;
    qint64 from;
    qint64 to;
    qint64 loadedFrom = 0;
    qint64 loadedTo = 0;
    std::pair<qint64, qint64> visible{-1, -1};
    int lookups = 0;
    mutable int cells = 0;
    mutable int wrongCells = 0; ///< asked for cells of rows that are not there
};

inline constexpr qint64 twoBillion = 2'000'000'000;

/// A table over fake rows, shown, with the keyboard.
struct SparseStand {
    explicit SparseStand(std::unique_ptr<FakeRows> source, const QString& key = {}) : rows(std::move(source)), table(QStringLiteral("Records"), key)
    {
        table.resize(900, 30 + 20 * ui::Theme::rowHeight);
        table.setRows(rows.get());
        table.show();
        table.setFocus();
        // Bars find their place in the next turn of the event loop.
        QCoreApplication::sendPostedEvents();
    }
    SparseStand(qint64 first, qint64 last, qint64 step = 1) : SparseStand(std::make_unique<FakeRows>(first, last, step)) {}
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(&table, key, modifiers); }
    QList<qint64> positions()
    {
        QList<qint64> result;
        for (const auto& row : table.shown().rows())
            result << row.position;
        return result;
    }
    qint64 top() { return table.shown().rows().empty() ? -1 : table.shown().rows().front().position; }
    qint64 bottom() { return table.shown().rows().empty() ? -1 : table.shown().rows().back().position; }
    QPoint at(qint64 position, int column = 0) { return table.cellRect(position, column).center(); }
    void click(qint64 position, Qt::KeyboardModifiers modifiers = {}, int column = 0)
    {
        QTest::mouseClick(table.viewport(), Qt::LeftButton, modifiers, at(position, column));
    }
    void wheel(int angle, Qt::KeyboardModifiers modifiers = {})
    {
        QWheelEvent event({50, 100}, table.viewport()->mapToGlobal(QPointF(50, 100)), {}, {0, angle}, Qt::NoButton, modifiers,
                          Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(table.viewport(), &event);
    }
    std::unique_ptr<FakeRows> rows;
    ui::SparseTable table;
};

} // namespace weir::test
