// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connections/profile.h"

#include <QtCore/QSet>
#include <QtWidgets/QWidget>

class QBoxLayout;
class QCheckBox;
class QComboBox;
class QLineEdit;
class QPushButton;

namespace weir::ui {

class PlainLabel;

/// Edits one connection. What is wrong is said under its field once the field was touched, and beside Save always; Save is
/// disabled until nothing is wrong. Writes nothing itself. GUI thread.
class ProfileForm : public QWidget
{
    Q_OBJECT
public:
    explicit ProfileForm(QWidget* parent = nullptr);

    /// `taken`: names of other saved connections, which this one may not have.
    void edit(const QString& title, const weir::Profile& profile, const QSet<QString>& taken);
    [[nodiscard]] weir::Profile profile() const;
    /// Why it cannot be saved now; empty when it can.
    [[nodiscard]] QString obstacle() const;
    void setBusy(bool busy);

Q_SIGNALS:
    void saveRequested();
    void testRequested();
    void cancelled();
    /// The environment's colour changes with the choice.
    void environmentChanged(weir::Environment environment);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Field {
        QLineEdit* edit = nullptr;
        PlainLabel* problem = nullptr;
        bool touched = false;
    };
    void buildButtons(QBoxLayout* layout);
    void addField(QBoxLayout* layout, Field& field, const QString& label, const QString& example);
    void addChoice(QBoxLayout* layout, QComboBox* box, const QString& label);
    [[nodiscard]] QString nameProblem() const;
    [[nodiscard]] QString serversProblem() const;
    [[nodiscard]] QString groupProblem() const;
    void check();
    static void showProblem(Field& field, const QString& problem);

    QSet<QString> m_taken;
    PlainLabel* m_title;
    Field m_name;
    Field m_servers;
    Field m_group;
    QComboBox* m_reset;
    QComboBox* m_environment;
    QCheckBox* m_readOnly;
    PlainLabel* m_reason;
    QPushButton* m_save;
    QPushButton* m_test;
    QPushButton* m_cancel;
    bool m_busy = false;
};

} // namespace weir::ui
