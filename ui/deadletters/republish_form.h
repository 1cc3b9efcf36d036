// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/republish.h"

#include <QtCore/QStringList>
#include <QtWidgets/QWidget>

class QCheckBox;
class QComboBox;
class QGridLayout;

namespace weir::ui {

/// What can be chosen about one republish: target, partition, headers. GUI thread.
class RepublishForm : public QWidget
{
    Q_OBJECT
public:
    /// `origin` is proposed as target (empty: nothing is known); `proposedBy` says where it comes from.
    RepublishForm(const QString& origin, const QString& proposedBy, const FailureReport& report, QWidget* parent = nullptr);

    /// Topics that the target field completes.
    void setTopics(const QStringList& topics);
    [[nodiscard]] QString target() const;
    [[nodiscard]] RepublishOptions options() const;
    /// While something is being sent nothing can be changed.
    void setLocked(bool locked);

Q_SIGNALS:
    /// Something was chosen or typed; the plan is void.
    void changed();

private:
    void addChoice(QGridLayout* grid, int column, const QString& caption, QWidget* field);
    QString m_origin; ///< the proposal
    QComboBox* m_target;
    QComboBox* m_partition;
    QComboBox* m_headers;
    QCheckBox* m_addWeir;
};

} // namespace weir::ui
