// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/template_folder.h"
#include "tests/support/accessible_walk.h"
#include "tests/ui/events_stand.h"
#include "ui/events/save_template_dialog.h"
#include "ui/events/template_bar.h"
#include "ui/events/templates_panel.h"
#include "ui/widgets/cancel_dialog.h"
#include "ui/widgets/filter_edit.h"

#include <QtCore/QPointer>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QListView>
#include <QtWidgets/QPushButton>

using namespace weir;
using namespace weir::ui;
using namespace weir::test;

namespace {

EventTemplate eventNamed(const std::string& name, const std::string& folder = {})
{
    EventTemplate value{.name = name, .folder = folder, .about = "about " + name};
    value.eventType = name;
    value.value = {PayloadType::Json, R"({"id":"{{uuid}}"})"};
    return value;
}

} // namespace

class EventsTemplatesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void modelIsSound();
    void readsTheFolder();
    void folderThatIsNotThere();
    void fileThatIsNoTemplate();
    void folderIsRemembered();
    void goneWhileReading();
    void panelFiltersAndChooses();
    void panelByKeyboard();
    void barSaysWhatIsOpen();
    void barAsksBeforeTypingIsLost();
    void savesAsANewOne();
    void neverReplacesUnasked();
    void savesTheOpenOne();
    void noticesChangesOnDisk();
    void shippedOnesAreSavedAsNew();
    void namesThatAreNoFiles();

private:
    [[nodiscard]] std::filesystem::path root() const { return m_home->templates().toStdString(); }
    void put(const EventTemplate& value) { QVERIFY(saveTemplate(root(), value, true).has_value()); }
    void makeBar();
    /// Opens it through the panel, as a person does.
    void choose(const QString& name);
    [[nodiscard]] SaveTemplateDialog* dialog() const { return m_bar->findChild<SaveTemplateDialog*>(); }

    std::unique_ptr<EventsHome> m_home;
    std::unique_ptr<PageFixture> m_fixture;
    std::unique_ptr<TemplateLibrary> m_library;
    std::unique_ptr<TemplateBar> m_bar;
    Result<EventTemplate> m_written = EventTemplate();
    bool m_typing = false;
};

void EventsTemplatesTest::init()
{
    m_home.reset();
    m_home = std::make_unique<EventsHome>();
    m_fixture = std::make_unique<PageFixture>();
    m_library = std::make_unique<TemplateLibrary>(m_fixture->context());
    m_typing = false;
    m_written = fail(ErrorKind::InvalidInput, "Name the event type.");
}

void EventsTemplatesTest::cleanup()
{
    m_bar.reset();
    m_library.reset();
}

void EventsTemplatesTest::makeBar()
{
    m_bar = std::make_unique<TemplateBar>(
        *m_library, TemplateBar::Composing{[this] { return m_written; }, [this] { return m_typing; }});
    connect(m_bar.get(), &TemplateBar::opened, this, [this](const EventTemplate& value) {
        m_written = value;
        // What a composer gives back has no name.
        m_written->name.clear();
        m_written->folder.clear();
        m_written->about.clear();
    });
    show(*m_bar, {700, 60});
}

void EventsTemplatesTest::choose(const QString& name)
{
    QSignalSpy loaded(m_library.get(), &TemplateLibrary::changed);
    QTest::mouseClick(buttonNamed(*m_bar, QStringLiteral("Templates ▾")), Qt::LeftButton);
    QTRY_VERIFY(!loaded.isEmpty());
    auto* filter = m_bar->findChild<FilterEdit*>();
    filter->setText(name);
    QTest::keyClick(filter, Qt::Key_Return);
}

void EventsTemplatesTest::modelIsSound()
{
    TemplateListModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setTemplates({{eventNamed("Shipped", "shop"), true}, {eventNamed("OrderPaid", "orders"), false}, {eventNamed("OrderCreated", "orders"), false}, {eventNamed("Plain"), false}},
                       QStringLiteral("mine"));
    QCOMPARE(model.templateCount(), 4);
    QCOMPARE(model.rowCount(), 7); // three headings
    QCOMPARE(model.index(0).data().toString(), QStringLiteral("mine · orders"));
    QVERIFY(!model.at(model.index(0)) && !(model.flags(model.index(0)) & Qt::ItemIsSelectable));
    QCOMPARE(model.at(model.firstTemplate())->value.name, std::string("OrderPaid"));
    QCOMPARE(model.index(5).data().toString(), QStringLiteral("Come with Weir · shop"));
    model.setFilter(QStringLiteral("order CREATED"));
    QCOMPARE(model.templateCount(), 1);
    QCOMPARE(model.rowCount(), 2);
    model.setFilter(QStringLiteral("nothing like it"));
    QCOMPARE(model.rowCount(), 0);
    QVERIFY(!model.firstTemplate().isValid());
    model.setFilter({});
    EventTemplate ugly = eventNamed("x");
    ugly.name = "a\n\xe2\x80\xae<b>";
    model.setTemplates({{ugly, false}}, QStringLiteral("mine"));
    QCOMPARE(model.index(1).data().toString(), QStringLiteral("a\\n\\u{202e}<b>"));
}

void EventsTemplatesTest::readsTheFolder()
{
    put(eventNamed("OrderCreated", "orders/refunds"));
    QSignalSpy changed(m_library.get(), &TemplateLibrary::changed);
    m_library->reload();
    QTRY_COMPARE(changed.size(), 1);
    QVERIFY(!m_library->error() && m_library->failures().empty());
    QVERIFY(m_library->templates().back() == (LibraryTemplate{eventNamed("OrderCreated", "orders/refunds"), false}));
    QCOMPARE(m_library->name(), QStringLiteral("my-templates"));
    QVERIFY(m_library->dataFolder() == root());
}

void EventsTemplatesTest::folderThatIsNotThere()
{
    QSignalSpy changed(m_library.get(), &TemplateLibrary::changed);
    m_library->reload();
    QTRY_COMPARE(changed.size(), 1);
    QVERIFY2(m_library->error(), "it was chosen, and now it is gone");
    QVERIFY(m_library->dataFolder().empty());
    // The default folder is made when something is saved into it.
    QSettings().remove(QStringLiteral("send/template-folder"));
    TemplateLibrary fresh(m_fixture->context());
    QSignalSpy freshChanged(&fresh, &TemplateLibrary::changed);
    fresh.reload();
    QTRY_COMPARE(freshChanged.size(), 1);
    QVERIFY(!fresh.error());
    QVERIFY(fresh.templates().size() == shippedTemplates().size());
}

void EventsTemplatesTest::fileThatIsNoTemplate()
{
    put(eventNamed("Good"));
    m_home->write(QStringLiteral("bad.event"), "nonsense without an end");
    TemplatesPanel panel(*m_library);
    show(panel, {460, 400});
    m_library->reload();
    QTRY_COMPARE(m_library->failures().size(), std::size_t{1});
    QVERIFY(readableText(panel).contains(QStringLiteral("bad.event")));
    QCOMPARE(m_library->templates().back().value.name, std::string("Good"));
}

void EventsTemplatesTest::folderIsRemembered()
{
    const QString other = m_home->templates() + QStringLiteral("-2");
    QVERIFY(saveTemplate(other.toStdString(), eventNamed("Other"), true).has_value());
    m_library->setFolder(other);
    QTRY_VERIFY(!m_library->templates().empty() && m_library->templates().back().value.name == "Other");
    QCOMPARE(TemplateLibrary(m_fixture->context()).folder(), other);
}

void EventsTemplatesTest::goneWhileReading()
{
    put(eventNamed("Good"));
    m_library->reload();
    m_library->save(eventNamed("Another"), TemplateLibrary::Expect::Nothing);
    m_library.reset();
    QTest::qWait(50);
}

void EventsTemplatesTest::panelFiltersAndChooses()
{
    put(eventNamed("OrderCreated", "orders"));
    put(eventNamed("ZebraFed", "zoo"));
    TemplatesPanel panel(*m_library);
    QSignalSpy chosen(&panel, &TemplatesPanel::chosen);
    show(panel, {460, 400});
    m_library->reload();
    auto* list = panel.findChild<QListView*>();
    QTRY_COMPARE(list->model()->index(1, 0).data().toString(), QStringLiteral("OrderCreated"));
    picture(panel, QStringLiteral("templates-panel"));
    auto* filter = panel.findChild<FilterEdit*>();
    filter->setText(QStringLiteral("zoo zebra"));
    QTRY_COMPARE(list->model()->rowCount(), 2);
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(list->model()->index(1, 0)).center());
    QCOMPARE(chosen.size(), 1);
    QVERIFY(chosen.front().front().value<LibraryTemplate>().value == eventNamed("ZebraFed", "zoo"));
    panel.show();
    filter->setText(QStringLiteral("nothing like it at all"));
    QTRY_VERIFY(readableText(panel).contains(QStringLiteral("No template has these words.")));
    QCOMPARE(unnamedControls(&panel), QStringList());
}

void EventsTemplatesTest::panelByKeyboard()
{
    put(eventNamed("Apple"));
    put(eventNamed("Banana"));
    TemplatesPanel panel(*m_library);
    QSignalSpy chosen(&panel, &TemplatesPanel::chosen);
    show(panel, {460, 400});
    m_library->reload();
    auto* list = panel.findChild<QListView*>();
    QTRY_COMPARE(list->model()->index(2, 0).data().toString(), QStringLiteral("Banana"));
    QTest::keyClick(panel.findChild<FilterEdit*>(), Qt::Key_Down);
    QTest::keyClick(list, Qt::Key_Down);
    QTest::keyClick(list, Qt::Key_Return);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen.front().front().value<LibraryTemplate>().value.name, std::string("Banana"));
    // At once after typing, before the filter has waited for more.
    panel.show();
    auto* filter = panel.findChild<FilterEdit*>();
    QTest::keyClicks(filter, QStringLiteral("banana"));
    QTest::keyClick(filter, Qt::Key_Down);
    QTest::qWait(250);
    QTest::keyClick(list, Qt::Key_Return);
    QCOMPARE(chosen.size(), 2);
    QCOMPARE(chosen.back().front().value<LibraryTemplate>().value.name, std::string("Banana"));
    panel.show();
    filter->clear();
    QTest::keyClick(filter, Qt::Key_Escape);
    QVERIFY(!panel.isVisible());
}

void EventsTemplatesTest::barSaysWhatIsOpen()
{
    put(eventNamed("OrderCreated", "orders"));
    makeBar();
    QSignalSpy opened(m_bar.get(), &TemplateBar::opened);
    choose(QStringLiteral("OrderCreated"));
    QCOMPARE(opened.size(), 1);
    QVERIFY(readableText(*m_bar).contains(QStringLiteral("template orders/OrderCreated")));
    QVERIFY2(!buttonNamed(*m_bar, QStringLiteral("Save")), "there is nothing to save");
    m_written->value.text = "{}";
    m_bar->update();
    QVERIFY(readableText(*m_bar).contains(QStringLiteral("orders/OrderCreated, changed")));
    QVERIFY(buttonNamed(*m_bar, QStringLiteral("Save")));
    m_bar->forget();
    QVERIFY(!readableText(*m_bar).contains(QStringLiteral("OrderCreated")));
}

void EventsTemplatesTest::barAsksBeforeTypingIsLost()
{
    put(eventNamed("OrderCreated"));
    makeBar();
    QSignalSpy opened(m_bar.get(), &TemplateBar::opened);
    m_typing = true;
    choose(QStringLiteral("OrderCreated"));
    QCOMPARE(opened.size(), 0);
    QPointer<CancelDialog> question = m_bar->findChild<CancelDialog*>();
    QVERIFY(question);
    QTest::mouseClick(buttonNamed(*question, QStringLiteral("Keep it")), Qt::LeftButton);
    QTRY_VERIFY(!question);
    QCOMPARE(opened.size(), 0);
    choose(QStringLiteral("OrderCreated"));
    question = m_bar->findChild<CancelDialog*>();
    QTest::mouseClick(buttonNamed(*question, QStringLiteral("Replace it")), Qt::LeftButton);
    QCOMPARE(opened.size(), 1);
}

void EventsTemplatesTest::savesAsANewOne()
{
    makeBar();
    m_bar->saveAs();
    QVERIFY2(!dialog(), "what cannot be sent is no template yet");
    m_written = eventNamed({});
    m_written->eventType = "OrderPaid";
    m_written->about.clear();
    m_bar->saveAs();
    QPointer<SaveTemplateDialog> open = dialog();
    QVERIFY(open);
    QCOMPARE(unnamedControls(open), QStringList());
    auto* name = named<QLineEdit>(*open, QStringLiteral("Name"));
    QCOMPARE(name->text(), QStringLiteral("OrderPaid"));
    named<QComboBox>(*open, QStringLiteral("Folder"))->setEditText(QStringLiteral("orders"));
    named<QLineEdit>(*open, QStringLiteral("What it is about"))->setText(QStringLiteral("paid by card"));
    picture(*open, QStringLiteral("templates-save"));
    QTest::mouseClick(buttonNamed(*open, QStringLiteral("Save template")), Qt::LeftButton);
    QTRY_VERIFY(!open);
    const auto all = loadTemplates(root()).value();
    QCOMPARE(all.values.size(), std::size_t{1});
    QCOMPARE(all.values[0].folder, std::string("orders"));
    QCOMPARE(all.values[0].about, std::string("paid by card"));
    QVERIFY(readableText(*m_bar).contains(QStringLiteral("template orders/OrderPaid")));
}

void EventsTemplatesTest::neverReplacesUnasked()
{
    put(eventNamed("OrderPaid"));
    makeBar();
    m_written = eventNamed({});
    m_written->eventType = "OrderPaid";
    m_written->value.text = "{}";
    m_bar->saveAs();
    QPointer<SaveTemplateDialog> open = dialog();
    named<QLineEdit>(*open, QStringLiteral("Name"))->setText(QStringLiteral("OrderPaid"));
    QTest::mouseClick(buttonNamed(*open, QStringLiteral("Save template")), Qt::LeftButton);
    QTRY_VERIFY(buttonNamed(*open, QStringLiteral("Replace it")));
    QVERIFY(loadTemplates(root())->values[0] == eventNamed("OrderPaid"));
    QTest::mouseClick(buttonNamed(*open, QStringLiteral("Replace it")), Qt::LeftButton);
    QTRY_VERIFY(!open);
    QCOMPARE(loadTemplates(root())->values[0].value.text, std::string("{}"));
}

void EventsTemplatesTest::savesTheOpenOne()
{
    put(eventNamed("OrderCreated", "orders"));
    makeBar();
    choose(QStringLiteral("OrderCreated"));
    m_written->value.text = R"({"changed":true})";
    m_bar->update();
    QTest::mouseClick(buttonNamed(*m_bar, QStringLiteral("Save")), Qt::LeftButton);
    QTRY_COMPARE(loadTemplates(root())->values[0].value.text, std::string(R"({"changed":true})"));
    QCOMPARE(loadTemplates(root())->values[0].about, std::string("about OrderCreated"));
    QTRY_VERIFY(!buttonNamed(*m_bar, QStringLiteral("Save")));
}

void EventsTemplatesTest::noticesChangesOnDisk()
{
    put(eventNamed("OrderCreated"));
    makeBar();
    choose(QStringLiteral("OrderCreated"));
    EventTemplate theirs = eventNamed("OrderCreated");
    theirs.value.text = R"({"theirs":1})";
    put(theirs);
    m_written->value.text = R"({"mine":1})";
    m_bar->update();
    const auto question = [this]() -> QDialog* {
        for (auto* any : m_bar->findChildren<QDialog*>()) {
            if (any->isVisible())
                return any;
        }
        return nullptr;
    };
    QTest::mouseClick(buttonNamed(*m_bar, QStringLiteral("Save")), Qt::LeftButton);
    QTRY_VERIFY(question());
    QVERIFY2(loadTemplates(root())->values[0] == theirs, "nothing is written over silently");
    picture(*question(), QStringLiteral("templates-changed-on-disk"));
    QTest::mouseClick(buttonNamed(*question(), QStringLiteral("Open theirs")), Qt::LeftButton);
    QTRY_VERIFY(!question());
    QCOMPARE(m_written->value.text, theirs.value.text);
    // Once more, and this time ours counts.
    theirs.value.text = R"({"theirs":2})";
    put(theirs);
    m_written->value.text = R"({"mine":2})";
    m_bar->update();
    QTest::mouseClick(buttonNamed(*m_bar, QStringLiteral("Save")), Qt::LeftButton);
    QTRY_VERIFY(question());
    QTest::mouseClick(buttonNamed(*question(), QStringLiteral("Overwrite it")), Qt::LeftButton);
    QTRY_COMPARE(loadTemplates(root())->values[0].value.text, std::string(R"({"mine":2})"));
    // It was removed.
    QTRY_VERIFY(!question());
    QTRY_VERIFY(!m_library->isLoading());
    QVERIFY(QFile::remove(m_home->templates() + QStringLiteral("/OrderCreated.event")));
    m_written->value.text = R"({"mine":3})";
    m_bar->update();
    QTest::mouseClick(buttonNamed(*m_bar, QStringLiteral("Save")), Qt::LeftButton);
    QTRY_VERIFY(question());
    QVERIFY(readableText(*question()).contains(QStringLiteral("was removed")));
}

void EventsTemplatesTest::shippedOnesAreSavedAsNew()
{
    if (shippedTemplates().empty())
        QSKIP("No templates come with this build.");
    makeBar();
    choose(QString::fromStdString(shippedTemplates().front().name));
    m_written->timestamp = "{{now}}";
    m_bar->update();
    QTest::mouseClick(buttonNamed(*m_bar, QStringLiteral("Save")), Qt::LeftButton);
    QVERIFY2(dialog(), "the program's own set stays as it is");
}

void EventsTemplatesTest::namesThatAreNoFiles()
{
    makeBar();
    m_written = eventNamed({});
    m_written->eventType = "OrderPaid";
    m_bar->saveAs();
    QPointer<SaveTemplateDialog> open = dialog();
    auto* save = buttonNamed(*open, QStringLiteral("Save template"));
    named<QLineEdit>(*open, QStringLiteral("Name"))->setText(QStringLiteral("  "));
    QVERIFY(!save->isEnabled());
    named<QLineEdit>(*open, QStringLiteral("Name"))->setText(QStringLiteral("../out"));
    QTest::mouseClick(save, Qt::LeftButton);
    QTRY_VERIFY2(save->isEnabled(), "it can be tried again");
    QVERIFY(open);
    QVERIFY(!QFile::exists(m_home->templates() + QStringLiteral("/../out.event")));
}

QTEST_MAIN(EventsTemplatesTest)
#include "events_templates_test.moc"
