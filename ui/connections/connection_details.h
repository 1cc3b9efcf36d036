// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/connections/connection_row.h"

#include <QtWidgets/QWidget>

class QGridLayout;
class QPushButton;

namespace weir::ui {

class PillLabel;
class PlainLabel;

/// What is known of one connection without asking it, and what can be done with it. GUI thread.
class ConnectionDetails : public QWidget
{
    Q_OBJECT
public:
    explicit ConnectionDetails(QWidget* parent = nullptr);

    void showConnection(const ConnectionRow& row);
    /// Why saved connections cannot be changed now; empty when they can.
    void setLocked(const QString& reason);

Q_SIGNALS:
    void connectRequested();
    void testRequested();
    void editRequested();
    void duplicateRequested();
    void removeRequested();

private:
    PlainLabel* addFact(QGridLayout* grid, const QString& name);
    void allowChanges();

    ConnectionRow m_row;
    QString m_locked;
    PlainLabel* m_name;
    PillLabel* m_environment;
    PillLabel* m_access;
    PlainLabel* m_servers;
    PlainLabel* m_group;
    PlainLabel* m_reset;
    PlainLabel* m_source;
    PlainLabel* m_note;
    QPushButton* m_connect;
    QPushButton* m_test;
    QPushButton* m_edit;
    QPushButton* m_duplicate;
    QPushButton* m_remove;
};

} // namespace weir::ui
