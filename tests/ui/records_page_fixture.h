// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/ui/page_stand.h"

#include "ui/records/browse_mode.h"
#include "ui/records/filter_bar.h"
#include "ui/records/filter_input.h"
#include "ui/records/range_picker.h"
#include "ui/records/record_cells.h"
#include "ui/records/record_inspector.h"
#include "ui/records/records_foot.h"
#include "ui/records/records_page.h"
#include "ui/records/timeline_strip.h"
#include "ui/widgets/payload_view.h"
#include "ui/widgets/segmented_tabs.h"
#include "ui/widgets/sparse_table.h"

#include <QtTest/QSignalSpy>
#include <QtWidgets/QLineEdit>

namespace weir::test {

using namespace weir::ui;

inline constexpr TimestampMs day = 1'795'000'000'000; // a fixed day, so that pictures do not change
inline constexpr const char* orders = "events.ordercreated";

inline void addOrders(FakeCluster& cluster, int records)
{
    cluster.addTopic(orders, 4);
    const char* types[] = {"OrderPaid", "PaymentFailed", "OrderCreated", "OrderShipped"};
    for (int i = 0; i < records; ++i) {
        const std::string value = R"({"event_id":"df373ad8-1c2d-4f6a-9b1e-)" + std::to_string(100000 + i)
                                  + R"(","event_type":")" + types[i % 4]
                                  + R"(","occurred_at":"2026-11-18T03:06:40.208Z","data":{"order":"ord-)"
                                  + std::to_string(55000 + i * 37) + R"(","amount":9007199254740993,"currency":null}})";
        cluster.append(orders, i % 4, "ord-" + std::to_string(10000 + i * 631 % 90000), value,
                       {{"source", Bytes("shop-7")}, {"trace", Bytes("00-4bf92f3577b34da6")}, {"retry", std::nullopt}},
                       day + i * 2137);
    }
}

/// One partition, records from worst to worse.
inline void addUgly(FakeCluster& cluster)
{
    cluster.addTopic("ugly", 1);
    const auto add = [&](OptionalBytes key, OptionalBytes value, Headers headers = {}) {
        cluster.append("ugly", 0, std::move(key), std::move(value), std::move(headers), day);
    };
    add(std::nullopt, std::nullopt);
    add(Bytes(), Bytes());
    add(Bytes("k\0y", 3), Bytes("<b>not bold</b>\xE2\x80\xAE reversed"));
    add(Bytes("\xff\xfe"), Bytes("\x00\x01\x02\xff", 4));
    add(Bytes("dup"), Bytes("plain"), {{"h", Bytes("1")}, {"h", Bytes("2")}, {"", Bytes()}, {"null", std::nullopt}});
    add(Bytes("big"), Bytes(900'000, 'x'));
}

inline OpenRecords records(const char* topic, std::optional<int> partition = {}, std::optional<qint64> offset = {})
{
    return {QString::fromLatin1(topic), partition, offset};
}

/// Positions of all rows, loading what is not loaded; empty while something is still on its way.
inline std::vector<qint64> rowsOf(const RecordsPage& page)
{
    std::vector<qint64> positions;
    SparseRows* rows = page.table()->rows();
    qint64 from = rows->begin();
    while (true) {
        const auto at = rows->atOrAfter(from);
        if (at.state == SparseRows::Lookup::State::None)
            return positions;
        if (at.state == SparseRows::Lookup::State::Loading)
            return {};
        positions.push_back(at.position);
        from = at.position + 1;
    }
}

inline int count(const RecordsPage& page)
{
    return static_cast<int>(rowsOf(page).size());
}

inline SparseCell cell(const RecordsPage& page, std::size_t row, RecordField field)
{
    const auto positions = rowsOf(page);
    const RecordCells cells;
    return row < positions.size() ? page.table()->rows()->cell(positions[row], cells.columnOf(field)) : SparseCell{};
}

inline QString pill(const RecordsPage& page, std::size_t row, RecordField field)
{
    const auto mark = cell(page, row, field).mark;
    const auto* found = std::get_if<PillCell>(&mark);
    return found ? found->text : QString();
}

inline void type(const RecordsPage& page, const char* filter)
{
    page.filterBar()->setText(QString::fromUtf8(filter));
    QTest::keyClick(page.filterBar()->input(), Qt::Key_Return);
}

inline bool is(const RecordsPage& page, StateView::State state)
{
    return stateOf(const_cast<RecordsPage&>(page))->state() == state;
}

} // namespace weir::test
