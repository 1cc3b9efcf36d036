// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/layers/layer_rules.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using weir::test::checkLayers;
using weir::test::Violation;
namespace fs = std::filesystem;

/// The house obeys its own rules, and each rule is proved to bite by a small tree that breaks it.
class LayersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theProjectObeysTheRules();
    void eachRuleBites_data();
    void eachRuleBites();
};

namespace {

const std::string spdx = "// SPDX-License-Identifier: GPL-3.0-or-later\n";

std::string line(const Violation& v)
{
    return v.rule + ": " + v.file + ":" + std::to_string(v.line) + " " + v.what;
}

void write(const fs::path& path, const std::string& text)
{
    fs::create_directories(path.parent_path());
    std::ofstream(path) << text;
}

} // namespace

void LayersTest::theProjectObeysTheRules()
{
    const auto violations = checkLayers(WEIR_SOURCE_DIR);
    for (const Violation& violation : violations)
        qWarning("%s", line(violation).c_str());
    QCOMPARE(violations.size(), std::size_t{0});
    QVERIFY(fs::exists(fs::path(WEIR_SOURCE_DIR) / "core/base/error.h"));
}

void LayersTest::eachRuleBites_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("rule"); // empty: allowed

    const auto row = [](const char* name, const char* file, const char* text, const char* rule) {
        QTest::newRow(name) << QString::fromUtf8(file) << QString::fromUtf8(text) << QString::fromUtf8(rule);
    };
    row("core may use std", "core/groups/a.cpp", "#include <vector>\n", "");
    row("core may go down", "core/groups/a.cpp", "#include \"core/topics/b.h\"\n", "");
    row("core may not go up", "core/topics/a.cpp", "#include \"core/groups/b.h\"\n", "include");
    row("core has no Qt", "core/groups/a.cpp", "#include <QString>\n", "include");
    row("core has no QtCore folder", "core/groups/a.h", "#include <QtCore/qglobal.h>\n", "include");
    row("base stands alone", "core/base/a.cpp", "#include \"core/kafka/b.h\"\n", "include");
    row("kafka and store are strangers", "core/kafka/a.cpp", "#include \"core/store/b.h\"\n", "include");
    row("kafka knows no feature", "core/kafka/a.cpp", "#include \"core/groups/b.h\"\n", "include");
    row("core knows no ui", "core/groups/a.cpp", "#include \"ui/groups/b.h\"\n", "include");
    row("rdkafka in kafka's cpp", "core/kafka/a.cpp", "#include <librdkafka/rdkafka.h>\n", "");
    row("rdkafka in rd.h", "core/kafka/rd.h", "#include <librdkafka/rdkafka.h>\n", "");
    row("rdkafka in another header", "core/kafka/a.h", "#include <librdkafka/rdkafka.h>\n", "include");
    row("rdkafka in a feature", "core/groups/a.cpp", "#include <librdkafka/rdkafka.h>\n", "include");
    row("rdkafka in ui", "ui/groups/a.cpp", "#include <librdkafka/rdkafka.h>\n", "include");
    row("rd.h in a private header", "core/kafka/a.h", "#include \"core/kafka/rd.h\"\n", "");
    row("rd.h in a public header", "core/kafka/reader.h", "#include \"core/kafka/rd.h\"\n", "include");
    row("private header in a public one", "core/kafka/reader.h", "#include \"core/kafka/a.h\"\n", "include");
    row("private header in a feature", "core/groups/a.cpp", "#include \"core/kafka/a.h\"\n", "include");
    row("public header in a feature", "core/groups/a.cpp", "#include \"core/kafka/reader.h\"\n", "");
    row("rd.h in a feature", "core/groups/a.cpp", "#include \"core/kafka/rd.h\"\n", "include");
    row("sqlite outside store", "core/groups/a.cpp", "#include <sqlite3.h>\n", "include");
    row("a page uses widgets", "ui/groups/a.cpp", "#include \"ui/widgets/b.h\"\n", "");
    row("a page uses core", "ui/groups/a.cpp", "#include \"core/deadletters/b.h\"\n", "");
    row("a page uses another page", "ui/groups/a.cpp", "#include \"ui/topics/b.h\"\n", "include");
    row("shell uses pages", "ui/shell/a.cpp", "#include \"ui/topics/b.h\"\n", "");
    row("a page uses the shell", "ui/topics/a.cpp", "#include \"ui/shell/b.h\"\n", "include");
    row("widgets know no feature", "ui/widgets/a.cpp", "#include \"core/groups/b.h\"\n", "include");
    row("async is below widgets", "ui/async/a.cpp", "#include \"ui/widgets/b.h\"\n", "include");
    row("weirctl has no Qt", "app/weirctl/a.cpp", "#include <QCoreApplication>\n", "include");
    row("nothing includes tests", "core/groups/a.cpp", "#include \"tests/support/b.h\"\n", "include");
    row("cycle", "core/groups/a.h", "#include \"core/groups/a.h\"\n", "cycle");
    row("processEvents", "ui/groups/a.cpp", "void f() { QCoreApplication::processEvents(); }\n", "banned");
    row("QEventLoop", "ui/groups/a.cpp", "QEventLoop loop;\n", "banned");
    row("exec", "ui/groups/a.cpp", "void f(QDialog& d) { d.exec(); }\n", "banned");
    row("waitForFinished", "ui/groups/a.cpp", "void f() { future.waitForFinished(); }\n", "banned");
    row("result", "ui/groups/a.cpp", "void f() { auto x = future.result(); }\n", "banned");
    row("std::thread", "ui/groups/a.cpp", "std::thread t;\n", "banned");
    row("std::jthread", "ui/groups/a.cpp", "std::jthread t;\n", "banned");
    row("sleep", "ui/groups/a.cpp", "void f() { QThread::msleep(5); }\n", "banned");
    row("singleton", "ui/groups/a.h", "static A& instance() { static A a; return a; }\n", "banned");
    row("html", "ui/groups/a.cpp", "void f() { edit->setHtml(text); }\n", "banned");
    row("banned word in a comment", "ui/groups/a.cpp", "// never processEvents here\n/* QEventLoop */\n", "");
    row("banned word in a string", "ui/groups/a.cpp", "auto s = \"processEvents\";\n", "");
    row("exec in app is the program's loop", "app/weir/a.cpp", "int main() { return app.exec(); }\n", "");
    row("throw", "core/groups/a.cpp", "void f() { throw 1; }\n", "exception");
}

void LayersTest::eachRuleBites()
{
    QFETCH(QString, file);
    QFETCH(QString, text);
    QFETCH(QString, rule);
    QTemporaryDir dir;
    write(fs::path(dir.path().toStdString()) / file.toStdString(), spdx + text.toStdString());
    const auto violations = checkLayers(dir.path().toStdString());
    if (rule.isEmpty()) {
        QVERIFY2(violations.empty(), violations.empty() ? "" : line(violations[0]).c_str());
        return;
    }
    QVERIFY2(!violations.empty(), "the rule did not bite");
    QCOMPARE(QString::fromStdString(violations[0].rule), rule);
}

class LayerSizeTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aLongFileAndAMissingLicenceAreFound()
    {
        QTemporaryDir dir;
        const fs::path root = dir.path().toStdString();
        std::string exact = spdx;
        for (int i = 1; i < 500; ++i)
            exact += "int a;\n";
        write(root / "core/groups/fits.cpp", exact);
        QCOMPARE(checkLayers(root).size(), std::size_t{0});
        write(root / "core/groups/long.cpp", exact + "int b;\n");
        write(root / "core/groups/bare.cpp", "int c;\n");
        const auto violations = checkLayers(root);
        QCOMPARE(violations.size(), std::size_t{2});
        QCOMPARE(violations[0].rule, std::string("licence"));
        QCOMPARE(violations[1].rule, std::string("size"));
    }
};

int main(int argc, char** argv)
{
    LayersTest layers;
    LayerSizeTest sizes;
    return QTest::qExec(&layers, argc, argv) + QTest::qExec(&sizes, argc, argv);
}

#include "layers_test.moc"
