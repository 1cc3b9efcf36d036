// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/groups/noted_offsets.h"

#include <QtWidgets/QWidget>

#include <expected>

class QComboBox;
class QDateTimeEdit;
class QHBoxLayout;
class QLineEdit;
class QStackedWidget;

namespace weir::ui {

/// Where offsets shall go, and for which partitions. GUI thread.
class OffsetResetForm : public QWidget
{
    Q_OBJECT
public:
    explicit OffsetResetForm(std::string group, QWidget* parent = nullptr);

    void setTarget(const ResetTarget& target);
    void setScope(const ResetScope& scope);
    /// Groups and topics that the fields complete.
    void setGroups(const QStringList& groups);
    void setTopics(const QStringList& topics);
    /// What is chosen, or one sentence about what is missing.
    [[nodiscard]] std::expected<OffsetQuestion, QString> question() const;
    [[nodiscard]] ResetTarget::To to() const;
    void setLocked(bool locked);

Q_SIGNALS:
    /// Something was chosen or typed; the preview is void.
    void changed();

private:
    enum class Scope { All, Topics, Partitions };

    void buildTarget(QHBoxLayout* row);
    void buildScope(QHBoxLayout* row);
    QWidget* makeTimeFields();
    QWidget* makeFileFields();
    QLineEdit* numberField(const QString& name, const QString& placeholder);
    void targetChosen();
    void zoneChanged();
    void presetChosen();
    void browse();
    void completeFrom(QLineEdit* field, const QStringList& words);
    [[nodiscard]] std::expected<ResetTarget, QString> target() const;
    [[nodiscard]] std::expected<ResetScope, QString> scope() const;
    [[nodiscard]] std::expected<qint64, QString> number(const QLineEdit* field, const QString& missing) const;

    const std::string m_group;
    QComboBox* m_to = nullptr;
    QStackedWidget* m_fields = nullptr;
    QLineEdit* m_offset = nullptr;
    QLineEdit* m_shift = nullptr;
    QDateTimeEdit* m_time = nullptr;
    QComboBox* m_zone = nullptr;
    QComboBox* m_preset = nullptr;
    QComboBox* m_other = nullptr;
    QLineEdit* m_file = nullptr;
    QComboBox* m_scope = nullptr;
    QLineEdit* m_topics = nullptr;
    QLineEdit* m_partitions = nullptr;
    OffsetMap m_offsets; ///< given by setTarget(): used while no file is named
};

} // namespace weir::ui
