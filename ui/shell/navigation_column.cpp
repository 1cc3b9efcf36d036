// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/navigation_column.h"

#include "ui/shell/cluster_card.h"
#include "ui/shell/navigation_entry.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/icon.h"
#include "ui/widgets/theme.h"

#include <QtCore/QEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPushButton>

namespace weir::ui {

NavigationColumn::NavigationColumn(QWidget* parent)
    : QWidget(parent),
      m_card(new ClusterCard(this)),
      m_entriesLayout(new QVBoxLayout),
      m_commands(linkButton(tr("Ctrl K  commands"), this)),
      m_theme(linkButton(tr("Theme"), this))
{
    setFixedWidth(212);
    setAccessibleName(tr("Navigation"));
    m_commands->setProperty("look", QStringLiteral("quiet"));
    m_theme->setProperty("look", QStringLiteral("quiet"));
    m_entriesLayout->setSpacing(2);
    auto* footer = new QHBoxLayout;
    footer->setSpacing(0);
    footer->addWidget(m_commands);
    footer->addStretch();
    footer->addWidget(m_theme);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(10, 12, 10, 10);
    layout->setSpacing(0);
    layout->addWidget(m_card);
    layout->addSpacing(14);
    layout->addLayout(m_entriesLayout);
    layout->addStretch();
    layout->addLayout(footer);
    connect(m_commands, &QPushButton::clicked, this, &NavigationColumn::commandsRequested);
    applyTheme();
}

void NavigationColumn::setEntries(const std::vector<PageEntry>& entries, bool connected)
{
    for (const auto& [id, entry] : m_entries) {
        // Not deleted at once: this may run inside a click on one of them.
        entry->hide();
        entry->deleteLater();
    }
    m_entries.clear();
    for (const PageEntry& page : entries) {
        if (page.title.isEmpty())
            continue;
        auto* entry = new NavigationEntry(page.title, page.icon, this);
        entry->setEnabled(connected || !page.needsConnection);
        m_entriesLayout->addWidget(entry);
        m_entries[page.id] = entry;
        connect(entry, &QAbstractButton::clicked, this, [this, id = page.id] { Q_EMIT entryChosen(id); });
    }
}

void NavigationColumn::setCurrent(const QString& id)
{
    for (const auto& [name, entry] : m_entries)
        entry->setChecked(name == id);
}

void NavigationColumn::setCount(const QString& id, const QString& count)
{
    if (const auto entry = m_entries.find(id); entry != m_entries.end())
        entry->second->setCount(count);
}

void NavigationColumn::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyTheme();
}

void NavigationColumn::applyTheme()
{
    m_theme->setIcon(icon(QStringLiteral("theme"), themeOf(this).dimText));
}

void NavigationColumn::paintEvent(QPaintEvent*)
{
    const Theme& theme = themeOf(this);
    QPainter painter(this);
    painter.fillRect(rect(), theme.secondPanel);
    painter.fillRect(QRect(width() - 1, 0, 1, height()), theme.line);
}

} // namespace weir::ui
