// SPDX-License-Identifier: GPL-3.0-or-later
// Random filters over random records: the plan must say what the slow reference says.
#include "core/base/bytes.h"
#include "core/records/filter.h"
#include "core/records/json_index.h"
#include "core/records/payload_text.h"
#include "core/records/record_json.h"
#include "tests/support/filter_reference.h"
#include "tests/support/random_filter.h"

#include <QtTest>

using namespace weir;

class RecordsFilterRandomTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void planSaysWhatTheReferenceSays()
    {
        // WEIR_SEED repeats a run; every run prints its own.
        const bool given = qEnvironmentVariableIsSet("WEIR_SEED");
        const auto seed = given ? static_cast<unsigned>(qEnvironmentVariableIntValue("WEIR_SEED")) : std::random_device{}();
        const int filters = qEnvironmentVariableIsSet("WEIR_FILTERS") ? qEnvironmentVariableIntValue("WEIR_FILTERS") : 4'000;
        test::RandomFilters random(seed);
        int matched = 0;
        constexpr int recordsEach = 12;
        for (int i = 0; i < filters; ++i) {
            const std::string text = random.filter();
            const auto filter = Filter::parse(text, 1'767'323'045'000);
            QVERIFY2(filter.has_value(), (text + ": " + (filter ? "" : filter.error().message)).c_str());
            const auto matcher = filter->matcher();
            for (int j = 0; j < recordsEach; ++j) {
                const Record record = random.record();
                const bool plan = matcher->matches(test::OwnedRecordView(record));
                const bool reference = test::referenceMatches(*filter->root(), record);
                if (plan != reference) {
                    QFAIL(("seed " + std::to_string(seed) + ": " + text + "\nplan " + (plan ? "yes" : "no") + ", reference otherwise for " +
                           toJsonLine(record)).c_str());
                }
                const bool early = filter->notBefore() && record.timestamp && *record.timestamp < *filter->notBefore();
                const bool late = filter->notAfter() && record.timestamp && *record.timestamp > *filter->notAfter();
                QVERIFY2(!plan || !(early || late), text.c_str());
                matched += plan ? 1 : 0;
            }
        }
        // A generator that never hits proves nothing.
        QVERIFY2(matched > filters * recordsEach / 10 && matched < filters * recordsEach * 9 / 10, std::to_string(matched).c_str());
        qInfo("seed %u: %d of %d records matched", seed, matched, filters * recordsEach);
    }

    void indexAndScannerAgreeOnWhatIsJson()
    {
        test::RandomFilters random(5);
        JsonIndex index;
        int valid = 0;
        for (int i = 0; i < 60'000; ++i) {
            const std::string bytes = random.payload();
            const bool json = classifyPayload(bytes) == PayloadKind::Json;
            QVERIFY2((index.index(bytes) && index.isValid()) == json, toHex(bytes).c_str());
            valid += json ? 1 : 0;
        }
        QVERIFY(valid > 20'000 && valid < 55'000);
    }
};

QTEST_APPLESS_MAIN(RecordsFilterRandomTest)
#include "records_filter_random_test.moc"
