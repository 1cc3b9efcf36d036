// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/accessible_walk.h"
#include "tests/support/heartbeat.h"
#include "tests/ui/deadletters_fixture.h"
#include "ui/deadletters/dead_letters_page.h"
#include "ui/deadletters/failure_panel.h"
#include "ui/deadletters/failures_tab.h"
#include "ui/deadletters/letter_bytes_dialog.h"
#include "ui/deadletters/source_view.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/segmented_tabs.h"
#include "ui/widgets/sparse_table.h"
#include "ui/widgets/state_view.h"

#include <QtWidgets/QComboBox>
#include <QtWidgets/QPushButton>

namespace weir::test {

/// A page of dead letters on a fake cluster; with marks and replays in memory when a test wants them.
class DeadLettersStand
{
protected:
    void prepare()
    {
        m_page.reset();
        m_replays.reset();
        m_fixture = std::make_unique<PageFixture>();
        fillDeadLetters(*m_fixture->cluster);
    }
    void makePage(ui::InboxFeed::Pace pace = {})
    {
        m_page = std::make_unique<ui::DeadLettersPage>(m_fixture->context(), m_replays, pace, nullptr);
        show(*m_page, {1230, 862});
        m_page->setActive(true);
    }
    void keepMarks()
    {
        m_replays = std::make_shared<ui::ReplayFeed>(m_fixture->context(), ui::ReplayFeed::Files{});
        QTRY_VERIFY(m_replays->ready());
        QTRY_VERIFY(m_replays->clusterId());
    }
    void settle() { QTRY_VERIFY_WITH_TIMEOUT(m_page->isSettled(), 15000); }
    /// Makes that letter current and waits until it and its source are read.
    void choose(qint64 position)
    {
        // Until the worst failure is chosen by itself, all letters are listed.
        QTRY_VERIFY(!groups().currentKey().isEmpty());
        QTRY_VERIFY(rows().groups().size() == 1 && rows().isLoaded());
        QTRY_VERIFY(rows().placeAt(position));
        letters().table().setCurrent(position);
        QTRY_VERIFY(panel().letter() == rows().placeAt(position) && panel().isSettled());
    }

    [[nodiscard]] ui::StateView& view() const { return *m_page->failures().findChild<ui::StateView*>(QString(), Qt::FindDirectChildrenOnly); }
    [[nodiscard]] ui::DataTable& groups() const { return *named<ui::DataTable>(*m_page, QStringLiteral("Failures")); }
    [[nodiscard]] ui::DataTable& topics() const { return *named<ui::DataTable>(*m_page, QStringLiteral("Dead-letter and retry topics")); }
    [[nodiscard]] ui::DataTable& handled() const { return *named<ui::DataTable>(*m_page, QStringLiteral("Handled and ignored failures")); }
    [[nodiscard]] ui::LetterCard& letters() const { return m_page->failures().letters(); }
    [[nodiscard]] ui::LetterRows& rows() const { return letters().rows(); }
    [[nodiscard]] ui::FailurePanel& panel() const { return m_page->failures().panel(); }
    [[nodiscard]] QString letterCell(qint64 position, int column) const { return rows().cell(position, column).text; }
    [[nodiscard]] QString tabText(int tab) const { return m_page->findChild<ui::SegmentedTabs*>()->tabText(tab); }
    void click(const QString& button) { QTest::mouseClick(buttonNamed(*m_page, button), Qt::LeftButton); }

    std::unique_ptr<PageFixture> m_fixture;
    std::shared_ptr<ui::ReplayFeed> m_replays;
    std::unique_ptr<ui::DeadLettersPage> m_page;
};

} // namespace weir::test
