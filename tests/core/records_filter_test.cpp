// SPDX-License-Identifier: GPL-3.0-or-later
// What filters match and what they do not, row by row.
#include "core/records/filter.h"
#include "tests/core/filter_rows.h"
#include "tests/support/filter_reference.h"

#include <QtTest>

using namespace weir;
using test::OwnedRecordView;

namespace {

constexpr TimestampMs now = test::filterNow;

/// What plan and reference agree on; "differ" or the parser's sentence when there is no such thing.
QByteArray verdict(const Record& record, const QByteArray& text)
{
    const auto filter = Filter::parse(std::string_view(text.constData(), static_cast<std::size_t>(text.size())), now);
    if (!filter)
        return QByteArray::fromStdString(filter.error().message);
    const bool plan = filter->matcher()->matches(OwnedRecordView(record));
    const bool reference = filter->root() == nullptr || test::referenceMatches(*filter->root(), record);
    return plan != reference ? "differ" : plan ? "yes" : "no";
}

} // namespace

Q_DECLARE_METATYPE(weir::Record)

class RecordsFilterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void looksAtARecord_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("wanted");
        const auto yes = [](const char* text) { QTest::newRow(text) << QByteArray(text) << true; };
        const auto no = [](const char* text) { QTest::newRow(text) << QByteArray(text) << false; };
        yes("");
        yes(" \t\r\n");
        // text anywhere
        yes("OrderPaid");
        no("orderpaid");
        yes("*orderpaid");
        yes("*\"ORDER-17\"");
        yes("\"event_type\"");
        yes("trace");
        yes("def");
        yes("OrderPaid def");
        no("OrderPaid nope");
        yes("OrderPaid or nope");
        no("not OrderPaid");
        yes("not nope");
        yes("~ \"Order[A-Z]\"");
        yes("~* \"ORDERpaid\"");
        no("~ \"^abcd\"");
        yes("~ \"^abc$\"");
        yes("contains* \"ORDERpaid\"");
        yes("r\"\\u00eb\"");
        no("\"\\u00eb\"");
        // coordinates
        yes("partition == 3");
        no("partition == 4");
        yes("partition in (1, 2, 3)");
        no("partition in (1, 2)");
        yes("partition not in (1, 2)");
        yes("offset == 1877046 and partition == 3");
        yes("offset == 1877046.0");
        yes("offset < 1e7");
        no("offset > 99999999999999999999999");
        yes("offset < 99999999999999999999999");
        yes("offset exists");
        yes("timestamp > -15m");
        no("timestamp > -30s");
        yes("timestamp < -30s");
        yes("timestamp == -1m");
        yes("timestamp >= 2025-11-24T15:59:00Z");
        no("timestamp > 2025-11-24T15:59:00Z");
        yes("timestamp > \"2025-11-24 15:58\"");
        yes("timestamp == 1763999940000");
        yes("timestamp exists");
        yes("size > 100");
        no("size < 100");
        // whole payloads
        yes("key == \"order-17\"");
        yes("key == order-17");
        no("key == \"ORDER-17\"");
        yes("key ==* \"ORDER-17\"");
        no("key !=* \"ORDER-17\"");
        yes("key != \"order-18\"");
        yes("key > \"order-16\"");
        no("key == 17");
        yes("key in (a, b, order-17)");
        yes("key in (a, b, c, d, e, f, g, h, order-17)");
        no("key in (a, b, c, d, e, f, g, h, ORDER-17)");
        yes("key in* (a, b, c, d, e, f, g, h, ORDER-17)");
        yes("key ~ \"^order-\\\\d+$\"");
        yes("key ~ r\"^order-\\d+$\"");
        yes("key == hex\"6f726465722d3137\"");
        yes("key exists");
        no("key == null");
        yes("key != null");
        yes("value contains \"OrderPaid\"");
        yes("value contains* orderpaid");
        yes("value not contains nope");
        // headers
        yes("header[\"trace\"] == abc");
        yes("header[\"trace\"] == def");
        yes("header[\"trace\"] != abc");
        no("not header[\"trace\"] == abc");
        no("header[\"retry\"] != 3");
        yes("header[\"retry\"] == 3");
        yes("header[\"retry\"] == \"3\"");
        yes("header[\"retry\"] > 2.5");
        yes("header[\"flag\"] == true");
        no("header[\"flag\"] == false");
        yes("header[\"none\"] exists");
        yes("header[\"none\"] == null");
        yes("header[\"none\"] != \"x\"");
        no("header[\"gone\"] exists");
        no("header[\"gone\"] == null");
        no("header[\"gone\"] != \"x\"");
        yes("header[\"meta\"].x.y == 5");
        no("header[\"trace\"].x exists");
        yes("header[\"h\\xff\"] == v");
        // JSON
        yes("value.event_type == OrderPaid");
        yes("value.event_type ==* ORDERPAID");
        no("value.event_type == orderpaid");
        yes("value.event_type in (A, OrderPaid)");
        yes("value.event_type ~ \"Paid$\"");
        no("value.event_type ~ \"^Paid\"");
        yes("value.big == 9007199254740993");
        no("value.big == 9007199254740992");
        yes("value.big > 9007199254740992");
        yes("value.big contains 740993");
        yes("value.data.amount == 1.1");
        yes("value.data.amount == 110e-2");
        yes("value.data.amount < 2 value.data.amount >= 1.1");
        no("value.data.amount == \"1.10\"");
        yes("value.data.amount != \"1.10\"");
        yes("value.data.neg == 0");
        yes("value.data.huge > 1e399");
        no("value.data.huge > 1e401");
        yes("value.data.items[0].sku == A-1");
        yes("value.data.items[1].sku == B-2");
        no("value.data.items[2] exists");
        no("value.data.items.sku exists");
        yes("value.data.items contains B");
        yes("value.data.note == null");
        yes("value.data.note exists");
        yes("value.data.note != 5");
        no("value.data.note contains null");
        no("value.data.gone == null");
        no("value.data.gone != 5");
        yes("value.data.gone not exists");
        yes("not value.data.gone == 5");
        yes("value.data.ok == true");
        no("value.data.ok == \"true\"");
        yes("value.data.ok contains tru");
        yes("value.data.name == \"Zo\xC3\xAB \\\"Z\\\"\"");
        yes("value.data.name contains* \"zO\"");
        yes("value.data.name ~* \"ZO\xC3\x8B\"");
        yes("value.data.dup == 1");
        no("value.data.dup == 2");
        yes("value.data[\"odd key\"] == x");
        yes("value.data[\"a\\\"b\"] == y");
        yes("value..id == 7");
        no("value..id == outer");
        yes("value..sku == A-1");
        yes("value.data..id == 7");
        no("value.list[0] exists");
        yes("value.list exists");
        no("value.list == \"\"");
        yes("value.list != \"\"");
        yes("value.occurred_at > -15m");
        yes("value.occurred_at == 2025-11-24T15:58:59.500Z");
        no("value.occurred_at > -1m");
        no("key.x exists");
        no("value[0] exists");
        // structure
        yes("(partition == 3 or partition == 4) and not (key == null)");
        yes("not not partition == 3");
        yes("partition == 3 OR nope AND nope");
        no("(partition == 3 OR nope) AND nope");
        yes("NOT partition IN (4) EXISTS_IS_A_WORD or partition == 3");
    }
    void looksAtARecord()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, wanted);
        QCOMPARE(verdict(test::sampleOrder(), text), QByteArray(wanted ? "yes" : "no"));
    }

    void looksAtUglyBytes_data()
    {
        QTest::addColumn<Record>("record");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("wanted");
        int number = 0;
        for (const test::FilterRow& row : test::uglyFilterRows()) {
            QTest::addRow("%d %s", ++number, row.text.c_str())
                << row.record << QByteArray::fromStdString(row.text) << row.wanted;
        }
    }
    void looksAtUglyBytes()
    {
        QFETCH(Record, record);
        QFETCH(QByteArray, text);
        QFETCH(bool, wanted);
        QCOMPARE(verdict(record, text), QByteArray(wanted ? "yes" : "no"));
    }
};

QTEST_APPLESS_MAIN(RecordsFilterTest)
#include "records_filter_test.moc"
