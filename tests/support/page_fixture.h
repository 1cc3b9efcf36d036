// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/fake_cluster.h"
#include "ui/async/task_pool.h"
#include "ui/widgets/page.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/theme.h"

#include <QtCore/QDir>
#include <QtTest/QTest>
#include <QtWidgets/QAbstractButton>
#include <QtWidgets/QApplication>
#include <QtWidgets/QLabel>
#include <QtWidgets/QTableView>

#include <memory>
#include <vector>

namespace weir::test {

/// Remembers where pages wanted to go.
class RecordingNavigator : public ui::Navigator
{
public:
    void go(const ui::Destination& destination) override { visited.push_back(destination); }
    /// The last destination when it is a T; nullptr otherwise.
    template <typename T> [[nodiscard]] const T* last() const
    {
        return visited.empty() ? nullptr : std::get_if<T>(&visited.back());
    }
    std::vector<ui::Destination> visited;
};

/// What a page test needs around its page: a fake cluster, a pool, a navigator that remembers.
struct PageFixture {
    std::shared_ptr<FakeCluster> cluster = std::make_shared<FakeCluster>();
    std::shared_ptr<ui::TaskPool> tasks = ui::TaskPool::create(2);
    RecordingNavigator navigator;
    ui::ConnectionInfo connection{QStringLiteral("shop-test"), QStringLiteral("test"), false, false};

    [[nodiscard]] ui::PageContext context() { return {cluster, tasks, navigator, connection}; }
};

inline void show(QWidget& page, QSize size = {1176, 820})
{
    ui::applyTheme(*qApp, ui::Theme::light());
    page.resize(size);
    page.show();
}

/// Everything a person can read in labels below `in` now, one line each; elided labels count with their whole text.
inline QString readableText(QWidget& in)
{
    QStringList texts;
    for (auto* label : in.findChildren<QLabel*>()) {
        if (!label->isVisible())
            continue;
        const auto* plain = qobject_cast<ui::PlainLabel*>(label);
        const QString text = plain ? plain->fullText() : label->text();
        if (!text.isEmpty())
            texts << text;
    }
    return texts.join(QLatin1Char('\n'));
}

/// The visible button with that text (mnemonic marks left out); nullptr when there is none.
inline QAbstractButton* buttonNamed(QWidget& in, const QString& text)
{
    for (auto* button : in.findChildren<QAbstractButton*>()) {
        QString own = button->text();
        if (button->isVisible() && own.remove(QLatin1Char('&')) == text)
            return button;
    }
    return nullptr;
}

/// The widget with that accessible name; nullptr when there is none.
template <typename Widget> Widget* named(QWidget& in, const QString& accessibleName)
{
    for (auto* widget : in.findChildren<Widget*>()) {
        if (widget->accessibleName() == accessibleName)
            return widget;
    }
    return nullptr;
}

/// The text of a cell under the column with that title; "(no such cell)" when there is none.
inline QString cell(const QTableView& table, int row, const QString& column, int role = Qt::DisplayRole)
{
    const auto* model = table.model();
    for (int i = 0; i < model->columnCount(); ++i) {
        if (model->headerData(i, Qt::Horizontal).toString() == column && row < model->rowCount())
            return model->index(row, i).data(role).toString();
    }
    return QStringLiteral("(no such cell)");
}

/// Saves pictures in both themes where WEIR_TEST_PICTURES names a folder; for people who look at pages.
inline void picture(QWidget& page, const QString& name)
{
    const QString folder = qEnvironmentVariable("WEIR_TEST_PICTURES");
    if (folder.isEmpty())
        return;
    QDir().mkpath(folder);
    for (const bool dark : {true, false}) {
        ui::applyTheme(*qApp, dark ? ui::Theme::darkTheme() : ui::Theme::light());
        QTest::qWait(120);
        page.grab().save(QStringLiteral("%1/%2-%3.png").arg(folder, name, dark ? QStringLiteral("dark") : QStringLiteral("light")));
    }
}

} // namespace weir::test
