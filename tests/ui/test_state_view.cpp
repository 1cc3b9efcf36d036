// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/accessible_walk.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/state_panel.h"
#include "ui/widgets/state_view.h"

#include <QtCore/QDateTime>
#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>

using namespace weir;
using namespace weir::ui;

namespace {

QPushButton* button(QWidget& in, const QString& name)
{
    for (auto* one : in.findChildren<QPushButton*>()) {
        if (one->text() == name && one->isVisible())
            return one;
    }
    return nullptr;
}

QString visibleText(QWidget& in)
{
    QStringList texts;
    for (auto* label : in.findChildren<QLabel*>()) {
        if (label->isVisible() && !label->text().isEmpty())
            texts << label->text();
    }
    return texts.join(u'|');
}

Error unreachable()
{
    return {ErrorKind::Unreachable, "The cluster at localhost:1 did not answer.", "Connection refused", -195, true};
}

} // namespace

class TestStateView : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void loading();
    void empty();
    void errors_data();
    void errors();
    void stale();
    void partial();
    void failureKeepsContent();
    void markupStaysText();

private:
    std::unique_ptr<StateView> m_view;
    QWidget* m_content = nullptr;
};

void TestStateView::init()
{
    m_content = new QWidget;
    m_view = std::make_unique<StateView>(m_content);
    m_view->resize(700, 500);
    m_view->show();
}

void TestStateView::loading()
{
    QCOMPARE(m_view->state(), StateView::State::Loading);
    m_view->showLoading(QStringLiteral("Reading topics…"));
    QVERIFY(!m_content->isVisible());
    QVERIFY(visibleText(*m_view).contains(QStringLiteral("Reading topics…")));
    m_view->showContent();
    QVERIFY(m_content->isVisible());
}

void TestStateView::empty()
{
    QSignalSpy action(m_view.get(), &StateView::actionRequested);
    QSignalSpy retry(m_view.get(), &StateView::retryRequested);
    m_view->showEmpty(QStringLiteral("No topics"), QStringLiteral("This cluster has none."), QStringLiteral("Send an event"));
    QVERIFY(visibleText(*m_view).contains(QStringLiteral("No topics")));
    auto* act = button(*m_view, QStringLiteral("Send an event"));
    QVERIFY(act);
    QVERIFY(!button(*m_view, QStringLiteral("Copy details")));
    QTest::mouseClick(act, Qt::LeftButton);
    QCOMPARE(action.count(), 1);
    QCOMPARE(retry.count(), 0);
    QCOMPARE(test::unnamedControls(m_view.get()), QStringList());
}

void TestStateView::errors_data()
{
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<StateView::State>("state");
    QTest::newRow("not authorized") << ErrorKind::NotAuthorized << StateView::State::NoPermission;
    QTest::newRow("unreachable") << ErrorKind::Unreachable << StateView::State::Failed;
    QTest::newRow("timed out") << ErrorKind::TimedOut << StateView::State::Failed;
    QTest::newRow("wrong password") << ErrorKind::AuthenticationFailed << StateView::State::Failed;
}

void TestStateView::errors()
{
    QFETCH(ErrorKind, kind);
    QFETCH(StateView::State, state);
    Error error = unreachable();
    error.kind = kind;
    m_view->showContent();
    m_view->showError(error);
    QCOMPARE(m_view->state(), state);
    QVERIFY(!m_content->isVisible());
    QVERIFY(visibleText(*m_view).contains(QStringLiteral("did not answer")));
    QSignalSpy retry(m_view.get(), &StateView::retryRequested);
    QTest::keyClick(button(*m_view, QStringLiteral("Retry")), Qt::Key_Space);
    QCOMPARE(retry.count(), 1);
    QTest::mouseClick(button(*m_view, QStringLiteral("Copy details")), Qt::LeftButton);
    const QString copied = QGuiApplication::clipboard()->text();
    QVERIFY(copied.contains(QStringLiteral("Connection refused")));
    QVERIFY(copied.contains(QStringLiteral("-195")));
    QCOMPARE(test::unnamedControls(m_view.get()), QStringList());
}

void TestStateView::stale()
{
    m_view->showContent();
    m_view->showStale(unreachable(), QDateTime(QDate(2026, 11, 23), QTime(14, 7, 31)));
    QVERIFY(m_view->isStale());
    QVERIFY(m_content->isVisible());
    auto* bar = m_view->findChild<NoticeBar*>();
    QVERIFY(bar->isVisible());
    QCOMPARE(bar->sentence(),
             QStringLiteral("Showing what was known at 14:07:31. The cluster at localhost:1 did not answer."));
    QSignalSpy retry(m_view.get(), &StateView::retryRequested);
    QTest::mouseClick(button(*m_view, QStringLiteral("Retry")), Qt::LeftButton);
    QCOMPARE(retry.count(), 1);
    m_view->showContent();
    QVERIFY(!m_view->isStale());
}

void TestStateView::partial()
{
    const std::vector<Failure> failures{{"billing", unreachable()}, {"mailer", unreachable()}};
    m_view->showPartial(failures, 14, QStringLiteral("groups"));
    QVERIFY(m_view->isPartial());
    QVERIFY(m_content->isVisible());
    QVERIFY(visibleText(*m_view).contains(QStringLiteral("2 of 14 groups could not be read.")));
    QTest::mouseClick(button(*m_view, QStringLiteral("Details")), Qt::LeftButton);
    QVERIFY(visibleText(*m_view).contains(QStringLiteral("mailer: The cluster")));
    m_view->showPartial({}, 14, QStringLiteral("groups"));
    QVERIFY(!m_view->isPartial());
    QCOMPARE(test::unnamedControls(m_view.get()), QStringList());
}

void TestStateView::failureKeepsContent()
{
    const QDateTime since = QDateTime::currentDateTime();
    m_view->showFailure(unreachable(), {});
    QCOMPARE(m_view->state(), StateView::State::Failed);
    m_view->showContent();
    m_view->showFailure(unreachable(), since);
    QCOMPARE(m_view->state(), StateView::State::Content);
    QVERIFY(m_view->isStale());
}

void TestStateView::markupStaysText()
{
    Error error = unreachable();
    error.message = "<b>bold</b> <img src=x>";
    m_view->showError(error);
    QVERIFY(visibleText(*m_view).contains(QStringLiteral("<b>bold</b>")));
    for (auto* label : m_view->findChildren<QLabel*>())
        QVERIFY(label->text().isEmpty() || label->textFormat() == Qt::PlainText);
}

QTEST_MAIN(TestStateView)
#include "test_state_view.moc"
