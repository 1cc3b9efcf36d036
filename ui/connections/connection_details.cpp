// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/connection_details.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QPushButton>

#include <string_view>

namespace weir::ui {
namespace {

QString noteText(const ConnectionRow& row)
{
    switch (row.source) {
    case ConnectionRow::Source::BuiltIn:
        return ConnectionDetails::tr("A small cluster inside this program with orders, payments, consumer groups and "
                                     "dead letters to look at. Nothing leaves this computer.");
    case ConnectionRow::Source::Environment:
        return ConnectionDetails::tr("Made of the variables KAFKA__BOOTSTRAP_SERVERS, KAFKA__GROUP_ID and "
                                     "KAFKA__AUTO_OFFSET_RESET. Duplicate it to keep it.");
    case ConnectionRow::Source::Saved: break;
    }
    return {};
}

} // namespace

ConnectionDetails::ConnectionDetails(QWidget* parent)
    : QWidget(parent),
      m_name(new PlainLabel({}, PlainLabel::Look::Strong, this)),
      m_environment(new PillLabel({}, Tone::Neutral, this)),
      m_access(new PillLabel({}, Tone::Neutral, this)),
      m_note(new PlainLabel({}, PlainLabel::Look::Dim, this)),
      m_connect(primaryButton(tr("&Connect"), this)),
      m_test(plainButton(tr("&Test connection"), this)),
      m_edit(plainButton(tr("&Edit…"), this)),
      m_duplicate(plainButton(tr("&Duplicate…"), this)),
      m_remove(plainButton(tr("Re&move"), this))
{
    m_name->setElide(Qt::ElideRight);
    m_note->setWordWrap(true);
    auto* top = new QHBoxLayout;
    top->addWidget(m_name, 1);
    top->addWidget(m_environment);
    top->addWidget(m_access);
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(8);
    grid->setColumnStretch(1, 1);
    m_servers = addFact(grid, tr("Bootstrap servers"));
    m_group = addFact(grid, tr("Group id"));
    m_reset = addFact(grid, tr("Offset reset"));
    m_source = addFact(grid, tr("From"));
    auto* first = new QHBoxLayout;
    first->addWidget(m_connect);
    first->addWidget(m_test);
    first->addStretch(1);
    auto* second = new QHBoxLayout;
    second->addWidget(m_edit);
    second->addWidget(m_duplicate);
    second->addWidget(m_remove);
    second->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(10);
    layout->addLayout(top);
    layout->addWidget(m_note);
    layout->addLayout(grid);
    layout->addSpacing(6);
    first->setSpacing(8);
    second->setSpacing(8);
    layout->addLayout(first);
    layout->addLayout(second);
    connect(m_connect, &QPushButton::clicked, this, &ConnectionDetails::connectRequested);
    connect(m_test, &QPushButton::clicked, this, &ConnectionDetails::testRequested);
    connect(m_edit, &QPushButton::clicked, this, &ConnectionDetails::editRequested);
    connect(m_duplicate, &QPushButton::clicked, this, &ConnectionDetails::duplicateRequested);
    connect(m_remove, &QPushButton::clicked, this, &ConnectionDetails::removeRequested);
}

PlainLabel* ConnectionDetails::addFact(QGridLayout* grid, const QString& name)
{
    const int row = grid->rowCount();
    grid->addWidget(new PlainLabel(name, PlainLabel::Look::Dim, this), row, 0, Qt::AlignTop);
    auto* value = new PlainLabel({}, PlainLabel::Look::Text, this);
    value->setWordWrap(true);
    grid->addWidget(value, row, 1, Qt::AlignTop);
    return value;
}

void ConnectionDetails::showConnection(const ConnectionRow& row)
{
    m_row = row;
    const auto& profile = row.profile;
    m_name->setText(displayText(std::string_view(profile.name)));
    m_environment->setPill(environmentText(profile.environment), environmentTone(profile.environment));
    m_access->setPill(profile.readOnly ? tr("read-only") : QString(), Tone::Neutral);
    m_note->setText(noteText(row));
    m_note->setVisible(!m_note->fullText().isEmpty());
    m_servers->setText(addressText(profile));
    m_group->setText(displayText(std::string_view(profile.groupId)));
    m_reset->setText(offsetResetText(profile.offsetReset));
    m_source->setText(sourceText(row.source));
    m_connect->setText(row.connected ? tr("Re&connect") : tr("&Connect"));
    m_connect->setAccessibleName(row.connected ? tr("Reconnect") : tr("Connect"));
    allowChanges();
}

void ConnectionDetails::setLocked(const QString& reason)
{
    m_locked = reason;
    allowChanges();
}

void ConnectionDetails::allowChanges()
{
    const bool saved = m_row.source == ConnectionRow::Source::Saved;
    m_edit->setVisible(saved);
    m_remove->setVisible(saved);
    m_duplicate->setVisible(m_row.source != ConnectionRow::Source::BuiltIn);
    for (auto* button : {m_edit, m_duplicate, m_remove}) {
        button->setEnabled(m_locked.isEmpty());
        button->setToolTip(m_locked);
    }
}

} // namespace weir::ui
