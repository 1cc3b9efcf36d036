// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/records_stand.h"
#include "ui/records/filter_bar.h"
#include "ui/widgets/help_dialog.h"
#include "ui/records/filter_input.h"
#include "ui/records/saved_filters_dialog.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/pill_label.h"

#include <QtCore/QSettings>
#include <QtTest/QSignalSpy>
#include <QtWidgets/QAbstractItemView>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QCompleter>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QMenu>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QTableWidget>

using namespace weir;
using namespace weir::ui;
using namespace weir::test;

Q_DECLARE_METATYPE(weir::ui::FilterBar::State)

using State = FilterBar::State;

namespace {

QString pillOf(FilterBar& bar) { return bar.findChild<PillLabel*>()->text(); }

} // namespace

class RecordsFilterBarTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { settleWidgets(); }
    void init() { QSettings().clear(); }
    void cleanupTestCase() { QSettings().clear(); }
    void states_data();
    void states();
    void sentences();
    void searchAndEscape();
    void busyIsStop();
    void terms();
    void completion();
    void enterWithOffers();
    void history();
    void historyIsKept();
    void savedFilters();
    void menu();
    void help();
    void looks();
};

void RecordsFilterBarTest::states_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<State>("state");
    const auto row = [](const char* text, State state) { QTest::newRow(text) << QString::fromUtf8(text) << state; };
    row("", State::Empty);
    row("   ", State::Empty);
    row("value.data.amount > 990", State::Valid);
    row("FAILED", State::Valid);
    row("value.data.amount >", State::Incomplete);
    row("key == \"unfinished", State::Incomplete);
    row("key == \"é\" and", State::Incomplete);
    row("(key == \"a\"", State::Incomplete);
    row("key == == \"a\"", State::Wrong);
    row("and key == \"a\"", State::Wrong);
    row("value.a ~ \"(\" and key exists", State::Wrong);
}

void RecordsFilterBarTest::states()
{
    QFETCH(QString, text);
    QFETCH(State, state);
    FilterBar bar(QStringLiteral("shop"));
    show(bar, {900, 50});
    QSignalSpy searched(&bar, &FilterBar::searchRequested);
    bar.setText(text);
    QCOMPARE(bar.state(), state);
    QCOMPARE(pillOf(bar), state == State::Empty        ? QString()
                          : state == State::Valid      ? QStringLiteral("valid")
                          : state == State::Incomplete ? QStringLiteral("not yet")
                                                       : QStringLiteral("not valid"));
    QTest::keyClick(bar.input(), Qt::Key_Return);
    QCOMPARE(searched.size(), state == State::Valid ? 1 : 0);
    // Who presses Enter hears what is wrong, in a word and in a colour.
    if (state == State::Incomplete || state == State::Wrong) {
        QCOMPARE(pillOf(bar), QStringLiteral("not valid"));
        QCOMPARE(bar.input()->property("look").toString(), QStringLiteral("invalid"));
        QVERIFY(!readableText(bar).isEmpty());
        QVERIFY(bar.input()->accessibleDescription().startsWith(QStringLiteral("not valid: ")));
    }
}

void RecordsFilterBarTest::sentences()
{
    FilterBar bar(QStringLiteral("shop"));
    show(bar, {900, 50});
    bar.setText(QStringLiteral("key == == 1"));
    QVERIFY(readableText(bar).isEmpty());
    QTRY_VERIFY(!readableText(bar).isEmpty());
    bar.setText(QStringLiteral("key == \"1\""));
    QVERIFY(readableText(bar).isEmpty());
}

void RecordsFilterBarTest::searchAndEscape()
{
    FilterBar bar(QStringLiteral("shop"));
    show(bar, {900, 50});
    QSignalSpy searched(&bar, &FilterBar::searchRequested);
    QSignalSpy cleared(&bar, &FilterBar::cleared);
    auto* search = qobject_cast<QPushButton*>(buttonNamed(bar, QStringLiteral("Search")));
    QVERIFY(!search->isEnabled());
    QTest::keyClicks(bar.input(), QStringLiteral("key exists"));
    bar.input()->offers()->popup()->hide();
    QVERIFY(search->isEnabled());
    QCOMPARE(search->property("look").toString(), QStringLiteral("primary"));
    QTest::mouseClick(search, Qt::LeftButton);
    QCOMPARE(searched.size(), 1);
    QCOMPARE(searched[0][0].toString(), QStringLiteral("key exists"));
    QTest::keyClick(bar.input(), Qt::Key_Escape);
    QCOMPARE(cleared.size(), 1);
    QCOMPARE(bar.text(), QString());
    QVERIFY(search->property("look").toString() != QStringLiteral("primary"));
    QTest::keyClick(bar.input(), Qt::Key_Escape);
    QCOMPARE(cleared.size(), 1);
}

void RecordsFilterBarTest::busyIsStop()
{
    FilterBar bar(QStringLiteral("shop"));
    show(bar, {900, 50});
    bar.setText(QStringLiteral("key exists"));
    bar.setBusy(true);
    QSignalSpy stopped(&bar, &FilterBar::stopRequested);
    QSignalSpy searched(&bar, &FilterBar::searchRequested);
    QTest::mouseClick(buttonNamed(bar, QStringLiteral("Stop")), Qt::LeftButton);
    QTest::keyClick(bar.input(), Qt::Key_Escape);
    QCOMPARE(stopped.size(), 2);
    QCOMPARE(searched.size(), 0);
    QCOMPARE(bar.text(), QStringLiteral("key exists"));
    bar.setBusy(false);
    QVERIFY(buttonNamed(bar, QStringLiteral("Search")));
}

void RecordsFilterBarTest::terms()
{
    FilterBar bar(QStringLiteral("shop"));
    bar.addTerm(QStringLiteral("partition == 2"));
    QCOMPARE(bar.text(), QStringLiteral("partition == 2"));
    bar.setText(QStringLiteral("key exists or partition == 1"));
    bar.addTerm(QStringLiteral("partition == 2"));
    QCOMPARE(bar.state(), State::Valid);
    QCOMPARE(bar.text(), QStringLiteral("(key exists or partition == 1) and partition == 2"));
}

void RecordsFilterBarTest::completion()
{
    FilterBar bar(QStringLiteral("shop"));
    QVERIFY(showAndFocus(bar, {900, 50}));
    bar.setSeenFields({"value.data.amount", "value.data.currency", "value.event_type"}, {"source"});
    auto* input = bar.input();
    input->setFocus();
    // Typed keys are ASCII in Qt Test; the byte positions after "é" are what can go wrong.
    bar.setText(QStringLiteral("key == \"é\" and "));
    QTest::keyClicks(input, QStringLiteral("value.data.c"));
    auto* popup = input->offers()->popup();
    QTRY_VERIFY(popup->isVisible());
    QTest::keyClick(popup, Qt::Key_Down);
    QTest::keyClick(popup, Qt::Key_Return);
    QVERIFY(!popup->isVisible());
    QVERIFY2(bar.text().startsWith(QStringLiteral("key == \"é\" and value.data.currency")), qPrintable(bar.text()));
    QVERIFY(input->cursorPosition() >= bar.text().trimmed().size());
    // Ctrl+Space offers without typing; Escape closes the offers only.
    bar.setText(QString());
    QTest::keyClick(input, Qt::Key_Space, Qt::ControlModifier);
    QTRY_VERIFY(popup->isVisible());
    QVERIFY(popup->model()->rowCount() > 3);
    QSignalSpy cleared(&bar, &FilterBar::cleared);
    QTest::keyClick(popup, Qt::Key_Escape);
    QVERIFY(!popup->isVisible());
    QCOMPARE(cleared.size(), 0);
}

void RecordsFilterBarTest::enterWithOffers()
{
    FilterBar bar(QStringLiteral("shop"));
    QVERIFY(showAndFocus(bar, {900, 50}));
    bar.setSeenFields({"value.amount", "value.amounts"}, {});
    auto* input = bar.input();
    input->setFocus();
    QSignalSpy searched(&bar, &FilterBar::searchRequested);
    bar.setText(QStringLiteral("value.amount exists and value.amoun"));
    input->end(false);
    QTest::keyClicks(input, QStringLiteral("t"));
    bar.setText(QStringLiteral("value.amount exists"));
    input->offer();
    // Nothing of the offers was chosen, so Enter means what it always means.
    QTest::keyClick(input->offers()->popup()->isVisible() ? static_cast<QWidget*>(input->offers()->popup()) : input, Qt::Key_Return);
    QCOMPARE(searched.size(), 1);
}

void RecordsFilterBarTest::history()
{
    FilterBar bar(QStringLiteral("shop"));
    show(bar, {900, 50});
    auto* input = bar.input();
    for (const char* text : {"key == \"1\"", "key == \"2\"", "key == \"1\""}) {
        bar.setText(QString::fromLatin1(text));
        QTest::keyClick(input, Qt::Key_Return);
    }
    bar.setText(QStringLiteral("draft"));
    QTest::keyClick(input, Qt::Key_Up);
    QCOMPARE(bar.text(), QStringLiteral("key == \"1\""));
    QTest::keyClick(input, Qt::Key_Up);
    QCOMPARE(bar.text(), QStringLiteral("key == \"2\""));
    QTest::keyClick(input, Qt::Key_Up);
    QCOMPARE(bar.text(), QStringLiteral("key == \"2\""));
    QTest::keyClick(input, Qt::Key_Down);
    QTest::keyClick(input, Qt::Key_Down);
    QCOMPARE(bar.text(), QStringLiteral("draft"));
    QTest::keyClick(input, Qt::Key_Down);
    QCOMPARE(bar.text(), QStringLiteral("draft"));
}

void RecordsFilterBarTest::historyIsKept()
{
    FilterHistory history(QStringLiteral("team/shop prod"));
    for (int i = 0; i < 60; ++i)
        history.used(QStringLiteral("offset == %1").arg(i));
    history.used(QStringLiteral("  offset == 30 "));
    history.used(QStringLiteral("   "));
    QCOMPARE(FilterHistory(QStringLiteral("team/shop prod")).recent().size(), 50);
    QCOMPARE(history.recent().front(), QStringLiteral("offset == 30"));
    QCOMPARE(history.recent().count(QStringLiteral("offset == 30")), 1);
    QVERIFY(FilterHistory(QStringLiteral("team")).recent().isEmpty());

    history.save(QStringLiteral(" paid "), QStringLiteral("a"));
    history.save(QStringLiteral("failed, \"x\""), QStringLiteral("b"));
    history.save(QStringLiteral("paid"), QStringLiteral("c"));
    history.save(QStringLiteral("  "), QStringLiteral("d"));
    QVERIFY((history.saved() == std::vector<SavedFilter>{{QStringLiteral("paid"), QStringLiteral("c")}, {QStringLiteral("failed, \"x\""), QStringLiteral("b")}}));
    QVERIFY(!history.rename(QStringLiteral("paid"), QStringLiteral("failed, \"x\"")));
    QVERIFY(!history.rename(QStringLiteral("paid"), QStringLiteral(" ")));
    QVERIFY(!history.rename(QStringLiteral("nobody"), QStringLiteral("z")));
    QVERIFY(history.rename(QStringLiteral("paid"), QStringLiteral("paid orders")));
    QCOMPARE(history.remove(QStringLiteral("nobody")), -1);
    QCOMPARE(history.remove(QStringLiteral("paid orders")), 0);
    history.insert(0, {QStringLiteral("paid orders"), QStringLiteral("c")});
    QCOMPARE(history.saved().front().name, QStringLiteral("paid orders"));
}

void RecordsFilterBarTest::savedFilters()
{
    FilterHistory history(QStringLiteral("shop"));
    history.save(QStringLiteral("paid"), QStringLiteral("value.event_type == \"OrderPaid\""));
    history.save(QStringLiteral("failed"), QStringLiteral("FAILED"));
    SavedFiltersDialog dialog(history, QStringLiteral("value.data.amount > 990"));
    dialog.show();
    auto* name = named<QLineEdit>(dialog, QStringLiteral("Name of the filter"));
    auto* table = dialog.findChild<QTableWidget*>();
    auto* save = qobject_cast<QPushButton*>(buttonNamed(dialog, QStringLiteral("Save")));
    QVERIFY(!save->isEnabled());
    QTest::keyClicks(name, QStringLiteral("paid"));
    QVERIFY(buttonNamed(dialog, QStringLiteral("Replace")));
    QTest::keyClicks(name, QStringLiteral(" dear"));
    QTest::keyClick(name, Qt::Key_Return);
    QCOMPARE(table->rowCount(), 3);
    QCOMPARE(table->currentRow(), 2);
    QCOMPARE(history.saved().back().text, QStringLiteral("value.data.amount > 990"));
    picture(dialog, QStringLiteral("filters-saved"));

    table->setCurrentCell(1, 0);
    QTest::mouseClick(buttonNamed(dialog, QStringLiteral("Delete")), Qt::LeftButton);
    QCOMPARE(history.saved().size(), 2U);
    QVERIFY(dialog.findChild<NoticeBar*>()->sentence().contains(QStringLiteral("failed")));
    QTest::mouseClick(buttonNamed(dialog, QStringLiteral("Undo")), Qt::LeftButton);
    QCOMPARE(history.saved()[1].name, QStringLiteral("failed"));
    QCOMPARE(table->currentRow(), 1);

    table->item(1, 0)->setText(QStringLiteral("paid"));
    QCOMPARE(table->item(1, 0)->text(), QStringLiteral("failed"));
    QVERIFY(dialog.findChild<NoticeBar*>()->isVisible());
    table->item(1, 0)->setText(QStringLiteral("broken"));
    QCOMPARE(history.saved()[1].name, QStringLiteral("broken"));

    QSignalSpy chosen(&dialog, &SavedFiltersDialog::chosen);
    QTest::mouseClick(buttonNamed(dialog, QStringLiteral("Use")), Qt::LeftButton);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen[0][0].toString(), QStringLiteral("FAILED"));
    QCOMPARE(unnamedControls(&dialog), QStringList());
}

void RecordsFilterBarTest::menu()
{
    FilterHistory(QStringLiteral("shop")).save(QStringLiteral("a & b"), QStringLiteral("key exists"));
    FilterHistory(QStringLiteral("shop")).used(QStringLiteral("FAILED"));
    FilterBar bar(QStringLiteral("shop"));
    show(bar, {900, 50});
    auto* menu = bar.findChild<QMenu*>();
    Q_EMIT menu->aboutToShow();
    QStringList texts;
    for (const QAction* action : menu->actions())
        texts << action->text();
    QVERIFY2(texts.contains(QStringLiteral("a && b")), qPrintable(texts.join(u'|')));
    QVERIFY(texts.contains(QStringLiteral("FAILED")));
    for (QAction* action : menu->actions()) {
        if (action->text() == QStringLiteral("a && b"))
            action->trigger();
    }
    QCOMPARE(bar.text(), QStringLiteral("key exists"));
    for (QAction* action : menu->actions()) {
        if (action->text().contains(QStringLiteral("…")))
            action->trigger();
    }
    auto* dialog = bar.findChild<SavedFiltersDialog*>();
    QVERIFY(dialog && dialog->isVisible());
    dialog->close();
}

void RecordsFilterBarTest::help()
{
    FilterBar bar(QStringLiteral("shop"));
    show(bar, {900, 50});
    QTest::mouseClick(named<QPushButton>(bar, QStringLiteral("Help on the filter language")), Qt::LeftButton);
    auto* help = bar.findChild<HelpDialog*>();
    QVERIFY(help && !help->isModal());
    const QString page = help->findChild<QPlainTextEdit*>()->toPlainText();
    QVERIFY(page.startsWith(QStringLiteral("# The filter language")));
    picture(*help, QStringLiteral("filter-help"));
    QCOMPARE(unnamedControls(help), QStringList());
}

void RecordsFilterBarTest::looks()
{
    QWidget page;
    auto* column = new QVBoxLayout(&page);
    const auto bar = [&](const char* text) {
        auto* one = new FilterBar(QStringLiteral("shop"), &page);
        one->setText(QString::fromUtf8(text));
        column->addWidget(one);
        return one;
    };
    bar("");
    bar("value.data.currency == null and header[\"source\"] ~ \"shop-.*\"");
    bar("value.data.amount >");
    bar("value.data.amount == == 5 and key exists");
    bar("FAILED")->setBusy(true);
    show(page, {980, 300});
    QTRY_VERIFY(readableText(page).size() > 20);
    picture(page, QStringLiteral("filter-bar"));
    QCOMPARE(unnamedControls(&page), QStringList());
}

QTEST_MAIN(RecordsFilterBarTest)
#include "records_filter_bar_test.moc"
