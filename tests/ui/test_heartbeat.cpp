// SPDX-License-Identifier: GPL-3.0-or-later
// The instruments of the other UI tests, tested: they must notice what they are there for.
#include "tests/support/accessible_walk.h"
#include "tests/support/heartbeat.h"

#include <QtCore/QThread>
#include <QtTest/QTest>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QVBoxLayout>

using namespace weir::test;

class TestHeartbeat : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void steadyWhileIdle();
    void noticesAStall();
    void silenceIsNoProof();
    void findsUnnamedControls();
};

void TestHeartbeat::steadyWhileIdle()
{
    Heartbeat heart;
    QTest::qWait(60);
    QVERIFY2(heart.longestStallMs() < 4 * Heartbeat::limitMs(), heart.report());
    QVERIFY(heart.longestStallMs() >= 0);
}

void TestHeartbeat::noticesAStall()
{
    Heartbeat heart;
    QTest::qWait(20);
    QThread::msleep(static_cast<unsigned long>(Heartbeat::limitMs() + 40));
    QTest::qWait(20);
    QVERIFY2(!heart.steady(), heart.report());
    QVERIFY(heart.longestStallMs() >= Heartbeat::limitMs());
}

void TestHeartbeat::silenceIsNoProof()
{
    const Heartbeat heart;
    QVERIFY(!heart.steady());
}

void TestHeartbeat::findsUnnamedControls()
{
    QWidget window;
    auto* layout = new QVBoxLayout(&window);
    auto* field = new QLineEdit(&window);
    auto* button = new QPushButton(&window);
    layout->addWidget(field);
    layout->addWidget(button);
    layout->addWidget(new QLabel(&window));
    QCOMPARE(unnamedControls(&window).size(), 2);
    field->setAccessibleName(QStringLiteral("Topic"));
    button->setText(QStringLiteral("Send"));
    QCOMPARE(unnamedControls(&window), QStringList());
}

QTEST_MAIN(TestHeartbeat)
#include "test_heartbeat.moc"
