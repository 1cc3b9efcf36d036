// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/database.h"

#include <QTemporaryDir>
#include <QtTest>

#include <filesystem>
#include <limits>

#include <sys/stat.h>

using namespace weir;
namespace fs = std::filesystem;

class StoreDatabaseTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    [[nodiscard]] fs::path path(const char* name) const { return fs::path(m_folder.path().toStdString()) / name; }
    [[nodiscard]] static unsigned mode(const fs::path& file)
    {
        struct stat info {};
        return ::stat(file.c_str(), &info) == 0 ? info.st_mode & 0777U : 0U;
    }
    static std::int64_t single(Database& database, const char* sql)
    {
        auto statement = database.prepare(sql);
        return statement && statement->step().value_or(false) ? statement->integer(0) : -1;
    }

private Q_SLOTS:
    void createsFolderAndFileForTheOwnerOnly()
    {
        const auto file = path("deep/er/weir.db");
        const auto database = Database::open(file, {"CREATE TABLE t (a)"});
        QVERIFY2(database, database ? "" : database.error().message.c_str());
        QCOMPARE(mode(file), 0600U);
        QCOMPARE(mode(file.parent_path()), 0700U);
        QCOMPARE(mode(file.parent_path().parent_path()), 0700U);
    }

    void migratesStepByStepAndOnlyOnce()
    {
        const auto file = path("steps.db");
        const std::vector<std::string> first{"CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1)"};
        const std::vector<std::string> second{first[0], "ALTER TABLE t ADD COLUMN b TEXT; INSERT INTO t VALUES (2, 'x')"};
        {
            auto database = Database::open(file, first);
            QVERIFY(database);
            QCOMPARE(single(*database, "SELECT count(*) FROM t"), 1);
        }
        for (int opened = 0; opened < 2; ++opened) {
            auto database = Database::open(file, second);
            QVERIFY(database);
            QCOMPARE(single(*database, "SELECT count(*) FROM t"), 2);
            QCOMPARE(single(*database, "PRAGMA user_version"), 2);
        }
        const auto older = Database::open(file, first);
        QVERIFY(!older);
        QCOMPARE(older.error().kind, ErrorKind::Unsupported);
        QVERIFY(older.error().message.find("newer Weir") != std::string::npos);
    }

    void aFailedMigrationLeavesTheVersionBefore()
    {
        const auto file = path("broken.db");
        const auto database =
            Database::open(file, {"CREATE TABLE t (a)", "INSERT INTO t VALUES (7); INSERT INTO missing VALUES (1)"});
        QVERIFY(!database);
        QVERIFY2(database.error().message.find("missing") != std::string::npos, database.error().message.c_str());
        auto again = Database::open(file, {"CREATE TABLE t (a)"});
        QVERIFY(again);
        QCOMPARE(single(*again, "SELECT count(*) FROM t"), 0);
    }

    void keepsValuesExactly()
    {
        auto database = Database::open(path("values.db"), {"CREATE TABLE t (n INTEGER, s TEXT)"});
        QVERIFY(database);
        const std::string withNul("a\0b\xff", 4);
        auto insert = database->prepare("INSERT INTO t VALUES (?, ?)");
        QVERIFY(insert);
        QCOMPARE(insert->bind(1, std::numeric_limits<std::int64_t>::min()).bind(2, withNul).step().value(), false);
        QCOMPARE(insert->bind(1, std::int64_t{0}).bindNull(2).step().value(), false); // a statement is used again
        QCOMPARE(insert->bind(1, std::int64_t{0}).bind(2, std::string_view{}).step().value(), false);
        auto select = database->prepare("SELECT n, s, s IS NULL FROM t ORDER BY rowid");
        QVERIFY(select->step().value());
        QCOMPARE(select->integer(0), std::numeric_limits<std::int64_t>::min());
        QCOMPARE(select->text(1), withNul);
        QVERIFY(select->step().value());
        QCOMPARE(select->integer(2), 1);
        QVERIFY(select->step().value());
        QCOMPARE(select->integer(2), 0); // an empty text is not NULL
        QVERIFY(!select->step().value());
    }

    void keepsBlobs()
    {
        auto database = Database::open(path("blobs.db"), {"CREATE TABLE t (b BLOB)"});
        QVERIFY(database);
        std::string every;
        for (int byte = 0; byte < 256; ++byte)
            every.push_back(static_cast<char>(byte));
        auto insert = database->prepare("INSERT INTO t VALUES (?)");
        QVERIFY(insert);
        QCOMPARE(insert->bindBlob(1, every).step().value(), false);
        QCOMPARE(insert->bindBlob(1, std::string_view{}).step().value(), false);
        QCOMPARE(insert->bindNull(1).step().value(), false);
        auto select = database->prepare("SELECT b, typeof(b) FROM t ORDER BY rowid");
        QVERIFY(select->step().value());
        QVERIFY(select->blob(0) == every);
        QCOMPARE(select->text(1), std::string("blob"));
        QVERIFY(select->step().value());
        QVERIFY(select->blob(0).empty());
        QCOMPARE(select->text(1), std::string("blob")); // an empty one is not NULL
        QVERIFY(select->step().value());
        QVERIFY(select->blob(0).empty());
        QCOMPARE(select->text(1), std::string("null"));
    }

    void reportsWhatFailed()
    {
        auto database = Database::open(path("errors.db"), {"CREATE TABLE t (a UNIQUE)"});
        QVERIFY(database);
        QVERIFY(!database->prepare("SELEC 1"));
        auto insert = database->prepare("INSERT INTO t VALUES (?)");
        QVERIFY(!insert->bind(2, std::int64_t{1}).step()); // there is no second parameter
        QVERIFY(insert->bind(1, std::int64_t{1}).step());
        const auto twice = insert->bind(1, std::int64_t{1}).step();
        QVERIFY(!twice);
        QVERIFY2(twice.error().message.find("UNIQUE") != std::string::npos, twice.error().message.c_str());
        QVERIFY(insert->bind(1, std::int64_t{2}).step()); // and goes on
    }

    void refusesWhatIsNoDatabase()
    {
        QFile file(QString::fromStdString(path("text.db").string()));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(5000, 'x'));
        file.close();
        const auto database = Database::open(path("text.db"), {"CREATE TABLE t (a)"});
        QVERIFY(!database);
        QVERIFY2(database.error().message.find("text.db") != std::string::npos, database.error().message.c_str());
        QVERIFY(!Database::open(fs::path("/proc/weir-cannot-be-here/x.db"), {}));
    }
};

QTEST_GUILESS_MAIN(StoreDatabaseTest)
#include "store_database_test.moc"
