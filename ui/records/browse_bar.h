// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/browse_range.h"

#include <QtCore/QHash>
#include <QtWidgets/QWidget>

#include <optional>

class QComboBox;
class QLineEdit;
class QPushButton;
class QStringListModel;

namespace weir::ui {

/// Which records to read: topic, range, partition. Emits loadRequested on Load, on Enter, and when a choice changes that
/// needs no typing. GUI thread.
class BrowseBar : public QWidget
{
    Q_OBJECT
public:
    enum class Topic { Chosen, Fixed };

    /// With a fixed topic there is no topic field.
    BrowseBar(Topic topic, QWidget* parent = nullptr);

    /// Names for completion, with their numbers of partitions.
    void setTopics(const QHash<QString, int>& partitions);
    /// A known topic's partitions, or those seen in an answer.
    void setPartitionCount(int count);
    /// Fills the fields without emitting anything.
    void choose(const QString& topic, const weir::BrowseFrom& from, std::optional<int> partition);
    void setBusy(bool busy);
    /// Puts the cursor into the topic field, or into the range when the topic is fixed.
    void focusFirst();

    [[nodiscard]] QString topic() const;
    [[nodiscard]] weir::BrowseFrom from() const;
    [[nodiscard]] std::optional<int> partition() const;
    /// Why nothing can be loaded now; empty when it can.
    [[nodiscard]] QString obstacle() const;

Q_SIGNALS:
    void loadRequested();

private:
    void buildTopic();
    void buildRange();
    void kindChanged();
    void showObstacle();
    void request();
    [[nodiscard]] weir::BrowseFrom::Kind kind() const;

    QString m_fixedTopic;
    QHash<QString, int> m_partitionsOf;
    QLineEdit* m_topic = nullptr;
    QStringListModel* m_names = nullptr;
    QComboBox* m_kind = nullptr;
    QLineEdit* m_value = nullptr;
    QComboBox* m_partition = nullptr;
    QPushButton* m_load = nullptr;
    bool m_choosing = false;
};

} // namespace weir::ui
