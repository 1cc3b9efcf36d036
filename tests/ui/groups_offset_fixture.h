// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connections/audit_trail.h"
#include "tests/support/accessible_walk.h"
#include "tests/support/heartbeat.h"
#include "tests/support/page_fixture.h"
#include "ui/groups/group_delete_dialog.h"
#include "ui/groups/offset_reset_dialog.h"
#include "ui/groups/offset_undo_dialog.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/state_view.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QPointer>
#include <QtCore/QTemporaryDir>
#include <QtGui/QClipboard>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

namespace weir::test {

using namespace weir::ui;
using namespace std::chrono_literals;
using To = ResetTarget::To;

/// orders: four partitions of 100 records, of which the first 20 of partition 1 are gone; billing is committed in all
/// but the last, beyond the end in partition 2.
inline void fill(FakeCluster& cluster, const std::string& state = "Empty")
{
    cluster.addTopic("orders", 4);
    cluster.addTopic("payments", 1);
    for (int i = 0; i < 400; ++i)
        cluster.append("orders", i % 4, "order-" + std::to_string(i), R"({"amount":12})");
    cluster.append("payments", 0, "p", "v");
    cluster.deleteBefore("orders", 1, 20);
    cluster.addGroup("billing", state);
    cluster.commit("billing", {"orders", 0}, 30);
    cluster.commit("billing", {"orders", 1}, 55);
    cluster.commit("billing", {"orders", 2}, 5'000);
    cluster.commit("billing", {"payments", 0}, 1);
    cluster.addGroup("billing-old", "Empty");
    cluster.commit("billing-old", {"orders", 0}, 99);
}

inline void addMembers(FakeCluster& cluster, int count)
{
    FakeGroup& group = cluster.addGroup("billing", "Stable");
    for (int i = 0; i < count; ++i)
        group.description.members.push_back({"m" + std::to_string(i), "c", "/10.2.1.14", std::nullopt, {{"orders", i}}});
}

inline ResetTarget target(To to)
{
    ResetTarget made;
    made.to = to;
    return made;
}

/// A group and the dialogs that change its offsets; state is kept in a folder of the test.
class OffsetDialogStand : public QObject
{
protected:
    void prepare()
    {
        m_state = std::make_unique<QTemporaryDir>();
        qputenv("XDG_STATE_HOME", m_state->path().toUtf8());
        m_fixture = std::make_unique<PageFixture>();
        fill(*m_fixture->cluster);
    }
    void clear()
    {
        m_applied.reset();
        delete m_dialog;
        m_fixture.reset();
    }
    void open(std::optional<ResetScope> scope = {}, std::optional<ResetTarget> target = {}, const std::string& group = "billing")
    {
        auto* dialog = new OffsetResetDialog(m_fixture->context(), group, std::move(scope), std::move(target));
        m_dialog = dialog;
        m_applied = std::make_unique<QSignalSpy>(dialog, &OffsetResetDialog::applied);
        ui::applyTheme(*qApp, ui::Theme::light());
        dialog->open();
    }
    void openDelete(std::optional<std::string> topic)
    {
        auto* dialog = new GroupDeleteDialog(m_fixture->context(), "billing", std::move(topic));
        m_dialog = dialog;
        ui::applyTheme(*qApp, ui::Theme::light());
        dialog->open();
    }
    [[nodiscard]] DataTable& rows() const { return *named<DataTable>(*m_dialog, QStringLiteral("Old and new offsets")); }
    [[nodiscard]] QPushButton* button(const QString& text) const
    {
        return qobject_cast<QPushButton*>(buttonNamed(*m_dialog, text));
    }
    [[nodiscard]] bool enabled(const QString& text) const { return button(text) && button(text)->isEnabled(); }
    [[nodiscard]] bool reads(const QString& text) const { return m_dialog && readableText(*m_dialog).contains(text); }
    void click(const QString& text) { QTest::mouseClick(button(text), Qt::LeftButton); }
    [[nodiscard]] QComboBox& choice(const char* name) const { return *named<QComboBox>(*m_dialog, QString::fromLatin1(name)); }
    [[nodiscard]] QLineEdit& field(const char* name) const { return *named<QLineEdit>(*m_dialog, QString::fromLatin1(name)); }
    void setTo(To to) { choice("Set to").setCurrentIndex(choice("Set to").findData(static_cast<int>(to))); }
    [[nodiscard]] std::int64_t committed(const TopicPartition& partition) const
    {
        const auto all = m_fixture->cluster->committedOffsets({"billing"}, Call::within(5s)).values.at("billing");
        const auto at = all.find(partition);
        return at == all.end() ? -1 : at->second;
    }
    [[nodiscard]] static std::vector<AuditEntry> trail()
    {
        return AuditTrail::open(AuditTrail::defaultPath()).value()->newest(10).value();
    }

    std::unique_ptr<QTemporaryDir> m_state;
    std::unique_ptr<PageFixture> m_fixture;
    QPointer<QDialog> m_dialog;
    std::unique_ptr<QSignalSpy> m_applied;
};

} // namespace weir::test
